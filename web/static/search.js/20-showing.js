// What stays as the reader has it: the field, the focus, what is open or chosen, and how far the page is scrolled.
const HEAD = "link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next], meta[name=robots]";
const CONTROLS = "a[href], button, input, summary, [tabindex]";
const status = element("p", { className: "hidden", role: "status" });

function show(page, { typed, heading }) {
  const kept = keep();
  document.title = page.title;
  document.querySelectorAll(HEAD).forEach((tag) => tag.remove());
  document.head.append(...page.querySelectorAll(HEAD));
  for (const part of [".results", ".languages"]) {
    document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
  }
  search.querySelectorAll("[type=hidden]").forEach((input) => input.remove());
  search.prepend(...page.querySelectorAll("form.search [type=hidden]"));
  if (!typed) field.value = page.querySelector("form.search").elements.q.value;
  restore(kept, heading);
  tell(quiet(), typed);
}

/** What was found, which from now on is said by a part of the page that stays. */
function quiet() {
  const line = results.querySelector("[role=status]");
  line.removeAttribute("role");
  return line.textContent.trim().replace(/\s+/g, " ");
}

function say(words) {
  if (status.textContent === words) status.textContent = ""; // the same again is news again
  status.textContent = words;
}

function keep() {
  const at = document.activeElement;
  const inside = results.contains(at);
  return {
    folds: new Map(all("details").map((fold) => [nameOfFold(fold), fold.open])),
    chosen: new Set(all("[name=id]:checked").map(({ value }) => value)),
    finding: new Map(all(".find-here input").map((input) => [facetOf(input).id, input.value])),
    focus: inside ? nameOf(at) : null,
    top: inside ? at.getBoundingClientRect().top : 0,
  };
}

function restore({ folds, chosen, finding, focus, top }, heading) {
  for (const fold of all("details")) fold.open = folds.get(nameOfFold(fold)) ?? fold.open;
  for (const box of all("[name=id]")) box.checked = chosen.has(box.value);
  enhance(finding);
  const same = focus && !heading && all(CONTROLS).find((tag) => nameOf(tag) === focus);
  if (same) {
    same.focus({ preventScroll: true });
    scrollBy(0, same.getBoundingClientRect().top - top);
  } else if (focus) {
    const title = results.querySelector("h1");
    title.tabIndex = -1;
    title.focus();
  }
}

function nameOfFold(fold) {
  const hit = fold.closest(".hit")?.querySelector("[name=id]").value;
  return `${hit ?? fold.closest("[id]").id} ${fold.className}`;
}

/** A control by its words, whatever the number beside them; a value of a facet and what excludes it are one. */
function nameOf(control) {
  const tag = control.closest(".facet li")?.firstElementChild ?? control;
  const own = [...tag.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map(({ data }) => data.trim());
  const value = control.type === "checkbox" ? control.value : "";
  return [tag.closest("[id]").id, tag.ariaLabel, own.join("") || tag.textContent.trim(), value].join("|");
}

function all(selector) {
  return [...results.querySelectorAll(selector)];
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function facetOf(tag) {
  return tag.closest(".facet");
}
