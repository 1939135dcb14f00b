// Where does typed text wait while it cannot be saved? In this browser, for this account and this draft, until
// it is saved, given up, or its writer signs out.
const MARK = "leuchtturm-desk";
const ASIDE = "aside";
const DAYS_KEPT = 30;

/** The copies of one form. A browser that refuses to keep anything has none, and saving goes on without. */
export class Copies {
  constructor(account, draft) {
    this.start = `${MARK}:${account}:${draft}:`;
  }

  /** Keep what is typed; expected is the digest the text was made from. Says whether it is kept. */
  keep(expected, pairs) {
    this.drop();
    return write(this.start + expected, { at: Date.now(), expected, pairs });
  }

  /** The newest copy that is not too old, or null. */
  newest() {
    const oldest = Date.now() - DAYS_KEPT * 24 * 60 * 60 * 1000;
    const copies = keysFrom(this.start).map((key) => JSON.parse(localStorage.getItem(key)));
    return copies.filter((copy) => copy.at > oldest).sort((one, other) => other.at - one.at)[0] ?? null;
  }

  /** Keep a copy until it is decided about, whatever is saved meanwhile. */
  putAside(copy) {
    this.drop();
    write(this.start + ASIDE, copy);
  }

  /** Let go of what has been saved; of "all" when the copy put aside was decided about, too. */
  drop(which = "saved") {
    const aside = which === "all" ? "" : this.start + ASIDE;
    keysFrom(this.start).filter((key) => key !== aside).forEach((key) => localStorage.removeItem(key));
  }
}

/** Let go of all copies of an account on this computer. */
export function dropAll(account) {
  keysFrom(`${MARK}:${account}:`).forEach((key) => localStorage.removeItem(key));
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // full, or switched off: the page says that nothing is kept
  }
}

function keysFrom(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return []; // switched off
  }
}
