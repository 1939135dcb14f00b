// Rows come and go without a way to the server. A new one is made after one the server wrote. One that is taken away
// leaves its number free; the server counts anew. One is always there, if only an empty one: a form that names no row
// says nothing about them.
import { announce, word } from "./words.js";

const patterns = new WeakMap(); // a row as the server wrote it, by its group

/** Answer the buttons that add and remove. Has to be called before anything else changes the rows. */
export function repeatRows(part) {
  for (const group of part.querySelectorAll("[data-rows]")) {
    patterns.set(group, rowsOf(group).at(-1).cloneNode(true));
    group.addEventListener("click", (event) => {
      const button = event.target.closest('button[name="_action"]');
      if (!button) return;
      event.preventDefault();
      if (button.value.startsWith("add:")) focusFirst(addRow(group, nextNumber(group)));
      else takeAway(group, button.closest(".row"));
      group.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

/** As many rows as there are names of fields for: others go, missing ones come. */
export function growRows(form, names) {
  for (const group of form.querySelectorAll("[data-rows]")) {
    const start = `${group.dataset.rows}.`;
    const own = names.filter((name) => name.startsWith(start));
    const wanted = new Set(own.map((name) => parseInt(name.slice(start.length))));
    for (const row of rowsOf(group)) if (!wanted.delete(numberOf(row))) row.remove();
    wanted.forEach((number) => addRow(group, number));
  }
}

function rowsOf(group) {
  return [...group.querySelectorAll(":scope > .row")];
}

function numberOf(row) {
  return Number(row.id.split("-").at(-1));
}

function nextNumber(group) {
  return Math.max(-1, ...rowsOf(group).map(numberOf)) + 1;
}

function addRow(group, number) {
  const row = emptyRow(patterns.get(group), group.dataset.rows, number);
  group.querySelector(':scope > button[value^="add:"]').before(row);
  row.dispatchEvent(new CustomEvent("desk:row", { bubbles: true }));
  return row;
}

function emptyRow(pattern, name, number) {
  const old = numberOf(pattern);
  const holder = document.createElement("template");
  holder.innerHTML = pattern.outerHTML
    .replaceAll(`${name}.${old}`, `${name}.${number}`)
    .replaceAll(`-${name}-${old}`, `-${name}-${number}`);
  const row = holder.content.firstElementChild;
  for (const label of row.querySelectorAll(":scope > legend, :scope > button")) {
    label.textContent = label.textContent.replace(old + 1, number + 1);
  }
  row.querySelectorAll(".problem").forEach((problem) => problem.remove());
  for (const field of row.querySelectorAll("input, select, textarea")) {
    field.removeAttribute("aria-invalid");
    if (field.type === "checkbox") field.checked = false;
    else if (!field.name.endsWith(".by")) field.value = ""; // who says so is the same from row to row
  }
  return row;
}

function focusFirst(part) {
  part.querySelector("input:not([type=hidden]), select, textarea").focus();
}

function takeAway(group, row) {
  const rows = rowsOf(group);
  const at = rows.indexOf(row);
  const next = rows[at + 1] ?? rows[at - 1] ?? addRow(group, nextNumber(group));
  row.remove();
  focusFirst(next);
  announce(word("row-removed"));
}
