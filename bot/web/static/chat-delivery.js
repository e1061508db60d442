// Brings one turn to the server, however long the connection is away.

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15000;
const PATIENCE_MS = 20000;

/** Resolves to {replies} or {error}; to null once the signal has aborted. */
export async function answerTo(request, signal, reportTrouble) {
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const answer = await attempt(request, signal);
    if (signal.aborted) break;
    if (answer) return answer;
    reportTrouble();
    await pauseOrOnline(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
  return null;
}

async function attempt(request, signal) {
  const attemptLife = new AbortController();
  const giveUp = () => attemptLife.abort();
  const timer = setTimeout(giveUp, PATIENCE_MS);
  signal.addEventListener("abort", giveUp);
  try {
    return await answerIn(await post(request, attemptLife.signal));
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}

function post(request, signal) {
  return fetch("api/turn", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
    signal,
  });
}

async function answerIn(response) {
  if (response.status >= 400 && response.status < 500) return { error: await sentenceIn(response) };
  if (!response.ok) return null;
  const { replies } = await response.json();
  return Array.isArray(replies) ? { replies } : null;
}

async function sentenceIn(response) {
  try {
    const { error } = await response.json();
    return typeof error === "string" ? error : "";
  } catch {
    return "";
  }
}

function pauseOrOnline(milliseconds, signal) {
  return new Promise((resolve) => {
    const goOn = () => {
      clearTimeout(timer);
      window.removeEventListener("online", goOn);
      signal.removeEventListener("abort", goOn);
      resolve();
    };
    const timer = setTimeout(goOn, milliseconds);
    window.addEventListener("online", goOn);
    signal.addEventListener("abort", goOn);
  });
}
