// What the desk does more comfortably with a script. Without it every page works by its forms and links alone; this
// only spares ways to the server and looks after what is typed. Every word it shows comes from the page
// (templates/desk/_words.html).
import { autosave } from "./desk/autosave.js";
import { pickConcepts } from "./desk/concepts.js";
import { switchLanguages } from "./desk/languages.js";
import { countAgainstLimits } from "./desk/limits.js";
import { followState, forget } from "./desk/pages.js";
import { pickRecords } from "./desk/records.js";
import { repeatRows } from "./desk/rows.js";

function enhance(part) {
  pickConcepts(part);
  pickRecords(part);
  countAgainstLimits(part);
}

repeatRows(document);
enhance(document);
document.addEventListener("desk:row", (event) => enhance(event.target));
for (const form of document.querySelectorAll("form[data-autosave]")) {
  switchLanguages(form);
  autosave(form);
}
forget(document);
document.querySelectorAll("[data-poll]").forEach(followState);
document.documentElement.dataset.script = "ready";
