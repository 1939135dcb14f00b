// How many records are chosen stands in a bar that stays in sight.
function count() {
  const form = document.getElementById("choosing");
  if (!form) return;
  const chosen = all("[name=id]:checked").length;
  form.hidden = !chosen;
  form.classList.add("in-sight");
  form.querySelector("strong").textContent = chosen || "";
}
