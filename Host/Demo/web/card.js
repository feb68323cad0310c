import { element } from "./dom.js";
import { milliseconds, size, unknown } from "./numbers.js";

// Below this, pixels are shown as squares.
const smallSide = 160;

// A named picture; of a model it has its latency, its facts, and a way to save what is shown.
export class Card {
  #canvas = element("canvas", { width: 256, height: 256 });
  #frame = element("div", { className: "frame" });
  #note = element("small");
  #fault = element("p", { className: "fault", hidden: true });
  #latency = element("strong", { textContent: unknown });
  #runs = element("small");
  #facts = element("span");
  #save = element("button", { type: "button", textContent: "Save", disabled: true });

  constructor(name, { isModel = true, fileName = () => `${name}.png` } = {}) {
    this.name = name;
    this.#canvas.setAttribute("role", "img");
    this.#canvas.setAttribute("aria-label", `${name}: nothing yet`);
    this.#save.setAttribute("aria-label", `Save the picture of ${name}`);
    this.#save.addEventListener("click", () => this.#download(fileName()));
    this.#frame.append(this.#canvas);
    this.root = element("figure", { className: "card" },
      element("figcaption", { title: name }, element("b", { textContent: name }), this.#note),
      this.#frame,
      this.#fault,
      isModel ? element("div", { className: "latency" }, this.#latency, this.#runs) : null,
      element("div", { className: "facts" }, this.#facts, isModel ? this.#save : null));
  }

  set facts(text) {
    this.#facts.textContent = text;
  }

  // What it shows is of a picture that is no longer the one.
  set stale(value) {
    this.root.classList.toggle("stale", value);
    this.#save.disabled = value || this.#save.disabled;
  }

  get stale() {
    return this.root.classList.contains("stale");
  }

  set busy(value) {
    this.#frame.classList.toggle("busy", value);
    this.root.setAttribute("aria-busy", String(value));
  }

  // A sentence in place of the picture, or null.
  set fault(text) {
    this.#fault.hidden = text === null;
    this.#fault.textContent = text ?? "";
    this.#frame.hidden = text !== null;
    this.#save.disabled = text !== null || this.#save.disabled;
  }

  draw(pixels, description) {
    this.#canvas.width = pixels.width;
    this.#canvas.height = pixels.height;
    this.#canvas.getContext("2d").putImageData(pixels, 0, 0);
    this.#canvas.setAttribute("aria-label", description);
    this.#frame.classList.toggle("small", Math.max(pixels.width, pixels.height) < smallSide);
    this.#note.textContent = size(pixels);
    this.#save.disabled = false;
    this.fault = null;
    this.stale = false;
  }

  showLatency({ median, runs }) {
    this.#latency.textContent = milliseconds(median);
    this.#runs.textContent = runs === 0 ? "" : runs === 1 ? "one run" : `median of ${runs}`;
  }

  #download(fileName) {
    this.#canvas.toBlob(blob => {
      const url = URL.createObjectURL(blob);
      element("a", { href: url, download: fileName }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    });
  }
}
