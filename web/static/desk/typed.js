// What is typed in a form, and how does it get back in? Names that begin with "_" steer and are not text.
import { growRows } from "./rows.js";

/** The names and values of the form, as it would send them. */
export function typed(form) {
  return [...new FormData(form)].filter(([name, value]) => !name.startsWith("_") && typeof value === "string");
}

/** Whether two say the same, whatever blanks the server took off and whatever it left out as empty. */
export function saysTheSame(one, other) {
  const bare = (pairs) => pairs
    .map(([name, value]) => [name, value.replace(/\s+/g, " ").trim()])
    .filter(([, value]) => value)
    .map(String)
    .sort()
    .join("\n");
  return bare(one) === bare(other);
}

/** Put typed text back. A value that finds no field is kept as a hidden one: the server decides about it. */
export function putBack(form, pairs) {
  const values = Map.groupBy(pairs, ([name]) => name);
  growRows(form, [...values.keys()]);
  for (const field of form.querySelectorAll('[name]:not(button, [type="hidden"], [name^="_"])')) {
    const left = values.get(field.name) ?? [];
    const isTick = field.type === "checkbox";
    const at = left.findIndex(([, value]) => !isTick || value === field.value);
    const value = at < 0 ? "" : left.splice(at, 1)[0][1];
    if (isTick ? field.checked === at >= 0 : field.value === value) continue;
    if (isTick) field.checked = at >= 0;
    else field.value = value;
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  }
  for (const [name, value] of [...values.values()].flat()) {
    if (value) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}
