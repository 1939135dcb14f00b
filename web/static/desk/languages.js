// On a narrow screen the languages of a form do not fit beside each other: which one is shown? The style sheet decides
// what narrow is; on a wide screen the switch is not there and all are shown.
import { piece } from "./words.js";

/** A switch above the texts of a form that is written in several languages. */
export function switchLanguages(form) {
  const texts = () => [...form.querySelectorAll("[data-language]")];
  const codes = new Set(texts().map((text) => text.dataset.language));
  if (codes.size < 2) return;
  const bar = piece("languages");
  const buttons = [...bar.querySelectorAll("button")].filter(({ value }) => !value || codes.has(value));
  bar.replaceChildren(...buttons);
  const show = (wanted) => {
    form.dataset.shown = wanted;
    for (const text of texts()) text.classList.toggle("shown", text.dataset.language === wanted);
    for (const button of buttons) button.ariaPressed = String(button.value === wanted);
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.value));
  form.querySelector(".form-section").before(bar);
  const { lang } = document.documentElement;
  show(codes.has(lang) ? lang : [...codes][0]);
  form.addEventListener("desk:row", () => show(form.dataset.shown));
  // A link to a field (of the list of errors, say) leads there even if its language is put aside.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const text = link && document.getElementById(link.hash.slice(1))?.closest("[data-language]");
    if (text && form.dataset.shown) show(text.dataset.language);
  });
}
