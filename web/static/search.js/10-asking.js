// Results as you type and click: the addresses a reader without a script opens are fetched, and what is new is shown.
// What the address line says is always what is shown.
const AS_TYPED = "X-Requested-As-Typed";
const results = document.querySelector(".results");
const search = document.querySelector("form.search");
const field = search.elements.q;
// `shown` is the address of the results; `writing` says that the newest entry of the history is still being typed.
const now = { asked: 0, stop: null, shown: bare(location.href), writing: false };

function bare(address) {
  return address.split("#")[0];
}

/** Show the results of an address. An answer counts only if nothing else was asked meanwhile. */
async function ask(address, { typed = false, back = null, heading = false } = {}) {
  const asked = cancel();
  now.stop = new AbortController();
  results.ariaBusy = "true";
  const found = await fetched(address, { signal: now.stop.signal, headers: typed ? { [AS_TYPED]: "1" } : {} });
  if (asked !== now.asked) return;
  results.ariaBusy = "false";
  if (!found) return failed(address);
  const { page, url } = found;
  if (!page.querySelector(".results")) return location.assign(address);
  if (!back) enter(bare(url), typed);
  now.shown = bare(url);
  show(page, { typed, heading });
  if (back) scrollTo(0, back.y ?? 0);
}

function cancel() {
  now.stop?.abort();
  results.ariaBusy = "false";
  return (now.asked += 1);
}

/** The page and where it was found; null if there is none, whatever the reason. */
async function fetched(address, options = {}) {
  try {
    const answer = await fetch(address, options);
    if (!answer.ok) return null;
    return { page: new DOMParser().parseFromString(await answer.text(), "text/html"), url: answer.url };
  } catch {
    return null; // stopped, or no connection: who asked knows which
  }
}

/** Words being typed have one entry in the history, which changes until they are settled. */
function enter(address, typed) {
  if (now.writing || address === now.shown) {
    history.replaceState(history.state, "", address);
  } else {
    history.replaceState({ y: scrollY }, "");
    history.pushState({}, "", address);
  }
  now.writing = typed;
}

/** The words have an entry of their own now; if they found nothing, that is counted now. */
function settle() {
  if (!now.writing) return;
  now.writing = false;
  if (!document.getElementById("choosing")) fetched(now.shown, { cache: "no-store" });
}

/** What was found before stays. */
function failed(address) {
  const note = document.getElementById("failed").content.cloneNode(true).firstElementChild;
  note.querySelector("a").href = address;
  results.querySelector(".failed")?.remove();
  results.prepend(note);
  say(note.textContent.trim());
}

function goBack(event) {
  if (bare(location.href) === now.shown) return; // only to another place of the page
  now.writing = false;
  ask(location.href, { back: event.state ?? {} });
}
