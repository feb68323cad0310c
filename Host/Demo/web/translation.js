// The picture through the networks, and what came out onto the page.
import { Card } from "./card.js";
import { byId } from "./dom.js";
import { size } from "./numbers.js";
import { pixelsAt, sizeFor } from "./picture.js";
import { begin, longestSide, state, tell, usable } from "./state.js";
import { leastRuns } from "./statistics.js";
import { factsOf, figures, table } from "./tables.js";
import { difference, toInput, toPixels } from "./tensors.js";

export const gain = 4;

export const input = new Card("input", { isModel: false });

export function showNumbers() {
  byId("figures").replaceChildren(...figures(state.models));
  byId("figures").classList.toggle("stale", state.models.some(model => model.card.stale));
  byId("table").replaceChildren(...table(state.models));
  for (const model of state.models) {
    model.card.showLatency(model.latency);
    model.card.facts = factsOf(model);
  }
}

export function showPictures() {
  const reference = usable()[0];
  for (const model of usable().filter(each => each.output.pixels)) {
    // What a model made of the picture before stays until it has seen this one too.
    if (model.output.of !== reference.output.of) {
      continue;
    }
    const apart = model === reference || !reference.output.pixels ? null : difference(model.output.pixels, reference.output.pixels, gain, model.output.channels);
    model.apart = apart?.mean;
    const isDifference = apart && byId("difference").checked;
    model.card.draw(isDifference ? apart.pixels : model.output.pixels, isDifference
      ? `Differences of ${model.name} to ${reference.name}, times ${gain}`
      : `${model.output.of.name} by ${model.name}`);
  }
}

// Runs a model once; false when it failed or takes no picture of this size, which its card then says.
export async function run(model) {
  const { engine, picture } = state;
  const at = sizeFor(model, picture, longestSide());
  const least = model.input.least;
  if (least && Math.min(at.width, at.height) < least) {
    Object.assign(model.output, { tensor: null, pixels: null, of: picture });
    model.card.fault = `${model.name} takes pictures from ${least}×${least}; this one is ${size(at)}. Choose a larger one.`;
    return false;
  }
  model.card.busy = true;
  try {
    const result = await engine.run(model.id, toInput(pixelsAt(picture, at, model.input.channels), model.input));
    Object.assign(model.output, { tensor: result, pixels: toPixels(result, model.output), of: picture, taken: at });
    model.latency.add(result.milliseconds, result.dims);
    return true;
  } catch (fault) {
    if (engine !== state.engine) {
      return false;
    }
    Object.assign(model.output, { tensor: null, pixels: null, of: picture });
    model.card.fault = `${model.name} failed at ${size(at)}: ${fault.message}. Try a smaller size; if that fails too, load the page again.`;
    return false;
  } finally {
    model.card.busy = false;
  }
}

// Shows what the models make of the picture, and lets them take turns until their times say something. A later call
// overtakes an earlier one; false says that this was so. A frame of a webcam is shown and no more.
export async function translate({ isFrame = false } = {}) {
  const turn = begin();
  const shown = sizeFor(state.models[0], state.picture, longestSide());
  input.draw(pixelsAt(state.picture, shown, state.models[0].input.channels), `Input: ${state.picture.name}`);
  input.facts = state.picture.name;
  if (!isFrame) {
    usable().forEach(model => { model.card.stale = true; });
    showNumbers();
  }
  const working = new Set(usable());
  // The first run at a size is not timed.
  const passes = isFrame ? 2 : leastRuns + 1;
  for (let pass = 1; pass <= passes; pass++) {
    for (const model of usable()) {
      const isDone = isFrame ? model.latency.runs > 0 : model.latency.isSettled;
      if (!working.has(model) || pass > 1 && isDone) {
        continue;
      }
      if (!isFrame) {
        tell(pass === 1
          ? `Computing what ${model.name} makes of ${state.picture.name} …`
          : `Taking times: turn ${pass - 1} of ${leastRuns} …`);
      }
      const done = await run(model);
      if (turn !== state.turn) {
        return false;
      }
      if (done) {
        showPictures();
      } else {
        working.delete(model);
        model.card.stale = false;
      }
      showNumbers();
    }
  }
  if (!isFrame) {
    tell("");
  }
  return true;
}
