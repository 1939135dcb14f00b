// What did the checks say about the text just saved? It is shown at the fields somebody has been at; nobody is
// blamed for what they have not come to yet. The list above the form is always that of the text saved last.
import { announce, word } from "./words.js";

const been = new WeakSet(); // fields
let shown = null; // the list above the form
let last = null; // the form and what was said about it last

document.addEventListener("focusout", (event) => {
  been.add(event.target);
  if (last) setTimeout(() => showFindings(...last)); // after the focus has arrived elsewhere
});

/** Show what an autosave answered at the fields of the form. */
export function showFindings(form, findings) {
  last = [form, findings];
  const byId = Map.groupBy(findings, ({ field }) => `field-${field.replace(/[.[\]]+/g, "-").replace(/-$/, "")}`);
  for (const tag of form.querySelectorAll("[id][name]:not([type=hidden]), fieldset.field")) {
    if (tag.contains(document.activeElement)) continue; // still writing
    const list = document.getElementById(`${tag.id}-problem`) ?? document.getElementById(`${tag.id}-problems`);
    if (list || isBegun(tag)) showAt(tag, list, byId.get(tag.id) ?? []);
  }
}

/** Show what still stands in the way, as the server words it, in the list above the form if the page has one. */
export function showProblems(html) {
  const place = document.getElementById("problems");
  const isReading = place?.contains(document.activeElement) && place !== document.activeElement;
  if (!place || isReading || html === shown) return;
  const before = place.querySelectorAll("li").length;
  place.role = "group"; // an alert would be read out again from its first word
  place.innerHTML = shown = html;
  place.hidden = !html;
  const left = place.querySelectorAll("li").length;
  if (left < before) announce(left ? word("mended", { count: left }) : word("all-mended"));
}

function isBegun(tag) {
  return been.has(tag) || [...tag.querySelectorAll("input, textarea, select")].some((field) => been.has(field));
}

function showAt(tag, list, found) {
  const place = list ?? (found.length ? newList(tag) : null);
  if (!place) return;
  place.replaceChildren(...found.map(told));
  if (tag.tagName === "FIELDSET") return;
  if (found.some(({ severity }) => severity === "error")) tag.setAttribute("aria-invalid", "true");
  else tag.removeAttribute("aria-invalid");
}

function newList(tag) {
  const list = Object.assign(document.createElement("ul"), { className: "problem", id: `${tag.id}-problem` });
  if (tag.tagName === "FIELDSET") tag.append(list);
  else (tag.closest(".combobox") ?? tag).after(list);
  tag.setAttribute("aria-describedby", `${tag.getAttribute("aria-describedby") ?? ""} ${list.id}`.trim());
  return list;
}

function told({ text, lang, severity }) {
  const item = Object.assign(document.createElement("li"), { textContent: text, className: severity });
  if (lang) item.lang = lang;
  return item;
}
