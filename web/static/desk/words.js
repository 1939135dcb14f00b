// What does the page say in the reader's language? The server puts all words into one template.
const { content } = document.getElementById("desk-words");
const region = document.querySelector("[data-announce]");
let made = 0;

/** A sentence by its name, with its {places} filled. */
export function word(name, values = {}) {
  const text = content.querySelector(`[data-word="${name}"]`).textContent;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** A piece of markup by its name, with its slots filled; not in the page yet. */
export function piece(name, values = {}) {
  const found = content.querySelector(`[data-piece="${name}"]`).cloneNode(true);
  for (const slot of found.querySelectorAll("[data-slot]")) slot.textContent = values[slot.dataset.slot];
  return found;
}

/** A new element with an id of its own. */
export function element(tag, properties) {
  made += 1;
  return Object.assign(document.createElement(tag), { id: `desk-${made}`, ...properties });
}

/** The text of an element in one line. */
export function textOf(tag) {
  return tag.textContent.trim().replace(/\s+/g, " ");
}

/** Tell a screen reader once; what was said last is not said again. */
export function announce(text) {
  if (region.textContent !== text) region.textContent = text;
}

/** A moment as the reader writes it: the time, and the day if it is not today. */
export function clock(moment) {
  const isToday = moment.toDateString() === new Date().toDateString();
  const style = { timeStyle: "short", ...(isToday ? {} : { dateStyle: "medium" }) };
  const { lang } = document.documentElement;
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, style).format(moment);
}
