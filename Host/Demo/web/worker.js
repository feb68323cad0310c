// Holds the networks and runs them, one at a time, away from the page, which so stays responsive. A message {id, ...} is
// answered by {id, value} or {id, fault}.
import * as ort from "./ort/ort.wasm.min.mjs";

// Threads that spin while they wait take the processor from those that work where a browser does other things too.
const options = { executionProviders: ["wasm"], extra: { session: { intra_op: { allow_spinning: "0" } } } };

const sessions = new Map();

const actions = {
  start({ threads }) {
    ort.env.logLevel = "error";
    ort.env.wasm.numThreads = threads;
    ort.env.wasm.wasmPaths = new URL("ort/", import.meta.url).href;
    return ort.env.versions.web;
  },

  async load({ model, url }) {
    const response = await fetch(url);
    if (!response.ok) {
      throw new Error(`the server answered ${response.status}`);
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    sessions.set(model, await ort.InferenceSession.create(bytes, options));
  },

  // Only the network is timed: not the way of the pixels here and back.
  async run({ model, type, data, dims }) {
    const session = sessions.get(model);
    const input = new ort.Tensor(type, data, dims);
    const begin = performance.now();
    const outputs = await session.run({ [session.inputNames[0]]: input });
    const milliseconds = performance.now() - begin;
    const output = outputs[session.outputNames[0]];
    return { milliseconds, type: output.type, dims: output.dims, data: output.data };
  },
};

// In order: two runs at a time would time one another.
let last = Promise.resolve();

addEventListener("message", ({ data: { id, action, ...values } }) => {
  last = last.then(async () => {
    try {
      postMessage({ id, value: await actions[action](values) });
    } catch (fault) {
      postMessage({ id, fault: fault?.message ?? String(fault) });
    }
  });
});
