// Ctrl+K, on a Mac Cmd+K, leads to the search from everywhere but another field.
const WRITING = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]";

function searchByKeys() {
  const field = document.querySelector("form.search [type=search]");
  if (!field) return;
  const onMac = /^(Mac|iP)/.test(navigator.platform);
  field.setAttribute("aria-keyshortcuts", onMac ? "Meta+K" : "Control+K");
  const hint = document.querySelector("form.search kbd");
  if (onMac) hint.textContent = "⌘ K";
  hint.hidden = false;
  document.addEventListener("keydown", (event) => {
    const isAsked = onMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    if (!isAsked || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    const at = document.activeElement;
    if (at !== field && at.matches(WRITING)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

searchByKeys();
