// The pictures' slider, the choice of a score, and the copying of commands. Without this script the page shows all there is
// one below the other.
"use strict";

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function startPictures(root) {
  const viewer = root.querySelector(".viewer");
  const stage = root.querySelector(".stage");
  const divider = root.querySelector(".divider");
  const output = root.querySelector("output");
  const selects = { left: root.querySelector("[data-side=left]"), right: root.querySelector("[data-side=right]") };
  const heads = [...root.querySelectorAll("[data-column]")];
  const rows = [...root.querySelectorAll("tbody tr")];
  let row = 0;
  let split = 50;

  // The first cell of a row is its name.
  const picture = (number, column) => rows[number].cells[column + 1].querySelector("img");

  function show() {
    for (const side of ["left", "right"]) {
      const column = Number(selects[side].value);
      const source = picture(row, column);
      const image = stage.querySelector(`img.${side}`);
      image.hidden = !source;
      if (source) {
        image.src = source.src;
        image.alt = source.alt;
        stage.style.aspectRatio = `${source.getAttribute("width")}/${source.getAttribute("height")}`;
      }
      stage.querySelector(`.badge.${side}`).textContent = selects[side].selectedOptions[0].text;
    }
    heads.forEach((head, column) => head.setAttribute("aria-pressed",
      String(column === Number(selects.left.value) || column === Number(selects.right.value))));
    rows.forEach((each, number) => each.classList.toggle("chosen", number === row));
    output.textContent = `${rows[row].cells[0].innerText.trim()} (${row + 1} of ${rows.length})`;
    move(split);
  }

  function move(percent) {
    split = clamp(percent, 0, 100);
    stage.style.setProperty("--split", `${split}%`);
    divider.setAttribute("aria-valuenow", String(Math.round(split)));
    divider.setAttribute("aria-valuetext",
      `${Math.round(split)} % ${selects.left.selectedOptions[0].text}, the rest ${selects.right.selectedOptions[0].text}`);
  }

  function drag(event) {
    const box = stage.getBoundingClientRect();
    move(100 * (event.clientX - box.left) / box.width);
  }

  stage.addEventListener("pointerdown", event => {
    stage.setPointerCapture(event.pointerId);
    divider.focus({ preventScroll: true });
    drag(event);
    event.preventDefault();
  });
  stage.addEventListener("pointermove", event => {
    if (stage.hasPointerCapture(event.pointerId)) {
      drag(event);
    }
  });

  divider.addEventListener("keydown", event => {
    const step = event.shiftKey ? 10 : 2;
    const targets = {
      ArrowLeft: split - step, ArrowDown: split - step, ArrowRight: split + step, ArrowUp: split + step,
      PageDown: split - 10, PageUp: split + 10, Home: 0, End: 100,
    };
    if (event.key in targets) {
      move(targets[event.key]);
      event.preventDefault();
    }
  });

  selects.left.addEventListener("change", show);
  selects.right.addEventListener("change", show);
  heads.forEach((head, column) => head.addEventListener("click", () => {
    if (column !== Number(selects.right.value)) {
      selects.left.value = selects.right.value;
      selects.right.value = String(column);
      show();
    }
  }));
  rows.forEach((each, number) => each.addEventListener("click", () => {
    row = number;
    show();
  }));
  root.querySelectorAll("[data-move]").forEach(button => button.addEventListener("click", () => {
    row = (row + Number(button.dataset.move) + rows.length) % rows.length;
    show();
  }));

  viewer.hidden = false;
  show();
}

function startChoice(select) {
  const parts = [...select.closest("section").querySelectorAll("[data-metric]")];
  const show = () => parts.forEach(part => { part.hidden = part.dataset.metric !== select.value; });
  select.addEventListener("change", show);
  select.closest("[hidden]").hidden = false;
  show();
}

function startCopying(button) {
  const text = button.parentElement.querySelector("pre").textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}

document.querySelectorAll(".pictures").forEach(startPictures);
document.querySelectorAll("[data-shows]").forEach(startChoice);
document.querySelectorAll("[data-copy]").forEach(startCopying);
