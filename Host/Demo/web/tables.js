// The figures on top and the table of measurements.
import { element } from "./dom.js";
import { milliseconds, short, size, times, unknown } from "./numbers.js";

const figure = (value, what, how) => element("div", {},
  element("strong", { textContent: value }), element("span", { textContent: what }), element("small", { textContent: how }));

// "4.00× fewer MACs", or more of them, from the first model to the last.
function ratio(from, to, fewer, more, format) {
  const known = from != null && to != null;
  const isMore = known && to > from;
  return figure(
    known ? times(isMore ? to / from : from / to) : unknown,
    isMore ? more : fewer,
    known ? `${format(from)} → ${format(to)}` : "not measured yet");
}

// Of the picture that went in, or, before there was one, of that for which the file counts its MACs.
const takenSize = ({ output, macs }) => output.taken ?? macs;

// Of the picture that came out.
const shownSize = ({ output, macs }) => output.pixels ?? macs;

const ofOneSize = (one, other) => shownSize(one) && shownSize(other) && size(shownSize(one)) === size(shownSize(other));

// They go with the area.
function macsOf(model) {
  const { width, height } = takenSize(model) ?? {};
  return model.macs && model.macs.count * width * height / (model.macs.width * model.macs.height);
}

// Times say nothing of models that gave pictures of different sizes.
const timesFaster = (reference, { latency, output }) =>
  reference.latency.isSettled && latency.isSettled && ofOneSize(reference, { output }) ? reference.latency.median / latency.median : null;

export const factsOf = model =>
  [short(model.bytes, "B"), model.macs ? `${short(macsOf(model))} MACs` : null].filter(Boolean).join(" · ");

export function figures(models) {
  const [first, last] = [models[0], models.at(-1)];
  if (models.length < 2) {
    return [
      figure(milliseconds(first.latency.isSettled ? first.latency.median : null), "here", "median of one picture"),
      figure(short(first.bytes, "B"), "on disk", first.format),
      figure(short(macsOf(first)), "MACs", first.macs ? `for ${size(takenSize(first))}` : ""),
    ];
  }
  return [
    models.length > 2 ? element("p", { className: "against", textContent: `${last.name} against ${first.name}` }) : null,
    ratio(first.latency.median, timesFaster(first, last) && last.latency.median, "faster here", "slower here", milliseconds),
    ratio(first.bytes, last.bytes, "fewer bytes", "more bytes", value => short(value, "B")),
    first.macs && last.macs && ofOneSize(first, last) ? ratio(macsOf(first), macsOf(last), "fewer MACs", "more MACs", short) : null,
  ].filter(Boolean);
}

const head = (text, isText) => element("th", { scope: "col", textContent: text, className: isText ? "text" : "" });

const cell = text => element("td", { textContent: text });

export function table(models) {
  const reference = models[0];
  return [
    element("thead", {}, element("tr", {},
      head("model", true), head("median"), head("p95"), head("runs"), head("faster"), head("bytes"), head("MACs"), head("format"),
      head("output"), models.length > 1 ? head("difference") : null)),
    element("tbody", {}, ...models.map(model => element("tr", {},
      element("th", { scope: "row", className: "text", textContent: model.name, title: model.name }),
      cell(milliseconds(model.latency.median)),
      cell(milliseconds(model.latency.p95)),
      cell(model.latency.runs || unknown),
      cell(times(timesFaster(reference, model))),
      cell(model.bytes.toLocaleString("en")),
      cell(short(macsOf(model))),
      cell(model.format),
      cell(model.output.pixels ? size(model.output.pixels) : unknown),
      models.length > 1 ? cell(model === reference ? "" : model.apart?.toFixed(2) ?? unknown) : null))),
  ];
}
