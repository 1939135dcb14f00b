// A field that suggests: the pattern "combobox with a listbox" of the ARIA Authoring Practices. The focus stays in the
// field; arrows move through the list, Enter takes, Escape closes, and Escape again empties the field.
import { announce, element, word } from "./words.js";

const MOST_SHOWN = 200;
const PAUSE = 600; // milliseconds without typing before the number of suggestions is told

/**
 * find(text) gives, at once or later, options { label, note, depth, chosen }; more(text, found) gives later what follows
 * those. take(option) does what choosing means and says whether the list stays open.
 */
export class Combobox {
  constructor(field, { find, more, take, label, multiple = false }) {
    Object.assign(this, { field, find, more, take, options: [], active: -1, asked: 0 });
    this.list = element("ul", { hidden: true, role: "listbox", ariaLabel: label });
    if (multiple) this.list.ariaMultiSelectable = "true";
    this.nothing = element("p", { className: "nothing-found", hidden: true, textContent: word("nothing-found") });
    this.frame = element("div", { className: "combobox" });
    field.before(this.frame);
    this.frame.append(field, this.list, this.nothing);
    Object.assign(field, { role: "combobox", ariaExpanded: "false", ariaAutoComplete: "list", autocomplete: "off" });
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", (event) => event.isTrusted && this.open());
    field.addEventListener("click", () => this.open());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    this.list.addEventListener("click", (event) => {
      const at = [...this.list.children].indexOf(event.target.closest("li"));
      if (at >= 0) this.choose(at);
    });
  }

  async open(active = -1) {
    const asked = (this.asked += 1);
    const isOver = () => asked !== this.asked || document.activeElement !== this.field; // typed on, or gone, meanwhile
    const text = this.field.value.trim();
    let found = await this.find(text);
    if (isOver()) return;
    const more = text ? this.more?.(text, found) : null;
    this.show(found, active, Boolean(more));
    if (more) {
      found = [...found, ...(await more)];
      if (isOver()) return;
      this.show(found, this.active, false);
    }
    await new Promise((done) => setTimeout(done, PAUSE));
    const told = found.length ? word("found", { count: found.length }) : word("nothing-found");
    if (asked === this.asked) announce(told);
  }

  show(found, active, isComing) {
    this.options = found.slice(0, MOST_SHOWN);
    this.list.replaceChildren(...this.options.map(shown));
    this.list.hidden = this.options.length === 0;
    this.nothing.hidden = isComing || !this.list.hidden;
    this.field.ariaExpanded = String(!this.list.hidden);
    this.move(Math.min(active, this.options.length - 1));
  }

  close() {
    this.asked += 1;
    this.list.hidden = this.nothing.hidden = true;
    this.field.ariaExpanded = "false";
    this.move(-1);
  }

  move(to) {
    this.list.children[this.active]?.classList.remove("active");
    this.active = to;
    const option = this.list.children[to];
    option?.classList.add("active");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    const { key } = event;
    const isOpen = !this.list.hidden;
    const last = this.options.length - 1;
    if (key === "Tab") this.close();
    else if (key === "ArrowDown" && isOpen) this.move(this.active >= last ? 0 : this.active + 1);
    else if (key === "ArrowUp" && isOpen) this.move(this.active <= 0 ? last : this.active - 1);
    else if (key === "ArrowDown" || key === "ArrowUp") this.open(event.altKey ? -1 : 0);
    else if (key === "Escape" && (isOpen || !this.nothing.hidden)) this.close();
    else if (key === "Escape" && this.field.value) this.clear();
    else if (key === "Enter" && isOpen && this.active >= 0) this.choose(this.active);
    else if (key !== "Enter") return; // which never sends the form from here
    if (key !== "Tab") event.preventDefault();
  }

  clear() {
    this.field.value = "";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  choose(at) {
    if (this.take(this.options[at])) this.open(at);
    else this.close();
  }
}

function shown({ label, note, depth = 0, chosen = false }) {
  const option = element("li", { textContent: label, role: "option", ariaSelected: String(chosen) });
  option.dataset.depth = depth;
  if (note) option.append(" ", element("small", { textContent: note }));
  return option;
}
