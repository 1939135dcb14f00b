// When are words asked for, when are they settled, when is it said what they found?
const PAUSE = 200; // milliseconds without a key until the words are asked for
const REST = 700; // until the number of records is said
const SETTLED = 1500; // until the words have an entry of their own in the history
const FEWEST_LETTERS = 2;
const typing = { rests: true, told: "", timers: [] };

function typed(event) {
  cancel();
  typing.timers.forEach(clearTimeout);
  Object.assign(typing, { rests: false, told: "" });
  const later = [[REST, rest], [SETTLED, settle]];
  if (!event.isComposing && isWorthAsking(field.value)) later.push([PAUSE, askTyped]);
  typing.timers = later.map(([wait, then]) => setTimeout(then, wait));
}

/** A field in the words, such as theme:skills, is only known when it is complete: that waits for Enter. */
function isWorthAsking(words) {
  return (words.match(/[\p{L}\p{N}]/gu) ?? []).length >= FEWEST_LETTERS && !/[\p{L}_]:/u.test(words);
}

function askTyped() {
  const address = addressOf(search);
  if (address !== now.shown) ask(address, { typed: true });
}

function addressOf(form, button) {
  const pairs = [...new FormData(form, button)].filter(([, value]) => value.trim());
  const url = new URL(form.action);
  url.search = new URLSearchParams(pairs.map(([name, value]) => [name, value.trim().replace(/\s+/g, " ")]).sort());
  return url.href;
}

function rest() {
  typing.rests = true;
  if (typing.told) say(typing.told);
}

function tell(words, isTyped) {
  typing.told = words;
  if (!isTyped || typing.rests) say(words);
}

function submitted(event) {
  const form = event.target;
  if (new URL(form.action).pathname !== new URL(search.action).pathname) return;
  event.preventDefault();
  typing.timers.forEach(clearTimeout);
  const address = addressOf(form, event.submitter);
  if (form !== search) settle();
  else if (matchMedia("(pointer: coarse)").matches) field.blur(); // its keyboard would cover what was found
  if (address === now.shown && !results.querySelector(".failed")) return finish();
  ask(address);
}

/** Enter on words whose results are there already. */
function finish() {
  cancel();
  rest();
  settle();
}

function clicked(event) {
  const link = event.target.closest(".results a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname !== new URL(search.action).pathname || url.hash) return;
  const facet = facetOf(link);
  if (url.searchParams.has("values") && !facet) return;
  event.preventDefault();
  typing.timers.forEach(clearTimeout);
  if (url.searchParams.has("values")) return showAll(facet);
  settle();
  ask(url.href, { heading: Boolean(link.closest(".paging")) });
}
