// What is to be copied can be selected by hand; with a script a button does it and says so. Printing has a button, too.
function offerCopying() {
  const status = document.getElementById("copied");
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const said = (await copied(source)) ? button.dataset.copied : button.dataset.refused;
      status.textContent = "";
      setTimeout(() => { status.textContent = said; }, 50);  // the same words again are news again
    });
  }
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => print());
  }
}

async function copied(source) {
  const text = source.value ?? source.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {  // without https there is no clipboard, and a browser may refuse it
    source.focus();
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    return false;
  }
}

offerCopying();
