// When is what is typed saved, and what if it cannot be? A save names the text it was made from (_expected); only the
// answer tells the next one. Nothing is let go of before it is saved.
import { Copies } from "./copies.js";
import { showFindings, showProblems } from "./findings.js";
import { putBack, saysTheSame, typed } from "./typed.js";
import { announce, clock, piece, textOf, word } from "./words.js";

const QUIET = 2_000; // milliseconds after the last change
const LONGEST = 10_000; // after the first one
const AGAIN = [2_000, 5_000, 10_000, 30_000]; // after a failure; the last for ever
const PATIENCE = 30_000; // for an answer

/** Look after a form with ``data-autosave``. */
export function autosave(form) {
  new Autosave(form).begin();
}

class Autosave {
  constructor(form) {
    const { account } = document.querySelector("form[data-sign-out]").dataset;
    this.form = form;
    this.copies = new Copies(account, new URL(form.dataset.autosave, location.href).pathname);
    this.place = form.querySelector("[data-save-state]");
    this.saved = "unsaved" in form.dataset ? "" : this.text;
    this.trouble = ""; // or offline, failed, refused, expired, conflict
    this.failures = this.firstChange = 0;
    this.running = null; // the save on its way
    this.lost = null; // what was sent when no answer came: it may lie there, so it is sent again before all else
    this.waiting = this.passing = this.leaving = false; // on the way to another page
  }

  get text() {
    return JSON.stringify(typed(this.form));
  }

  get unsaved() {
    return this.text !== this.saved;
  }

  begin() {
    const on = (target, event, act) => target.addEventListener(event, act);
    this.offer();
    this.changed();
    on(this.form, "input", () => this.changed());
    on(this.form, "change", () => this.changed());
    on(document, "submit", (event) => this.submitted(event));
    on(document, "visibilitychange", () => this.save());
    on(window, "focus", () => this.trouble === "expired" && this.save());
    on(window, "online", () => this.save());
    on(window, "beforeunload", (event) => !this.leaving && this.unsaved && event.preventDefault());
    on(window, "pageshow", (event) => {
      this.leaving = false;
      if (event.persisted && !this.unsaved) location.reload(); // the digest in the page may be an old one
    });
  }

  changed() {
    if (!this.unsaved) return;
    this.firstChange ||= Date.now();
    if (!this.trouble) this.show("unsaved", word("unsaved"));
    this.in(this.trouble ? QUIET : Math.min(QUIET, this.firstChange + LONGEST - Date.now()));
  }

  in(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Save now if there is something to save. Gives the save on its way. */
  save() {
    clearTimeout(this.timer);
    if (this.running || !this.unsaved) return this.running;
    this.kept = this.copies.keep(this.form.elements._expected.value, typed(this.form));
    if (this.trouble === "conflict") return null;
    this.firstChange = 0;
    this.running = this.send().finally(() => {
      this.running = null;
      if (!this.trouble) this.changed();
    });
    return this.running;
  }

  async send() {
    const sent = this.lost ?? { text: this.text, body: new URLSearchParams(new FormData(this.form)) };
    let answer, said;
    try {
      answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: sent.body,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      said = isJson ? await answer.json() : {}; // signing in is a page
    } catch {
      this.lost = sent;
      return this.failed(answer ? "failed" : "offline");
    }
    this.lost = null;
    if (answer.status === 401) return this.stop("expired");
    if (answer.status === 409) return this.stop("conflict");
    if (answer.status === 422) this.stop("refused");
    else if (answer.ok) this.succeeded(said, sent.text);
    else return this.failed("failed");
    showFindings(this.form, said.findings);
  }

  succeeded(said, text) {
    this.form.elements._expected.value = said.digest;
    this.saved = text;
    this.copies.drop();
    const words = word("saved", { time: clock(new Date()) });
    if (this.trouble || !this.told) announce(words); // later ones are for the eye only
    this.told = true;
    this.trouble = "";
    this.failures = 0;
    this.show("saved", words);
    document.getElementById("completeness").outerHTML = said.meter;
    showProblems(said.problems);
  }

  failed(trouble) {
    this.in(AGAIN[Math.min(this.failures, AGAIN.length - 1)]);
    this.failures += 1;
    this.stop(trouble, word(this.kept ? "not-saved" : "not-saved-not-kept"));
  }

  stop(trouble, words) {
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    this.show("failed", words ?? piece(trouble));
    announce(textOf(this.place));
  }

  show(state, words) {
    this.place.dataset.state = state;
    if (this.place.textContent !== words) this.place.replaceChildren(words);
  }

  /** A button of this page: first save, so that nothing depends on the page that comes; then do what it says. */
  async submitted(event) {
    if (event.defaultPrevented || this.passing) return;
    const own = event.target === this.form;
    if (!this.waiting && !this.running && !this.unsaved && navigator.onLine) {
      this.leaving = own;
      return;
    }
    event.preventDefault();
    if (this.waiting) return; // pressed twice
    this.waiting = true;
    await this.running;
    await this.save();
    await new Promise(setTimeout); // a form that is still being sent cannot be sent again
    this.waiting = false;
    if (this.trouble === "offline") return; // the browser's own page would take the place of the form
    this.leaving = own || !this.unsaved; // the form carries its text, another one would leave it behind
    this.passing = true;
    event.target.requestSubmit(event.submitter);
    this.passing = false;
  }

  /** Text of an earlier visit that never arrived. */
  offer() {
    const copy = this.copies.newest();
    if (!copy) return;
    if (saysTheSame(copy.pairs, typed(this.form))) {
      this.copies.drop("all");
      return;
    }
    this.copies.putAside(copy);
    const question = piece("copy", { time: clock(new Date(copy.at)) });
    question.addEventListener("click", (event) => {
      const choice = event.target.closest("button")?.value;
      if (!choice) return;
      this.copies.drop("all");
      question.remove();
      this.form.querySelector("input:not([type=hidden]), textarea, select").focus();
      if (choice !== "take") return;
      this.form.elements._expected.value = copy.expected; // if others have saved meanwhile, that is a conflict
      putBack(this.form, copy.pairs);
      this.save();
    });
    this.place.before(question); // in the bar that is always in sight
    announce(textOf(question.querySelector("p")));
  }
}
