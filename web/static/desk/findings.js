// What did the checks say about the text just saved? It is shown at the fields somebody has been at; nobody is
// blamed for what they have not come to yet.
const been = new WeakSet(); // fields
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
