// Latencies of a model at one size.

const most = 1000;

// What the numbers need before they say anything: a median some turns, a 95th percentile twenty.
export const leastRuns = 5;
const leastRunsOfP95 = 20;

export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

export class Latency {
  #size = "";
  #times = [];

  // The first run at a size allocates and is left out: false says that it was such a one.
  add(milliseconds, dims) {
    const size = dims.join("x");
    if (size !== this.#size) {
      this.#size = size;
      this.#times = [];
      return false;
    }
    this.#times.push(milliseconds);
    this.#times.splice(0, this.#times.length - most);
    return true;
  }

  // Begins again, at the size that is warm.
  clear() {
    this.#times = [];
  }

  get runs() {
    return this.#times.length;
  }

  get isSettled() {
    return this.runs >= leastRuns;
  }

  get median() {
    return this.runs ? quantile(this.#times, .5) : null;
  }

  get p95() {
    return this.runs >= leastRunsOfP95 ? quantile(this.#times, .95) : null;
  }
}
