// How long is a text, against how long it may be? Signs are counted as the server counts them.
import { element, word } from "./words.js";

const NEAR = 0.7; // of the limit: before that nobody needs to know

/** Count below every field that is filled nearly up to its limit. */
export function countAgainstLimits(part) {
  for (const field of part.querySelectorAll("[data-limit]")) {
    const most = Number(field.dataset.limit);
    const place = element("p", { className: "limit" });
    const count = () => {
      const texts = "eachLine" in field.dataset ? field.value.split("\n") : [field.value];
      const length = Math.max(...texts.map((text) => [...text].length));
      place.textContent = word(length > most ? "too-long" : "length", { count: length, most, over: length - most });
      place.classList.toggle("over", length > most);
      place.hidden = length < NEAR * most;
    };
    field.after(place);
    field.addEventListener("input", count);
    count();
  }
}
