// Long lists of concepts: found by typing, chosen ones as chips. The checkboxes of the page stay what is sent; this only
// puts them aside and turns them on and off. What is called otherwise, or in another language, the server knows.
import { Combobox } from "./combobox.js";
import { announce, element, piece, textOf, word } from "./words.js";

const SHORT = 8; // so many are seen at a glance and need no search
const PAUSE = 150; // milliseconds without typing before the server is asked

/** A search for every picker of several concepts whose list is long. */
export function pickConcepts(part) {
  for (const place of part.querySelectorAll(".picker")) {
    const concepts = conceptsOf(place);
    if (concepts.length > SHORT) addSearch(place, concepts);
  }
}

/** Letters without marks, as people type them in a hurry. */
function folded(text) {
  return text.toLowerCase().replaceAll("ß", "ss").normalize("NFD").replace(/\p{M}/gu, "");
}

/** The concepts in the order of the page; each knows its checkbox, and what it belongs to as a note. */
function conceptsOf(place) {
  const above = [];
  return [...place.querySelectorAll("li")].flatMap((item) => {
    const box = item.querySelector("input");
    const path = item.querySelector(".quiet");
    const label = path ? textOf(item).slice(0, -textOf(path).length).trim() : textOf(item);
    above.length = Number(item.className.match(/depth-(\d)/)?.[1] ?? 0);
    const note = path ? textOf(path) : above.join(" › ");
    const concept = { box, label, note, depth: above.length, words: folded(label) };
    above.push(label);
    return box ? [concept] : [];
  });
}

function find(concepts, text) {
  const wanted = folded(text);
  const found = concepts.filter(({ words }) => wanted.split(/\s+/).every((part) => words.includes(part)));
  if (wanted) found.sort((one, other) => other.words.startsWith(wanted) - one.words.startsWith(wanted));
  return found.map((one) => optionOf(one, Boolean(wanted)));
}

function optionOf(concept, isFound) {
  return {
    ...concept,
    chosen: concept.box.checked,
    depth: isFound ? 0 : concept.depth,
    note: isFound || !concept.depth ? concept.note : "", // in the whole list the place says it
  };
}

/** What the server finds beyond the labels of the page: by other names, other languages, other spellings. */
async function findMore(place, concepts, text, found, isCurrent) {
  await new Promise((done) => setTimeout(done, PAUSE));
  if (!isCurrent()) return []; // typed on: the next call asks
  const address = new URL(place.dataset.source, location.href);
  const asked = { vocabulary: place.dataset.vocabulary, q: text, lang: document.documentElement.lang };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const ids = answer.ok ? (await answer.json()).concepts.map(({ id }) => id) : [];
    const shown = new Set(found.map(({ box }) => box));
    const byId = new Map(concepts.map((concept) => [concept.box.value, concept]));
    const more = ids.map((id) => byId.get(id)).filter((concept) => concept && !shown.has(concept.box));
    return more.map((concept) => optionOf(concept, true));
  } catch {
    return []; // no connection: the labels of the page are searched all the same
  }
}

function addSearch(place, concepts) {
  const frame = place.closest("fieldset");
  const name = textOf(frame.querySelector("legend"));
  const field = element("input", { type: "text", placeholder: word("type-to-search") });
  field.setAttribute("aria-label", word("search-in", { field: name }));
  field.setAttribute("aria-describedby", frame.getAttribute("aria-describedby"));
  const chips = element("ul", { className: "chosen-values" });
  const chosen = () => concepts.filter(({ box }) => box.checked);
  const draw = () => chips.replaceChildren(...chosen().map(({ label }) => piece("chip", { label })));
  const turn = ({ box, label }) => {
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    announce(word(box.checked ? "chosen" : "removed", { label }));
  };
  for (const shown of place.querySelectorAll(":scope > ul, :scope > details")) shown.hidden = true;
  place.append(chips, field);
  new Combobox(field, {
    label: name,
    multiple: true,
    find: (text) => find(concepts, text),
    more: place.dataset.vocabulary && ((text, found) => findMore(place, concepts, text, found, () => field.value.trim() === text)),
    take(concept) {
      const isLooking = !field.value; // who looks through the whole list goes on looking
      field.value = "";
      turn(concept);
      return isLooking;
    },
  });
  place.addEventListener("change", draw);
  chips.addEventListener("click", (event) => {
    const at = [...chips.children].indexOf(event.target.closest("button")?.parentElement);
    if (at < 0) return;
    turn(chosen()[at]);
    const next = chips.children[at] ?? chips.lastElementChild;
    (next?.querySelector("button") ?? field).focus();
  });
  draw();
}
