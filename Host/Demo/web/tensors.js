// Pixels to tensors and back. Pixels are those of ImageData: RGBA, 8 bits each, rows from the top.

// The luma of ITU-R 601, as the program reads grey images.
const luma = (data, at) => (19595 * data[at] + 38470 * data[at + 1] + 7471 * data[at + 2] + 0x8000) >> 16;

// What a model's input takes: fp32 (1, C, H, W) in [-1, 1], or uint8 (1, H, W, C) where its pre-processing is in the
// graph; C is 1 (grey), 3 or 4.
export function toInput({ data, width, height }, { type, layout, channels }) {
  const area = width * height;
  const values = type === "uint8" ? new Uint8Array(channels * area) : new Float32Array(channels * area);
  const [step, plane] = layout === "NHWC" ? [channels, 1] : [1, area];
  for (let pixel = 0; pixel < area; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const value = channels === 1 ? luma(data, 4 * pixel) : data[4 * pixel + channel];
      values[step * pixel + plane * channel] = type === "uint8" ? value : value / 127.5 - 1;
    }
  }
  return { type, data: values, dims: layout === "NHWC" ? [1, height, width, channels] : [1, channels, height, width] };
}

// The picture that an output is.
export function toPixels({ type, data, dims }, { layout, channels }) {
  const [height, width] = layout === "NHWC" ? [dims[1], dims[2]] : [dims[2], dims[3]];
  const area = width * height;
  const [step, plane] = layout === "NHWC" ? [channels, 1] : [1, area];
  const pixels = new ImageData(width, height);
  for (let pixel = 0; pixel < area; pixel++) {
    pixels.data[4 * pixel + 3] = 255;
    for (let channel = 0; channel < Math.max(channels, 3); channel++) {
      const value = data[step * pixel + plane * (channels === 1 ? 0 : channel)];
      // The array rounds and clamps.
      pixels.data[4 * pixel + channel] = type === "uint8" ? value : (value + 1) * 127.5;
    }
  }
  return pixels;
}

// How far two pictures are apart: the mean over all values, of 255, and a picture of the differences, amplified. Null when
// they are not of one size. With four channels their opacity counts as well.
export function difference(one, other, gain, channels) {
  if (one.width !== other.width || one.height !== other.height) {
    return null;
  }
  const pixels = new ImageData(one.width, one.height);
  let sum = 0;
  for (let i = 0; i < one.data.length; i++) {
    const apart = Math.abs(one.data[i] - other.data[i]);
    sum += apart;
    pixels.data[i] = (i & 3) === 3 ? 255 : gain * apart;
  }
  return { mean: sum / (Math.max(channels, 3) * one.width * one.height), pixels };
}
