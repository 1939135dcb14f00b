// A relation names another record by its id; nobody knows ids by heart: they are found by words of the title.
import { Combobox } from "./combobox.js";
import { element, textOf } from "./words.js";

const PAUSE = 150; // milliseconds without typing before the server is asked
const FEWEST = 2; // characters worth asking for

/** Suggestions for every field that holds the id of a record; ``data-source`` is the address that finds them. */
export function pickRecords(part) {
  for (const field of part.querySelectorAll('input[data-picker="records"]')) {
    const title = element("p", { className: "help" }); // what the id stands for
    const { frame } = new Combobox(field, {
      label: textOf(field.labels[0]),
      find: (text) => found(field, text),
      take(record) {
        field.value = record.id;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        title.textContent = record.label;
      },
    });
    frame.after(title);
    field.addEventListener("input", (event) => event.isTrusted && title.replaceChildren());
  }
}

async function found(field, text) {
  await new Promise((done) => setTimeout(done, PAUSE));
  if (text.length < FEWEST || field.value.trim() !== text) return []; // typed on: the next call asks
  const address = new URL(field.dataset.source, location.href);
  address.searchParams.set("q", text);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const { records } = answer.ok ? await answer.json() : { records: [] };
    return records.map(({ id, title, kind }) => ({ id, label: title, note: `${kind} · ${id}` }));
  } catch {
    return []; // no connection: an id can still be typed
  }
}
