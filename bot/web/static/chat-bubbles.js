// Messages as DOM nodes. What the server or the person wrote goes in as text, never as HTML.

const LONG_TEXT = 1500;
const LINK = /https?:\/\/[^\s<>"“”«»]+/g;
const CLOSING_MARKS = /[.,;:!?…)\]}'’]+$/;
const LISTED_LINE = /^(?:[•–-]|\d{1,2}[.)])\s/;
const THUMB = "M7 11v9H4v-9zM7 11l4-8c1.8 0 2.7 1.2 2.4 2.9L12.8 9H18c1.5 0 2.4 1.2 2 2.6l-1.8 6.8c-.3 1-1.1 1.6-2.1 1.6H7";

export function personBubble(message, words) {
  const text = element("div", "bubble", message.text);
  if (message.text.length > LONG_TEXT) makeScrollable(text, words.fromPerson);
  return element("article", "message from-person", spoken(words.fromPerson), text);
}

export function markWaiting(bubble, words) {
  bubble.classList.add("is-waiting");
  bubble.append(element("p", "waiting-note", words.waiting));
}

export function unmarkWaiting(bubble) {
  bubble.classList.remove("is-waiting");
  bubble.querySelector(".waiting-note")?.remove();
}

export function botBubble(message, words, press) {
  const bubble = element("div", "bubble", spoken(words.fromBot), ...titleOf(message), ...pictureOf(message), ...paragraphsOf(message), ...documentOf(message));
  const foot = [...sourcesOf(message, words), ...feedbackOf(message, words, press)];
  if (foot.length) bubble.append(element("footer", "bubble-foot", ...foot));
  const kind = message.isError ? "message from-bot is-error" : "message from-bot";
  return element("article", kind, bubble, ...choicesOf(message, press));
}

export function typingDots() {
  const dots = element("div", "typing bubble", element("i"), element("i"), element("i"));
  dots.setAttribute("aria-hidden", "true");
  return dots;
}

function titleOf({ title }) {
  return title ? [element("h2", "", title)] : [];
}

function pictureOf({ picture }) {
  if (!picture) return [];
  const image = element("img", "picture");
  image.src = picture.src;
  image.alt = picture.alt;
  return [image];
}

function documentOf({ document: file }) {
  if (!file) return [];
  const anchor = link(file.href);
  anchor.textContent = file.name;
  anchor.download = file.name;
  return [element("p", "", anchor)];
}

function paragraphsOf({ text }) {
  return (text ?? "").split(/\n{2,}/).filter((paragraph) => paragraph.trim()).map(paragraphOf);
}

function paragraphOf(paragraph) {
  const lines = paragraph.split("\n").map((line) =>
    element("span", LISTED_LINE.test(line) ? "line is-listed" : "line", ...withLinks(line)),
  );
  return element("p", "", ...lines);
}

function sourcesOf({ sources }, words) {
  if (!sources?.length) return [];
  const lines = sources.map((source) => element("li", "", ...withLinks(source)));
  return [element("div", "sources", element("p", "", words.sources), element("ul", "", ...lines))];
}

function choicesOf({ buttons }, press) {
  const choices = (buttons ?? []).filter((button) => button.kind !== "feedback");
  if (!choices.length) return [];
  return [element("div", "choices", ...choices.map((choice) => choiceNode(choice, press)))];
}

function choiceNode(choice, press) {
  if (!choice.url) return pressable("choice", choice, press, choice.label);
  const anchor = link(choice.url);
  anchor.className = "choice";
  anchor.textContent = choice.label;
  return anchor;
}

function feedbackOf(message, words, press) {
  const offered = (message.buttons ?? []).filter((button) => button.kind === "feedback");
  if (!offered.length) return [];
  const group = element("div", "feedback");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.feedback);
  const pressAndMark = (button) => {
    if (group.querySelector("[aria-disabled]")) return;
    press(button);
    markPressed(group, button.action);
  };
  group.append(...offered.map((button, place) => feedbackButton(button, place, offered, pressAndMark)));
  if (message.pressed) markPressed(group, message.pressed);
  return [group];
}

function feedbackButton(button, place, offered, press) {
  const direction = thumbDirection(button, place, offered);
  const node = pressable("feedback-button", button, press, direction ? thumb(direction) : button.label);
  node.dataset.action = button.action;
  node.title = button.label;
  node.setAttribute("aria-label", button.label);
  node.setAttribute("aria-pressed", "false");
  return node;
}

function thumbDirection({ label }, place, offered) {
  if (label.includes("👍")) return "up";
  if (label.includes("👎")) return "down";
  return offered.length === 2 ? ["up", "down"][place] : null;
}

function markPressed(group, action) {
  for (const button of group.children) {
    // Not `disabled`, which would throw a keyboard's focus back to the top of the page.
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-pressed", String(button.dataset.action === action));
  }
}

function pressable(className, button, press, content) {
  const node = element("button", className, content);
  node.type = "button";
  node.addEventListener("click", () => press(button));
  return node;
}

// Drawn, not typed: many office computers have no font with 👍.
function thumb(direction) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("thumb", `is-${direction}`);
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", THUMB);
  svg.append(path);
  return svg;
}

function makeScrollable(node, label) {
  node.classList.add("is-long");
  node.tabIndex = 0;
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", label);
}

function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(CLOSING_MARKS, "");
    parts.push(text.slice(end, match.index), link(address));
    end = match.index + address.length;
  }
  return [...parts, text.slice(end)];
}

function link(address) {
  const anchor = element("a", "", address);
  anchor.href = address;
  anchor.rel = "noopener noreferrer";
  anchor.target = "_blank";
  return anchor;
}

function spoken(text) {
  return element("span", "visually-hidden", text);
}

function element(name, className = "", ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}
