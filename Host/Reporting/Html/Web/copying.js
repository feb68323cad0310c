// Copying to the clipboard.

// A page from the disk is no secure context to some browsers: there the clipboard is not to be had, but what is selected
// can be copied.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text) {
  const area = element("textarea", { value: text, readOnly: true, className: "unseen" });
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

function copyButton(button, text) {
  const title = button.textContent;
  let restoring = 0;
  button.addEventListener("click", async () => {
    button.textContent = await copyText(text()) ? "Copied" : "Not copied";
    clearTimeout(restoring);
    restoring = setTimeout(() => { button.textContent = title; }, 2000);
  });
}

document.querySelectorAll("[data-copy]").forEach(button => {
  copyButton(button, () => button.parentElement.querySelector("pre").textContent);
  button.hidden = false;
});
