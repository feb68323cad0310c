// Numbers as the reports write them.

const units = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

export const unknown = "–";

export function short(value, unit = "") {
  if (value == null) {
    return unknown;
  }
  const [size, prefix] = units.find(([least]) => value >= least) ?? [1, ""];
  const scaled = value / size;
  return `${scaled.toFixed(size === 1 ? 0 : scaled >= 99.95 ? 1 : 2)} ${prefix}${unit}`.trimEnd();
}

export const times = ratio => Number.isFinite(ratio) ? `${ratio.toFixed(ratio >= 9.995 ? 1 : 2)}×` : unknown;

export const milliseconds = value =>
  value == null ? unknown : `${value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)} ms`;

export const size = ({ width, height }) => `${width}×${height}`;
