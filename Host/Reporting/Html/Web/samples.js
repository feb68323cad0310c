// The grids of samples one at a time. Without this script they stand one below the other.
"use strict";

function startSamples(root) {
  const choice = root.querySelector(".choice");
  const slider = choice.querySelector("input");
  const output = choice.querySelector("output");
  const grids = [...root.querySelectorAll("figure")];
  const show = () => {
    grids.forEach((grid, number) => { grid.hidden = number !== Number(slider.value); });
    output.textContent = grids[Number(slider.value)].querySelector("figcaption").textContent;
    slider.setAttribute("aria-valuetext", output.textContent);
  };
  slider.addEventListener("input", show);
  choice.hidden = grids.length < 2;
  grids.forEach(grid => { grid.querySelector("figcaption").hidden = !choice.hidden; });
  show();
}

document.querySelectorAll(".samples").forEach(startSamples);
