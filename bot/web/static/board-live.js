// What changes by itself is read again every few seconds. While the buttons stay the same they are left alone, so that whoever is
// about to press one by mouse or keyboard stays on it.
const EVERY = 3000;
const actions = (part) => [...part.querySelectorAll("[name=action]")].map((one) => one.value).join();

async function look(live) {
  const answer = document.hidden ? null : await fetch(location.pathname).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page && page.querySelector("[data-live]");
  if (fresh && actions(fresh) === actions(live)) {
    const texts = fresh.querySelectorAll(".preview");
    live.querySelectorAll(".preview").forEach((text, place) => text.replaceChildren(...texts[place].childNodes));
  } else if (fresh) {
    live.replaceChildren(...fresh.childNodes);
  }
  setTimeout(look, EVERY, live);
}

setTimeout(look, EVERY, document.querySelector("[data-live]"));
