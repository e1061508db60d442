// The server alone knows when time is up; this counts down for the eyes, and then asks the server.
const clock = document.querySelector(".clock");

if (clock) {
  const shown = clock.querySelector("[role=timer]");
  const end = performance.now() + Number(clock.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.max(Math.round((end - performance.now()) / 1000), 0);
    shown.textContent = clock.dataset.said.replace("{minutes}", Math.floor(left / 60)).replace("{seconds}", left % 60);
    if (left === 0) {
      window.clearInterval(timer);
      window.location.replace(clock.dataset.over);
    }
  };
  const timer = window.setInterval(tick, 1000);
}

// Without a connection the browser would put a page of its own in place of the paper: ask the server before sending.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const pressed = event.submitter;
  const lost = form.querySelector(".lost");
  if (!lost || !pressed || !form.requestSubmit || form.dataset.sure) return;
  event.preventDefault();
  lost.hidden = true;
  try {
    await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout?.(8000) });
  } catch {
    lost.hidden = false;
    lost.scrollIntoView({ block: "center" });
    return;
  }
  form.dataset.sure = "yes";
  form.requestSubmit(pressed);
});

// A page that comes back from the browser's memory may be of another moment.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
