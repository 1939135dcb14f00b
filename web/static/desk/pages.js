// Small comforts of single pages: copies that go when their writer goes, and a state that shows itself anew until it
// is settled.
import { Copies, dropAll } from "./copies.js";

const SECONDS_BETWEEN = [1, 1, 2, 2, 3, 5, 5, 10]; // then the last for ever, while the page is looked at

/** Nothing typed stays behind on a computer that others use, too, nor of a draft that was thrown away. */
export function forget(part) {
  const signOut = part.querySelector("form[data-sign-out]");
  const { account } = signOut.dataset;
  part.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const { pathname } = new URL(event.target.action, location.href);
    if (event.target === signOut) dropAll(account);
    else if (pathname.endsWith("/discard") && event.submitter?.value === "discard") {
      new Copies(account, pathname.replace(/discard$/, "autosave")).drop("all");
    }
  });
}

/** Fetch the page again until the place no longer asks for it; the words are always those of the server. */
export async function followState(place) {
  for (let attempt = 0; place.hasAttribute("data-poll"); attempt += 1) {
    const seconds = SECONDS_BETWEEN[Math.min(attempt, SECONDS_BETWEEN.length - 1)];
    await new Promise((done) => setTimeout(done, seconds * 1000));
    const now = document.hidden ? null : await stateNow(place);
    if (!now) continue;
    if (now.innerHTML !== place.innerHTML) place.replaceChildren(...now.childNodes);
    place.toggleAttribute("data-poll", now.hasAttribute("data-poll"));
  }
}

async function stateNow(place) {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
  } catch {
    return null; // no connection: asked again later
  }
}
