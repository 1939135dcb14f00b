// Suggestions: the pattern "combobox with a listbox" of the ARIA Authoring Practices. The form names the kinds shown:
// beside results, which are the records themselves, only concepts and organisations.
const SUGGEST_PAUSE = 150; // milliseconds without a key
const SUGGEST_REST = 900; // until their number is said
const SUGGEST_LETTERS = 2;

function suggest(form) {
  const field = form.elements.q;
  const list = made("div", { id: "suggestions", role: "listbox", hidden: true });
  list.ariaLabel = form.dataset.found;
  const told = made("span", { className: "hidden", ariaLive: "polite" });
  field.closest(".lamp").append(list, told);
  Object.assign(field, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  field.setAttribute("aria-controls", list.id);
  const state = { asked: 0, at: -1, timer: 0 };
  const options = () => [...list.querySelectorAll("[role=option]")];

  const move = (to) => {
    const all = options();
    if (all[state.at]) all[state.at].ariaSelected = "false";
    state.at = to;
    const option = all[to];
    field.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };
  const close = () => {
    state.asked += 1;
    clearTimeout(state.timer);
    list.hidden = true;
    field.ariaExpanded = "false";
    told.textContent = "";
    move(-1);
  };
  const open = async () => {
    const asked = (state.asked += 1);
    const found = await suggested(form, field.value);
    if (asked !== state.asked || document.activeElement !== field) return;
    list.replaceChildren(...found);
    list.hidden = !found.length;
    field.ariaExpanded = String(!list.hidden);
    move(-1);
    state.timer = setTimeout(() => (told.textContent = `${form.dataset.found} ${options().length}`), SUGGEST_REST);
  };
  const take = (option) => {
    close();
    if (option.dataset.url) return location.assign(option.dataset.url);
    field.value = option.textContent;
    form.requestSubmit();
  };
  field.addEventListener("input", () => {
    clearTimeout(state.timer);
    state.asked += 1;
    if ((field.value.match(/[\p{L}\p{N}]/gu) ?? []).length < SUGGEST_LETTERS) return close();
    state.timer = setTimeout(open, SUGGEST_PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    const { key } = event;
    if (key === "ArrowDown" && list.hidden && field.value) open();
    else if (list.hidden || event.isComposing) return;
    else if (key === "ArrowDown") move(state.at >= last ? -1 : state.at + 1);
    else if (key === "ArrowUp") move(state.at < 0 ? last : state.at - 1);
    else if (key === "Escape") close();
    else if (key === "Enter" && state.at >= 0) take(options()[state.at]);
    else return key === "Home" || key === "End" ? move(-1) : undefined; // the cursor moves in the words
    event.preventDefault();
  });
  form.addEventListener("submit", close);
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) take(option);
  });
}

const made = (name, properties) => Object.assign(document.createElement(name), properties);

/** Groups by kind; none without an answer, for the search does without them. */
async function suggested(form, words) {
  const lang = document.documentElement.lang;
  const address = `${form.dataset.suggest}?${new URLSearchParams({ lang, q: words })}`;
  const found = await fetch(address).then((answer) => answer.json()).catch(() => ({}));
  const shown = (found.suggestions ?? []).filter(({ kind }) => form.dataset[kind]);
  const groups = Map.groupBy(shown, ({ kind }) => kind);
  return [...groups].map(([kind, ones]) => {
    const group = made("div", { role: "group", ariaLabel: form.dataset[kind] });
    const title = made("p", { ariaHidden: "true" });
    title.append(group.ariaLabel);
    group.append(title, ...ones.map((one, number) => suggestedOption(one, number, form)));
    return group;
  });
}

function suggestedOption({ kind, text, ranges, url }, number, form) {
  const option = made("div", { role: "option", ariaSelected: "false" });
  option.id = `suggestion-${kind}-${number}`;
  if (kind !== "query") {
    const address = new URL(url, location.href);
    if (form.elements.lang) address.searchParams.set("lang", form.elements.lang.value);
    option.dataset.url = address.href;
  }
  const signs = [...text]; // as the ranges count them
  let done = 0;
  for (const [start, end] of ranges) {
    const mark = made("mark", { textContent: signs.slice(start, end).join("") });
    option.append(signs.slice(done, start).join(""), mark);
    done = end;
  }
  option.append(signs.slice(done).join(""));
  return option;
}

document.querySelectorAll("form.search[data-suggest]").forEach(suggest);
