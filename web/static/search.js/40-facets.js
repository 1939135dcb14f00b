// Find a value of a long facet in place. All values come from the page that shows them without a script.
const lists = new WeakMap(); // by facet, awaited or there

function addFinding(link, words = "") {
  const facet = facetOf(link);
  const input = element("input", { value: words, autocomplete: "off", maxLength: 100 });
  input.setAttribute("form", ""); // Enter sends nothing
  const label = element("label", { className: "find-here" });
  label.append(link.dataset.find);
  label.append(input);
  (facet.querySelector(":scope > ul") ?? link).before(label);
  input.addEventListener("input", () => find(facet, input));
  if (words) find(facet, input);
}

function allValues(facet) {
  if (!lists.has(facet)) lists.set(facet, load(facet, facet.querySelector(".all-values")));
  return lists.get(facet);
}

async function load(facet, link) {
  const found = await fetched(link.href);
  const list = found?.page.querySelector(".values > ul");
  if (!list) {
    lists.delete(facet);
    failed(link.href);
    return null;
  }
  const first = facet.querySelector(":scope > ul");
  const focus = first?.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  first?.remove();
  link.before(list);
  if (focus) [...list.querySelectorAll(CONTROLS)].find((tag) => nameOf(tag) === focus)?.focus({ preventScroll: true });
  link.hidden = !found.page.querySelector(".left-out");
  list.classList.add("all");
  return list;
}

async function find(facet, input) {
  const list = await allValues(facet);
  if (!list) return;
  const words = folded(input.value).split(/\s+/);
  let count = 0;
  for (const item of [...list.querySelectorAll("li")].reverse()) {
    const name = folded(item.firstElementChild.textContent);
    const isMeant = words.every((word) => name.includes(word));
    item.hidden = !isMeant && !item.querySelector("li:not([hidden])");
    count += isMeant;
  }
  clearTimeout(find.wait);
  find.wait = setTimeout(() => say(`${facet.querySelector("h2").textContent}: ${count}`), REST);
}

async function showAll(facet) {
  const list = await allValues(facet);
  (facet.querySelector(".find-here input") ?? list?.querySelector("a"))?.focus();
}

function folded(text) {
  return text.toLowerCase().replaceAll("ß", "ss").normalize("NFD").replace(/\p{M}/gu, "").trim();
}

/** On a page with little room a closed facet has no values yet. */
function opened(event) {
  const facet = event.target;
  if (facet.open && facet.matches?.(".facet:not(:has(> ul)):has(> .all-values)")) allValues(facet);
}
