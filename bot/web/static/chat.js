// The chat page: joins the conversation, its delivery and what is seen.

import { botBubble, markWaiting, personBubble, typingDots, unmarkWaiting } from "./chat-bubbles.js";
import {
  MESSAGES_KEPT, isWaiting, newConversation, randomId, saveConversation, saveDraft, settleTurn, storedConversation, storedDraft,
} from "./chat-conversation.js";
import { answerTo } from "./chat-delivery.js";

const TYPING_AFTER_MS = 150;
const END_TOLERANCE_PX = 48;
const ANSWER_MARGIN_PX = 10;
const MEASURED_TEXT = 2000;

const words = document.body.dataset;
const [log, composer, question, clearButton, activity, connection] =
  ["log", "composer", "question", "clear", "activity", "connection"].map((id) => document.getElementById(id));
const dots = typingDots();

let conversation = storedConversation();
let delivery = null;
let isAtEnd = true;

function say(content, shownText) {
  const turn = { turn: randomId(), ...content };
  conversation.queue.push(turn);
  if (shownText) {
    const message = { from: "person", turn: turn.turn, text: shownText };
    conversation.messages.push(message);
    draw(message);
    scrollToEnd();
  }
  keep();
  deliverQueue();
}

async function deliverQueue() {
  if (delivery) return;
  const own = new AbortController();
  delivery = own;
  while (conversation.queue.length) {
    const turn = conversation.queue[0];
    const answer = await answered(turn, own.signal);
    if (own.signal.aborted) return;
    settle(turn, answer);
  }
  delivery = null;
}

async function answered(turn, signal) {
  const typing = setTimeout(showTyping, TYPING_AFTER_MS);
  const answer = await answerTo({ session: conversation.session, ...turn }, signal, () => {
    clearTimeout(typing);
    hideTyping();
    showConnection(false);
  });
  clearTimeout(typing);
  return answer;
}

function settle({ turn }, answer) {
  const messages = answer.replies
    ? answer.replies.map((reply) => ({ ...reply, from: "bot" }))
    : [{ from: "bot", isError: true, text: answer.error || words.error }];
  hideTyping();
  showConnection(true);
  unmark(turn);
  settleTurn(conversation, turn, messages);
  show(messages);
  keep();
}

function show(messages) {
  const wasAtEnd = isAtEnd;
  const bubbles = messages.map((message) => draw(message));
  if (wasAtEnd && bubbles.length) bringIntoView(bubbles[0]);
}

function draw(message) {
  const bubble = bubbleOf(message);
  const waits = message.from === "person" && isWaiting(conversation, message);
  if (waits) {
    bubble.dataset.turn = message.turn;
    markWaiting(bubble, words);
  }
  log.insertBefore(bubble, waits ? null : firstWaitingBubble());
  return bubble;
}

function bubbleOf(message) {
  return message.from === "person"
    ? personBubble(message, words)
    : botBubble(message, words, (button) => press(message, button));
}

function press(message, { kind, action, label }) {
  // A double tap is one press.
  if (conversation.queue.some((turn) => turn.action === action)) return;
  if (kind === "feedback") message.pressed = action;
  say({ action }, kind === "feedback" ? "" : label);
}

function unmark(turn) {
  const bubble = log.querySelector(`[data-turn="${turn}"]`);
  if (bubble) unmarkWaiting(bubble);
}

function firstWaitingBubble(exceptTurn) {
  return [...log.querySelectorAll(".is-waiting")].find((bubble) => bubble.dataset.turn !== exceptTurn) ?? null;
}

function keep() {
  const surplus = conversation.messages.length - MESSAGES_KEPT;
  if (surplus > 0) {
    conversation.messages.splice(0, surplus);
    [...log.querySelectorAll(".message")].slice(0, surplus).forEach((bubble) => bubble.remove());
  }
  saveConversation(conversation);
}

function showTyping() {
  const wasAtEnd = isAtEnd;
  log.insertBefore(dots, firstWaitingBubble(conversation.queue[0].turn));
  activity.textContent = words.typing;
  if (wasAtEnd) scrollToEnd();
}

function hideTyping() {
  dots.remove();
  activity.textContent = "";
}

function showConnection(isThere) {
  const line = isThere ? "" : words.lost;
  if (connection.textContent !== line) connection.textContent = line;
  log.classList.toggle("is-cut-off", !isThere);
}

function scrollToEnd() {
  log.scrollTop = log.scrollHeight;
  isAtEnd = true;
}

// An answer taller than the screen is read from its beginning.
function bringIntoView(bubble) {
  const top = bubble.getBoundingClientRect().top - log.getBoundingClientRect().top;
  const end = log.scrollHeight - log.clientHeight;
  log.scrollTop = Math.min(end, log.scrollTop + top - ANSWER_MARGIN_PX);
  noteWhetherAtEnd();
}

function noteWhetherAtEnd() {
  isAtEnd = log.scrollHeight - log.clientHeight - log.scrollTop < END_TOLERANCE_PX;
}

function sendTyped() {
  const text = question.value.trim();
  question.focus();
  if (!text) return;
  question.value = "";
  noteDraft();
  say({ text }, text);
}

function noteDraft() {
  saveDraft(question.value);
  growQuestion();
}

function growQuestion() {
  // Measuring a pasted book at every key would make typing slow.
  const isHuge = question.value.length > MEASURED_TEXT;
  question.classList.toggle("is-full", isHuge);
  question.style.height = "";
  if (!isHuge && question.value) question.style.height = `${question.scrollHeight + 2}px`;
}

function isSendingKey(event) {
  // Safari ends a composition before its Enter; only key code 229 still tells.
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

function begin() {
  if (!conversation.messages.length && !conversation.queue.length) say({ text: "/start" });
  else deliverQueue();
}

function startAfresh() {
  delivery?.abort();
  delivery = null;
  conversation = newConversation();
  log.replaceChildren();
  hideTyping();
  showConnection(true);
  isAtEnd = true;
  begin();
}

function redraw() {
  log.setAttribute("aria-busy", "true");
  conversation.messages.forEach(draw);
  scrollToEnd();
  requestAnimationFrame(() => log.removeAttribute("aria-busy"));
}

// Where dvh ignores the on-screen keyboard (iOS), the visual viewport knows its height.
function fitAboveKeyboard() {
  const isPinchZoomed = visualViewport.scale > 1.01;
  if (isPinchZoomed) return;
  document.documentElement.style.setProperty("--visible-height", `${visualViewport.height}px`);
  window.scrollTo(0, 0);
}

function listen() {
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    sendTyped();
  });
  question.addEventListener("keydown", (event) => {
    if (!isSendingKey(event)) return;
    event.preventDefault();
    sendTyped();
  });
  question.addEventListener("input", noteDraft);
  clearButton.addEventListener("click", startAfresh);
  log.addEventListener("scroll", noteWhetherAtEnd, { passive: true });
  new ResizeObserver(() => isAtEnd && scrollToEnd()).observe(log);
  window.visualViewport?.addEventListener("resize", fitAboveKeyboard);
}

composer.hidden = false;
clearButton.hidden = false;
listen();
redraw();
question.value = storedDraft();
growQuestion();
begin();
