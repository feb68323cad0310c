// Parts that the others build: elements, and radio buttons that look like one control.
"use strict";

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

let segmentedControls = 0;

// Radio buttons bring the arrow keys and what a screen reader says. Each group has a name of its own: a page may have
// many.
function segmented(legend, options, chosen, change) {
  const name = `segmented-${++segmentedControls}`;
  const root = element("fieldset", { className: "segmented" }, element("legend", {}, legend));
  for (const [value, text] of options) {
    const input = element("input", { type: "radio", name, value, checked: value === chosen });
    input.addEventListener("change", () => change(value));
    root.append(element("label", {}, input, element("span", {}, text)));
  }
  return root;
}

// The choice of one of several parts of a section.
function startChoice(select) {
  const parts = [...select.closest("section").querySelectorAll("[data-metric]")];
  const show = () => parts.forEach(part => { part.hidden = part.dataset.metric !== select.value; });
  select.addEventListener("change", show);
  select.closest("[hidden]").hidden = false;
  show();
}

document.querySelectorAll("[data-shows]").forEach(startChoice);
