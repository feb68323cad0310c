// Pictures from files and other sources, brought to the size that a model takes.

// A picture: something that can be drawn, with its own size.
export const picture = (source, name, width, height) => ({ source, name, width, height });

// Reads a file or what was pasted. Throws an Error with a sentence for the user.
export async function read(blob, name) {
  try {
    // The turn that a phone's camera wrote beside the pixels is applied; other colour spaces become sRGB.
    const bitmap = await createImageBitmap(blob);
    return picture(bitmap, name, bitmap.width, bitmap.height);
  } catch {
    throw new Error(`“${name}” is no picture that this browser can read. Try a PNG, JPEG or WebP.`);
  }
}

// The size at which a model gets a picture: its own where that is fixed; otherwise the picture's, made smaller where its
// longer side is above the limit, with sides of which the model says that it can halve them.
export function sizeFor({ input }, { width, height }, limit) {
  if (input.width && input.height) {
    return { width: input.width, height: input.height };
  }
  const scale = Math.min(1, limit / Math.max(width, height));
  const fitting = side => Math.max(Math.round(side * scale / input.multiple), 1) * input.multiple;
  return { width: fitting(width), height: fitting(height) };
}

// The pixels of a picture at a size: it covers it, and what is over at two sides is cut off. Transparency is white, unless
// there is a fourth channel for it.
export function pixelsAt({ source, width, height }, size, channels) {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const scale = Math.max(size.width / width, size.height / height);
  const [shownWidth, shownHeight] = [width * scale, height * scale];
  if (channels < 4) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, size.width, size.height);
  }
  context.imageSmoothingQuality = "high";
  context.drawImage(source, (size.width - shownWidth) / 2, (size.height - shownHeight) / 2, shownWidth, shownHeight);
  return context.getImageData(0, 0, size.width, size.height);
}
