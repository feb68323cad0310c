// Where pictures come from: samples, files that are chosen, dropped or pasted, and the webcam.
import { byId, element } from "./dom.js";
import { picture, read } from "./picture.js";
import { begin, complain, state, tell } from "./state.js";
import { translate } from "./translation.js";
import { webcam } from "./webcam.js";

// A later one overtakes an earlier one that is still being read.
async function take(source) {
  stopWebcam();
  const turn = begin();
  try {
    const taken = await source();
    if (turn !== state.turn) {
      return;
    }
    state.picture = taken;
    document.querySelectorAll("#samples button").forEach(button =>
      button.setAttribute("aria-pressed", String(button.title === state.picture.name)));
    await translate();
  } catch (fault) {
    if (turn === state.turn) {
      complain(fault.message);
    }
  }
}

const takeFile = file => take(() => read(file, file.name || "pasted picture"));

export const takeSample = sample => take(() => fetchSample(sample));

async function fetchSample({ name, url }) {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) {
    throw new Error(`The sample “${name}” could not be read. Does 'gs demo' still run, and is the file still there?`);
  }
  return read(await response.blob(), name);
}

export function showSamples(samples) {
  byId("samples").append(...samples.map(sample => {
    const button = element("button", { type: "button", title: sample.name },
      element("img", { src: sample.url, alt: sample.name, loading: "lazy" }));
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => takeSample(sample));
    return button;
  }));
}

export function stopWebcam() {
  if (webcam.stream) {
    webcam.stop(byId("video"));
    byId("webcam").setAttribute("aria-pressed", "false");
    byId("webcam").textContent = "Use the webcam";
    tell("");
  }
}

// One frame after the other: the next is taken when all models are done with the last.
async function startWebcam() {
  const video = byId("video");
  try {
    begin();
    await webcam.start(video);
  } catch (fault) {
    complain(fault.message);
    return;
  }
  byId("webcam").setAttribute("aria-pressed", "true");
  byId("webcam").textContent = "Stop the webcam";
  document.querySelectorAll("#samples button").forEach(button => button.setAttribute("aria-pressed", "false"));
  tell("Each frame goes through every model, one after the other; nothing is sent or kept.");
  const stream = webcam.stream;
  stream.getVideoTracks()[0].addEventListener("ended", stopWebcam);
  while (webcam.stream === stream) {
    const frame = await createImageBitmap(video).catch(() => null);
    if (webcam.stream !== stream) {
      return;
    }
    if (frame === null) {
      stopWebcam();
      complain("The webcam gave no picture. Is another program using it?");
      return;
    }
    state.picture?.source.close?.();
    state.picture = picture(frame, "webcam", frame.width, frame.height);
    await translate({ isFrame: true });
  }
}

export function listenToSources() {
  byId("choose").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", event => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) {
      takeFile(file);
    }
  });
  byId("webcam").addEventListener("click", () => webcam.stream ? stopWebcam() : startWebcam());
  document.addEventListener("paste", event => {
    const file = [...event.clipboardData.files].find(each => each.type.startsWith("image/"));
    if (file) {
      event.preventDefault();
      takeFile(file);
    }
  });
  listenToDrops();
}

function listenToDrops() {
  const hint = byId("drop");
  document.addEventListener("dragover", event => {
    event.preventDefault();
    hint.hidden = !event.dataTransfer.types.includes("Files");
  });
  document.addEventListener("dragleave", event => {
    hint.hidden = hint.hidden || event.relatedTarget === null;
  });
  document.addEventListener("drop", event => {
    event.preventDefault();
    hint.hidden = true;
    const [file] = event.dataTransfer.files;
    if (file) {
      takeFile(file);
    }
  });
}
