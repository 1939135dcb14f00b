// Fits my cluster: the browser remembers the description only when told to, under one key, as the parameters of an
// address. It is never sent by itself: a page of results only offers to compare.
const FIT_KEPT = "leuchtturm.fit";

function keptFit() {
  try {
    return new URLSearchParams(localStorage.getItem(FIT_KEPT) ?? "").getAll("fit").filter(Boolean);
  } catch {
    return []; // a browser that lets no page keep anything has kept nothing
  }
}

function withFit(address, values) {
  const url = new URL(address, location.href);
  for (const value of values) url.searchParams.append("fit", value);
  return url.href;
}

/** On the form: remember, forget, fill in what is remembered. */
function fitMemory(box) {
  const part = (name) => box.querySelector(name);
  const [forget, recall] = [part("[data-fit=forget]"), part("[data-fit-recall]")];
  const form = box.closest("form");
  const say = (name) => (part("[role=status]").textContent = box.dataset[name]);
  const chosen = () => new FormData(form).getAll("fit").filter(Boolean);
  const show = () => {
    const kept = keptFit();
    forget.hidden = !kept.length;
    recall.hidden = !kept.length || chosen().length > 0;
    recall.href = withFit(recall.dataset.fitRecall, kept);
  };
  const keep = (change, name) => {
    try {
      change();
      say(name);
    } catch {
      say("refused");
    }
    show();
  };
  part("[data-fit=remember]").addEventListener("click", () => {
    const values = [...new Set(chosen())].map((value) => ["fit", value]);
    if (!values.length) return say("none");
    keep(() => localStorage.setItem(FIT_KEPT, new URLSearchParams(values)), "kept");
  });
  forget.addEventListener("click", () => {
    keep(() => localStorage.removeItem(FIT_KEPT), "gone");
    part("[data-fit=remember]").focus(); // the button that was pressed is gone
  });
  form.addEventListener("change", show);
  show();
  box.hidden = false;
}

/** On results without a cluster: offer to compare with the remembered one; results that come later, too. */
function offerFit() {
  const kept = keptFit();
  if (!kept.length) return;
  const offer = () => {
    for (const link of document.querySelectorAll("[data-fit-offer][hidden]")) {
      link.href = withFit(link.dataset.fitOffer, kept);
      link.hidden = false;
    }
  };
  new MutationObserver(offer).observe(document.getElementById("main"), { childList: true, subtree: true });
  offer();
}

document.querySelectorAll(".fit-memory").forEach(fitMemory);
offerFit();
