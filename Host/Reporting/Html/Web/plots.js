// What curves are worth where one points, and the choice of their vertical axes. Without this script the page shows the
// curves without either.
"use strict";

const byScale = scale => svg => svg.dataset.scale === scale;

function startPlot(figure) {
  const data = JSON.parse(figure.dataset.values);
  const drawings = [...figure.querySelectorAll("svg[data-place]")];
  const readout = figure.querySelector(".readout");
  const slider = readout.querySelector("input");
  const output = readout.querySelector("output");
  const places = [...new Set(data.curves.flatMap(curve => curve.x))].sort((a, b) => a - b);
  const nearest = (values, x) => values.reduce((best, value, i) =>
    Math.abs(value - x) < Math.abs(values[best] - x) ? i : best, 0);

  const lines = drawings.map(svg => {
    const line = document.createElementNS(svg.namespaceURI, "line");
    line.setAttribute("class", "pointer");
    svg.append(line);
    return line;
  });

  function show() {
    const x = places[Number(slider.value)];
    drawings.forEach((svg, number) => {
      const [left, top, right, bottom, least, most] = svg.dataset.place.split(" ").map(Number);
      const place = left + (right - left) * (x - least) / (most - least);
      Object.entries({ x1: place, x2: place, y1: top, y2: bottom })
        .forEach(([name, value]) => lines[number].setAttribute(name, String(value)));
    });
    const values = data.curves
      .filter(curve => curve.x.length > 0)
      .map(curve => `${curve.name} ${curve.y[nearest(curve.x, x)]}`);
    output.textContent = `${data.x} ${Math.round(x * 10) / 10}: ${values.join(", ")}`;
    slider.setAttribute("aria-valuetext", output.textContent);
  }

  function point(event) {
    const svg = event.currentTarget;
    const box = svg.getBoundingClientRect();
    const [left, , right, , least, most] = svg.dataset.place.split(" ").map(Number);
    const place = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    slider.value = String(nearest(places, least + (most - least) * (place - left) / (right - left)));
    figure.classList.add("pointed");
    show();
  }

  drawings.forEach(svg => {
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
  });
  slider.max = String(places.length - 1);
  slider.value = slider.max;
  slider.addEventListener("input", () => {
    figure.classList.add("pointed");
    show();
  });
  readout.hidden = false;
  show();
}

function startScales(select) {
  const figures = [...select.closest("section").querySelectorAll("figure.plot")];
  const first = new Map(figures.map(figure => [figure, figure.querySelector("svg:not([hidden])").dataset.scale]));
  select.addEventListener("change", () => figures.forEach(figure => {
    const drawings = [...figure.querySelectorAll("svg[data-scale]")];
    const scale = drawings.some(byScale(select.value)) ? select.value : first.get(figure);
    drawings.forEach(svg => svg.toggleAttribute("hidden", svg.dataset.scale !== scale));
  }));
  select.closest("[hidden]").hidden = false;
}

document.querySelectorAll("figure[data-values]").forEach(startPlot);
document.querySelectorAll("[data-scales]").forEach(startScales);
