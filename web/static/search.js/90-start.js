/** What new results need; `finding` are words to find values by, by the id of their facet. */
function enhance(finding = new Map()) {
  for (const link of all("[data-find]")) addFinding(link, finding.get(facetOf(link).id));
  addRange();
  count();
}

function start() {
  document.getElementById("main").append(status);
  status.textContent = quiet();
  enhance();
  field.addEventListener("input", typed);
  field.addEventListener("compositionend", typed);
  addEventListener("popstate", goBack);
  addEventListener("online", () => results.querySelector(".failed a")?.click());
  document.addEventListener("submit", submitted);
  document.addEventListener("click", clicked);
  document.addEventListener("toggle", opened, true); // it does not bubble
  document.addEventListener("change", count);
}

start();
