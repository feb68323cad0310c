// What the page knows, and where it says something to the user.
import { byId } from "./dom.js";

export const state = {
  models: [],
  engine: null,
  picture: null,

  // Goes up with all that the user begins: what was begun before then stops.
  turn: 0,
};

// Stops what was begun before; what was said of that is over.
export function begin() {
  complain(null);
  return ++state.turn;
}

export const usable = () => state.models.filter(model => model.isLoaded);

export const longestSide = () => Number(byId("side").value);

export function tell(text) {
  byId("status").textContent = text;
}

// What concerns the whole page; null when it is over.
export function complain(text) {
  byId("fault").hidden = text === null;
  byId("fault").textContent = text ?? "";
}
