// The reading list of this browser, kept only once its reader puts something on it. Without it, and without a
// script, a list is in its address alone.
const LIST_KEY = "leuchtturm.list";
const LIST_MOST = 30;  // as many as the page shows
const NO_LIST = { title: "", entries: [] };

const listWords = () => document.getElementById("list-words").dataset;
const listWay = () => document.querySelector("a[data-place=lists]");
const hasEntry = (list, id) => list.entries.some(one => one.id === id);
const sameList = (one, other) => addressOfList(one) === addressOfList(other);

function keptList() {
  try {
    const { title, entries } = JSON.parse(localStorage.getItem(LIST_KEY)) ?? NO_LIST;
    const known = entries.filter(one => typeof one.id === "string").slice(0, LIST_MOST);
    return { title: title ?? "", entries: known };
  } catch { return NO_LIST; }  // nothing that can be read, or a browser that keeps nothing
}

function keepList(list) {
  try {
    if (list.title || list.entries.length) localStorage.setItem(LIST_KEY, JSON.stringify(list));
    else localStorage.removeItem(LIST_KEY);
  } catch { return false; }
  showKeptList();
  return true;
}

function listOfAddress(address) {
  const asked = new URL(address).searchParams, ids = [...new Set(asked.getAll("id"))].slice(0, LIST_MOST);
  const entries = ids.map(id => ({ id, title: "", note: asked.get(`note.${id}`) ?? "" }));
  return { title: asked.get("title") ?? "", entries };
}

function addressOfList({ title, entries }) {
  const address = new URL(listWay().dataset.plain ??= listWay().href), lang = address.searchParams.get("lang");
  const asked = new URLSearchParams(title ? { title } : {});
  for (const { id, note } of entries) {
    asked.append("id", id);
    if (note) asked.append(`note.${id}`, note);
  }
  if (lang) asked.append("lang", lang);
  address.search = asked;
  return address.href;
}

// Says it once to who listens, and beside a button to who looks, with a link to the list.
function tellOfList(words, button, list) {
  const status = document.getElementById("list-status"), told = document.createElement("p");
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 50);  // the same words again are news again
  document.querySelector(".list-told")?.remove();
  if (!button) return;
  told.className = "note list-told";
  told.append(`${words} `, Object.assign(document.createElement("a"), { href: addressOfList(list), textContent: listWords().open }));
  (button.closest(".actions") ?? button).after(told);
}

function joinedList(entries) {
  const kept = keptList();
  return { title: kept.title, entries: [...kept.entries, ...entries.filter(one => !hasEntry(kept, one.id))] };
}

// Puts records on the kept list; what a button of its own does not say is said beside the button.
function putOnList(entries, button) {
  const { put, full, refused } = listWords(), list = joinedList(entries), tooMany = list.entries.length > LIST_MOST;
  list.entries.length = Math.min(list.entries.length, LIST_MOST);
  const said = !keepList(list) ? refused : tooMany ? full : put;
  tellOfList(said, said === put && button.dataset.listAdd ? null : button, list);
}

function putOrTake({ id, title }, button) {
  const kept = keptList();
  if (!hasEntry(kept, id)) return putOnList([{ id, title, note: "" }], button);
  keepList({ ...kept, entries: kept.entries.filter(one => one.id !== id) });
  tellOfList(listWords().taken);
}

// Links that put a record on a list become buttons that say whether it is there.
function listButtons(kept) {
  for (const link of document.querySelectorAll("a[data-list-add]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: link.className });
    Object.assign(button.dataset, link.dataset, { off: link.textContent.trim() });
    link.replaceWith(button);
  }
  for (const button of document.querySelectorAll("button[data-list-add]")) {
    button.textContent = hasEntry(kept, button.dataset.listAdd) ? listWords().on : button.dataset.off;
  }
}

function showKeptList() {
  const kept = keptList(), way = listWay(), some = kept.entries.length, panel = document.getElementById("kept");
  way.href = addressOfList(kept);
  way.dataset.said ??= way.textContent;
  way.textContent = way.dataset.said + (some ? ` (${some})` : "");
  listButtons(kept);
  if (!panel) return;
  const here = listOfAddress(location.href);
  const state = !here.entries.length ? (some ? "waiting" : "") : !some ? "none" : sameList(here, kept) ? "own" : "other";
  for (const part of panel.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  for (const link of panel.querySelectorAll("[data-kept-link]")) link.href = way.href;
  panel.hidden = !state;
}

function doWithKeptList(what, button) {
  const kept = keptList(), here = listOfAddress(location.href), panel = document.getElementById("kept");
  const list = { keep: here, forget: NO_LIST, join: joinedList(here.entries) }[what];
  if (list.entries.length > LIST_MOST) return tellOfList(listWords().full, button, kept);
  if (!keepList(list)) return tellOfList(listWords().refused, button, list);
  tellOfList(panel.dataset[what], what === "join" ? button : null, list);
  const former = panel.querySelector("[data-former]");
  former.hidden = !kept.entries.length || what === "join" || sameList(kept, here);
  former.firstElementChild.href = addressOfList(kept);
  panel.hidden = false;
  panel.focus();  // the button that was pressed is gone
}

// The list as its form shows it, after what a button does.
function listOfForm(form, button) {
  const { elements } = form, ids = new FormData(form).getAll("id"), place = ids.indexOf(button.value);
  const to = { up: place - 1, down: place + 1 }[button.name];
  if (place >= 0) ids.splice(place, 1);
  if (to !== undefined) ids.splice(to, 0, button.value);
  const entries = ids.map(id => ({ id, title: "", note: elements[`note.${id}`].value.trim() }));
  return { title: elements.title.value.trim(), entries };
}

function onListClick(event) {
  const button = event.target.closest("button[data-list-add], a[data-list-all], [data-kept-do], [data-list-clear]");
  if (!button) return;
  const { listAdd: id, title = "", keptDo, listAll } = button.dataset;
  if (keptDo) doWithKeptList(keptDo, button);
  else if (id) putOrTake({ id, title }, button);
  else if (listAll === undefined) {
    if (sameList(listOfAddress(location.href), keptList())) keepList(NO_LIST);
  } else {
    event.preventDefault();
    putOnList(listOfAddress(button.href).entries, button);
  }
}

function onListSubmit(event) {
  const form = event.target, button = event.submitter;
  if (form.matches("[data-list-edit]")) {
    if (sameList(listOfAddress(location.href), keptList())) keepList(listOfForm(form, button));
  } else if (form.matches("#choosing") && !button.hasAttribute("formaction")) {
    const ids = new FormData(form).getAll("id");
    if (!ids.length) return;
    event.preventDefault();
    putOnList(ids.map(id => ({ id, title: "", note: "" })), button);
  }
}

function offerReadingList() {
  const status = Object.assign(document.createElement("p"), { id: "list-status", className: "hidden", role: "status" });
  document.body.append(status);
  document.addEventListener("click", onListClick);
  document.addEventListener("submit", onListSubmit);
  addEventListener("storage", ({ key }) => { if (key === LIST_KEY || key === null) showKeptList(); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) showKeptList(); });
  showKeptList();
}

offerReadingList();
