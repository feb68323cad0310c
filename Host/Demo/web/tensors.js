// Pixels to tensors and back. Pixels are those of ImageData: RGBA, 8 bits each, rows from the top.

// What a model's input takes: fp32 (1, 3, H, W) in [-1, 1], or uint8 (1, H, W, 3) where its pre-processing is in the graph.
export function toInput({ data, width, height }, { type, layout }) {
  const area = width * height;
  const values = type === "uint8" ? new Uint8Array(3 * area) : new Float32Array(3 * area);
  const [step, plane] = layout === "NHWC" ? [3, 1] : [1, area];
  for (let pixel = 0; pixel < area; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = data[4 * pixel + channel];
      values[step * pixel + plane * channel] = type === "uint8" ? value : value / 127.5 - 1;
    }
  }
  return { type, data: values, dims: layout === "NHWC" ? [1, height, width, 3] : [1, 3, height, width] };
}

// The picture that an output is.
export function toPixels({ type, data, dims }, { layout }) {
  const [height, width] = layout === "NHWC" ? [dims[1], dims[2]] : [dims[2], dims[3]];
  const area = width * height;
  const [step, plane] = layout === "NHWC" ? [3, 1] : [1, area];
  const pixels = new ImageData(width, height);
  for (let pixel = 0; pixel < area; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = data[step * pixel + plane * channel];
      // The array rounds and clamps.
      pixels.data[4 * pixel + channel] = type === "uint8" ? value : (value + 1) * 127.5;
    }
    pixels.data[4 * pixel + 3] = 255;
  }
  return pixels;
}

// How far two pictures are apart: the mean over all values, of 255, and a picture of the differences, amplified. Null when
// they are not of one size.
export function difference(one, other, gain) {
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
  return { mean: sum / (3 * one.width * one.height), pixels };
}
