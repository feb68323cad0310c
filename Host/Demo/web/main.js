// Starts the page.
import { Card } from "./card.js";
import { byId, element } from "./dom.js";
import { Engine, missing, mostThreads } from "./engine.js";
import { measure, protocol } from "./measurement.js";
import { listenToSources, showSamples, stopWebcam, takeSample } from "./sources.js";
import { begin, complain, state, tell, usable } from "./state.js";
import { Latency } from "./statistics.js";
import { gain, input, showNumbers, showPictures, translate } from "./translation.js";

const sides = [64, 128, 256, 512, 1024];
const usualSide = 256;
const usualThreads = 4;

const stem = name => name.replace(/\.[^.]*$/, "");

// Loads all models again; false when a later call overtook this one.
async function startEngine() {
  state.engine?.stop();
  const engine = new Engine();
  state.engine = engine;
  begin();
  state.models.forEach(model => Object.assign(model, { isLoaded: false, latency: new Latency() }));
  byId("measure").disabled = true;
  engine.start(Number(byId("threads").value)).then(
    version => { byId("version").textContent = version; },
    () => { /* Each model will tell. */ });
  for (const model of state.models) {
    tell(`Loading ${model.name} …`);
    try {
      await engine.load(model.id, model.url);
      model.isLoaded = true;
      model.card.fault = null;
    } catch (fault) {
      if (engine !== state.engine) {
        return false;
      }
      model.card.fault = `${model.name} could not be loaded: ${fault.message}`;
    }
  }
  tell("");
  byId("measure").disabled = usable().length === 0;
  byId("protocol").textContent = protocol();
  return true;
}

function fillChoices() {
  byId("side").append(...sides.map(side => element("option", { value: side, textContent: `${side} px` })));
  byId("side").value = usualSide;
  byId("sides").hidden = state.models.every(model => model.input.width && model.input.height);
  const most = mostThreads();
  const counts = [1, 2, 4, 8, 16].filter(count => count < most).concat(most);
  byId("threads").append(...counts.map(count => element("option", { value: count, textContent: count })));
  byId("threads").value = counts.findLast(count => count <= Math.max(usualThreads, counts[0]));
  byId("differences").hidden = state.models.length < 2;
  byId("differences").lastElementChild.textContent = `Differences to ${state.models[0].name}, ×${gain}`;
}

function listen() {
  listenToSources();
  byId("measure").addEventListener("click", measure);
  byId("difference").addEventListener("change", showPictures);
  byId("side").addEventListener("change", () => state.picture && translate());
  byId("threads").addEventListener("change", async () => {
    stopWebcam();
    if (await startEngine() && state.picture) {
      await translate();
    }
  });
}

async function start() {
  const lack = missing();
  if (lack) {
    complain(lack);
    tell("");
    return;
  }
  const response = await fetch("demo.json");
  const { models, samples } = await response.json();
  state.models = models.map((model, id) => ({
    ...model,
    id,
    latency: new Latency(),
    card: new Card(model.name, { fileName: () => `${stem(state.picture?.name ?? "picture")}-${model.name}.png` }),
  }));
  byId("title").textContent = state.models.map(model => model.name).join(" → ");
  document.title = `${byId("title").textContent} · GsFramework`;
  byId("cards").append(input.root, ...state.models.map(model => model.card.root));
  fillChoices();
  showNumbers();
  showSamples(samples);
  await startEngine();
  listen();
  if (samples.length > 0) {
    await takeSample(samples[0]);
  } else {
    tell("Choose a picture, drop or paste one, or use the webcam.");
  }
}

// What the tests wait for and look at.
export const demo = { state, ready: start().catch(fault => complain(`The page could not start: ${fault.message}`)) };
