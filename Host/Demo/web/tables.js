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

// Of models that gave pictures of different sizes, times say nothing.
const sameOutput = (one, other) => one.output.pixels && other.output.pixels && size(one.output.pixels) === size(other.output.pixels);

// MACs are counted at the size that a file says; those of different sizes are not comparable.
const comparable = (one, other) => one.macs && other.macs && size(one.macs) === size(other.macs);

export function figures(models) {
  const [first, last] = [models[0], models.at(-1)];
  if (models.length < 2) {
    return [
      figure(milliseconds(first.latency.median), "here", "median of one picture"),
      figure(short(first.bytes, "B"), "on disk", first.format),
      figure(short(first.macs?.count), "MACs", first.macs ? `of ${size(first.macs)}` : ""),
    ];
  }
  return [
    ratio(first.latency.median, sameOutput(first, last) ? last.latency.median : null, "faster here", "slower here", milliseconds),
    ratio(first.bytes, last.bytes, "fewer bytes", "more bytes", value => short(value, "B")),
    comparable(first, last) ? ratio(first.macs.count, last.macs.count, "fewer MACs", "more MACs", short) : null,
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
      cell(model.latency.median ? times(reference.latency.median / model.latency.median) : unknown),
      cell(model.bytes.toLocaleString("en")),
      cell(model.macs ? short(model.macs.count) : unknown),
      cell(model.format),
      cell(model.output.pixels ? size(model.output.pixels) : unknown),
      models.length > 1 ? cell(model === reference ? "" : model.apart?.toFixed(2) ?? unknown) : null))),
  ];
}
