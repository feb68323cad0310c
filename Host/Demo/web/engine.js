// The page's side of worker.js.

// WebAssembly with 128-bit vectors: a function (v128.const 0; drop).
const vectorModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 26, 11,
]);

// What is missing in this browser, as a sentence, or null.
export function missing(scope = globalThis) {
  if (typeof scope.WebAssembly !== "object") {
    return "This browser has no WebAssembly, or it is switched off (by a security setting or a lockdown mode, for example). "
      + "Allow it for this page, or open the page in another browser.";
  }
  if (!scope.WebAssembly.validate(vectorModule)) {
    return "This browser's WebAssembly has no vector instructions (SIMD), which the networks need. "
      + "Chrome and Edge have them since version 91, Firefox since 89, Safari since 16.4.";
  }
  return null;
}

// Threads need memory that is shared, which a browser gives only to a page that is isolated.
export const mostThreads = () => globalThis.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency || 1, 16) : 1;

export class Engine {
  #worker;
  #waiting = new Map();
  #next = 0;
  #broken = null;

  constructor() {
    this.#worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data: { id, value, fault } }) => {
      const asked = this.#waiting.get(id);
      this.#waiting.delete(id);
      fault === undefined ? asked?.resolve(value) : asked?.reject(new Error(fault));
    });
    this.#worker.addEventListener("error", event => this.#fail(event.message || "the worker did not start"));
  }

  // Starts the runtime with so many threads; gives its version.
  start(threads) {
    return this.#ask("start", { threads });
  }

  load(model, url) {
    return this.#ask("load", { model, url });
  }

  // input: { type, data, dims }. Gives { milliseconds, type, data, dims }.
  run(model, input) {
    return this.#ask("run", { model, ...input });
  }

  stop() {
    this.#worker.terminate();
    this.#fail("stopped");
  }

  #ask(action, values) {
    const id = this.#next++;
    if (this.#broken) {
      return Promise.reject(this.#broken);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, action, ...values });
    });
  }

  // For good: a worker that failed once answers no more.
  #fail(reason) {
    this.#broken = new Error(reason);
    this.#waiting.forEach(({ reject }) => reject(this.#broken));
    this.#waiting.clear();
  }
}
