// The stage of the viewer shows two pictures: behind a divider, as their difference, or in turn.

const blinkMilliseconds = 500;

// What |left - right| is of each colour, as many times as bright as asked for, and how much it is without that.
function drawDifference(canvas, left, right, factor) {
  const larger = left.naturalWidth * left.naturalHeight > right.naturalWidth * right.naturalHeight ? left : right;
  const [width, height] = [larger.naturalWidth, larger.naturalHeight];
  const context = element("canvas", { width, height }).getContext("2d", { willReadFrequently: true });
  const pixels = image => {
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  };
  const [drawn, other] = [pixels(left), pixels(right).data];
  let [sum, largest] = [0, 0];
  drawn.data.forEach((value, at) => {
    if (at % 4 === 3) {
      drawn.data[at] = 255;
      return;
    }
    const difference = Math.abs(value - other[at]);
    sum += difference;
    largest = Math.max(largest, difference);
    drawn.data[at] = difference * factor;
  });
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(drawn, 0, 0);
  return { mean: sum / (3 * width * height), largest };
}

function startStage(viewer) {
  const stage = viewer.querySelector(".stage");
  const divider = stage.querySelector(".divider");
  const canvas = stage.querySelector("canvas");
  const reading = viewer.querySelector(".reading");
  const images = { left: stage.querySelector("img.left"), right: stage.querySelector("img.right") };
  const badges = { left: stage.querySelector(".badge.left"), right: stage.querySelector(".badge.right") };
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  const titles = { left: "", right: "" };
  const sources = { left: null, right: null };
  let mode = "slider";
  let factor = 4;
  let split = 50;
  let drawing = 0;
  let blinking = 0;

  const modes = segmented("Show the two as",
    [["slider", "Slider"], ["difference", "Difference"], ["blink", "Blink"]], mode,
    chosen => { mode = chosen; start(); });
  const factors = segmented("Difference, amplified", [[1, "1×"], [4, "4×"], [16, "16×"]], factor,
    chosen => { factor = chosen; update(); });
  const blink = element("button", { type: "button", className: "blink" });
  blink.addEventListener("click", () => setBlinking(!blinking));
  stillness.addEventListener("change", () => setBlinking(mode === "blink" && !stillness.matches));
  viewer.prepend(modes);
  reading.before(factors, blink);
  start();

  function start() {
    stage.dataset.mode = mode;
    factors.hidden = mode !== "difference";
    blink.hidden = mode !== "blink";
    setBlinking(mode === "blink" && !stillness.matches);
    update();
  }

  function update() {
    for (const side of ["left", "right"]) {
      badges[side].textContent = titles[side];
    }
    drawing++;
    if (mode === "difference") {
      difference();
    } else if (mode === "blink") {
      reading.textContent = `${titles.left} and ${titles.right} in turn, each for half a second.`;
    } else {
      reading.textContent = "";
    }
    move(split);
  }

  async function difference() {
    const current = drawing;
    const { left, right } = sources;
    canvas.hidden = !left || !right;
    badges.left.textContent = `difference × ${factor}`;
    if (canvas.hidden) {
      reading.textContent = `There is no picture of ${left ? titles.right : titles.left} here.`;
      return;
    }
    await Promise.all([left.decode(), right.decode()]);
    if (current !== drawing) {
      return;
    }
    const { mean, largest } = drawDifference(canvas, left, right, factor);
    const isLossy = [left, right].some(image => image.src.startsWith("data:image/jpeg"));
    reading.textContent = `|${titles.left} − ${titles.right}| × ${factor} of each colour, black where the two are `
      + "equal. "
      + `Of 255 levels they differ by ${mean.toFixed(2)} in the mean and by ${largest} at most.`
      + (isLossy ? " JPEG has a part in that: the files in the run directory are exact." : "");
    canvas.setAttribute("aria-label", reading.textContent);
  }

  function setBlinking(isOn) {
    clearInterval(blinking);
    blinking = isOn ? setInterval(() => turn(stage.dataset.shown === "left" ? "right" : "left"), blinkMilliseconds) : 0;
    blink.textContent = isOn ? "Stop blinking" : "Start blinking";
    turn("left");
  }

  function turn(side) {
    stage.dataset.shown = side;
  }

  function move(percent) {
    split = clamp(percent, 0, 100);
    stage.style.setProperty("--split", `${split}%`);
    divider.setAttribute("aria-valuenow", String(Math.round(split)));
    divider.setAttribute("aria-valuetext", `${Math.round(split)} % ${titles.left}, the rest ${titles.right}`);
  }

  function drag(event) {
    const box = stage.getBoundingClientRect();
    move(100 * (event.clientX - box.left) / box.width);
  }

  stage.addEventListener("pointerdown", event => {
    if (mode !== "slider") {
      return;
    }
    stage.setPointerCapture(event.pointerId);
    divider.focus({ preventScroll: true });
    drag(event);
    event.preventDefault();
  });
  stage.addEventListener("pointermove", event => {
    if (stage.hasPointerCapture(event.pointerId)) {
      drag(event);
    }
  });

  divider.addEventListener("keydown", event => {
    const step = event.shiftKey ? 10 : 2;
    const targets = {
      ArrowLeft: split - step, ArrowDown: split - step, ArrowRight: split + step, ArrowUp: split + step,
      PageDown: split - 10, PageUp: split + 10, Home: 0, End: 100,
    };
    if (event.key in targets) {
      move(targets[event.key]);
      event.preventDefault();
    }
  });

  // Shows an image of the page, or none, on a side.
  function set(side, { title, image: source }) {
    titles[side] = title;
    sources[side] = source;
    images[side].hidden = !source;
    if (source) {
      images[side].src = source.src;
      images[side].alt = source.alt;
      stage.style.aspectRatio = `${source.getAttribute("width")}/${source.getAttribute("height")}`;
    }
  }

  return {
    show(left, right) {
      set("left", left);
      set("right", right);
      update();
    },
  };
}
