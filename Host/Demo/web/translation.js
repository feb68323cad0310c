// The picture through the networks, and what came out onto the page.
import { Card } from "./card.js";
import { byId } from "./dom.js";
import { size } from "./numbers.js";
import { pixelsAt, sizeFor } from "./picture.js";
import { longestSide, state, usable } from "./state.js";
import { factsOf, figures, table } from "./tables.js";
import { difference, toInput, toPixels } from "./tensors.js";

export const gain = 4;

export const input = new Card("input", { isModel: false });

export function showNumbers() {
  byId("figures").replaceChildren(...figures(state.models));
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
    const apart = model === reference || !reference.output.pixels ? null : difference(model.output.pixels, reference.output.pixels, gain);
    model.apart = apart?.mean;
    const isDifference = apart && byId("difference").checked;
    model.card.draw(isDifference ? apart.pixels : model.output.pixels, isDifference
      ? `Differences of ${model.name} to ${reference.name}, times ${gain}`
      : `${model.output.of.name} by ${model.name}`);
  }
}

// Runs a model once; false when it failed, which its card then says.
export async function run(model) {
  const { engine, picture } = state;
  const at = sizeFor(model, picture, longestSide());
  model.card.busy = true;
  try {
    const result = await engine.run(model.id, toInput(pixelsAt(picture, at), model.input));
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

// Shows what the models make of the picture. A later call overtakes an earlier one; false says that this was so.
export async function translate() {
  const turn = ++state.turn;
  const shown = sizeFor(state.models[0], state.picture, longestSide());
  input.draw(pixelsAt(state.picture, shown), `Input: ${state.picture.name}`);
  input.facts = state.picture.name;
  // Twice where the first run was the one that is not timed.
  for (const pass of [1, 2]) {
    for (const model of usable()) {
      if (pass === 2 && model.latency.runs > 0) {
        continue;
      }
      const done = await run(model);
      if (turn !== state.turn) {
        return false;
      }
      if (done) {
        showPictures();
      }
      showNumbers();
    }
  }
  return true;
}
