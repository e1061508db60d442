// One tab's conversation: its messages, its unsent turns, and how they outlive a reload. Touches no DOM.

export const MESSAGES_KEPT = 200;

const CONVERSATION_KEY = "camnang.conversation";
const DRAFT_KEY = "camnang.draft";

export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function newConversation() {
  return { session: randomId(), messages: [], queue: [] };
}

export function storedConversation() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(CONVERSATION_KEY));
    const isWhole = stored?.session && Array.isArray(stored.messages) && Array.isArray(stored.queue);
    return isWhole ? stored : newConversation();
  } catch {
    return newConversation();
  }
}

export function saveConversation(conversation) {
  // A tab may hold about 5 MB: after long pastes the newest messages matter most.
  for (let kept = MESSAGES_KEPT; kept >= 1; kept = Math.floor(kept / 2)) {
    const messages = conversation.messages.slice(-kept);
    if (stored(CONVERSATION_KEY, JSON.stringify({ ...conversation, messages }))) return;
  }
}

export function storedDraft() {
  try {
    return sessionStorage.getItem(DRAFT_KEY) ?? "";
  } catch {
    return "";
  }
}

export function saveDraft(text) {
  stored(DRAFT_KEY, text);
}

export function isWaiting(conversation, message) {
  return conversation.queue.some((turn) => turn.turn === message.turn);
}

/** Puts answers under the turn they belong to, above what still waits to be sent. */
export function settleTurn(conversation, turn, answers) {
  conversation.queue = conversation.queue.filter((queued) => queued.turn !== turn);
  const firstWaiting = conversation.messages.findIndex((message) => isWaiting(conversation, message));
  const place = firstWaiting < 0 ? conversation.messages.length : firstWaiting;
  conversation.messages.splice(place, 0, ...answers);
}

function stored(key, text) {
  try {
    sessionStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
