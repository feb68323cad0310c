// The measurement of many runs.
import { byId } from "./dom.js";
import { begin, state, tell, usable } from "./state.js";
import { run, showNumbers, showPictures } from "./translation.js";
import { stopWebcam } from "./sources.js";

const mostRuns = 1000;

// The models take turns, so that what slows the machine down for a while slows all of them.
export async function measure() {
  if (byId("measure").dataset.running) {
    state.turn++;
    return;
  }
  if (!state.picture) {
    tell("Choose a picture first.");
    return;
  }
  stopWebcam();
  const turn = begin();
  const rounds = Math.min(Math.max(Math.round(Number(byId("runs").value)) || 1, 1), mostRuns);
  byId("runs").value = rounds;
  byId("measure").dataset.running = "yes";
  byId("measure").textContent = "Stop";
  byId("progress").hidden = false;
  // The round 0 warms up.
  for (let round = 0; round <= rounds && turn === state.turn; round++) {
    for (const model of usable()) {
      if (turn === state.turn) {
        await run(model);
      }
    }
    if (round === 0) {
      usable().forEach(model => model.latency.clear());
    }
    byId("progress").value = round / rounds;
    showPictures();
    showNumbers();
  }
  byId("progress").hidden = true;
  byId("measure").textContent = "Measure";
  delete byId("measure").dataset.running;
}

export function protocol() {
  return "A time is that of the network alone, without reading and drawing the picture. The first run of a model at a size is "
    + "left out; then the models take five turns, and more in a measurement, which begins with one that is not counted. "
    + "There is no comparison before five runs, and no 95th percentile before twenty. "
    + (state.models.length > 1 ? `The difference is the mean over all values of the pictures, of 255, to ${state.models[0].name}. ` : "")
    + "MACs are those for one such picture, by the exact rule of 'gs cost'. "
    + (globalThis.crossOriginIsolated ? "" : "This browser gives the page no shared memory, so there is one thread only. ")
    + `This machine and this browser are measured (${navigator.hardwareConcurrency} processors): a phone has others.`;
}
