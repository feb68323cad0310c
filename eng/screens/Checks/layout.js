// What a reader would stumble over in a page as it is laid out now: a list of sentences.
(() => {
  const findings = [];
  const isTouched = matchMedia("(pointer: coarse)").matches;
  const isPrinted = matchMedia("print").matches;

  const name = element => {
    const text = (element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    const id = element.id ? `#${element.id}` : "";
    const styles = typeof element.className === "string" && element.className ? `.${element.className.split(" ").join(".")}` : "";
    return `<${element.localName}${id}${styles}> “${text}”`;
  };
  const box = element => element.getBoundingClientRect();
  const isSeen = element => {
    const { width, height } = box(element);
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter(isSeen);
  const scrolls = element =>
    /auto|scroll/.test(getComputedStyle(element).overflowX + getComputedStyle(element).overflowY) &&
    (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
  const scrollers = all("body *").filter(scrolls);

  // Not innerWidth, which on a phone grows with what is too wide.
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth + 1) {
    const wide = all("body *").filter(each => box(each).right > page.clientWidth + 1 && !each.closest("svg *"));
    findings.push(`The page is ${page.scrollWidth} pixels wide in a window of ${page.clientWidth}: ${wide.slice(-2).map(name).join(", ")}`);
  }

  const beyond = all("main *, header *").filter(each => box(each).left < -1 && !each.closest(".scroll *, svg *"));
  if (beyond.length > 0) {
    findings.push(`Beyond the left edge: ${name(beyond[0])}`);
  }

  for (const inner of scrollers) {
    if (inner.parentElement.closest("body *") && scrollers.some(outer => outer !== inner && outer.contains(inner))) {
      findings.push(`A scroll box in a scroll box: ${name(inner)}`);
    }
  }

  if (isPrinted) {
    scrollers.forEach(each => findings.push(`Paper does not scroll: ${name(each)}`));
    // A button without a border is a head of a table.
    all("button, input, select, textarea, summary")
      .filter(each => each.localName !== "button" || parseFloat(getComputedStyle(each).borderTopWidth) > 0)
      .forEach(each => findings.push(`Nothing can be pressed on paper: ${name(each)}`));
    for (const each of all("p, figcaption, li, td, th, output, label")) {
      if (/\b(drag|click|press|hover|arrow keys?)\b/i.test(each.innerText)) {
        findings.push(`Nothing can be done on paper: ${name(each)}`);
      }
    }
  }

  if (isTouched) {
    for (const each of all("a[href], button, input:not([type=hidden]), select, summary, textarea")) {
      // A link in a sentence is as high as its line, and a box or circle is touched by its label.
      const targets = [each, each.closest("label")].filter(target => target).map(box);
      const width = Math.max(...targets.map(target => target.width));
      const height = Math.max(...targets.map(target => target.height));
      const isText = each.localName === "a" && getComputedStyle(each).display === "inline";
      if (!isText && (height < 43.5 || width < 43.5)) {
        findings.push(`Less than 44 pixels to touch, ${Math.round(width)}x${Math.round(height)}: ${name(each)}`);
      }
    }
  }

  for (const drawing of all("svg")) {
    const labels = all("text", drawing).filter(each => each.textContent.trim() !== "");
    labels.forEach((one, at) => {
      for (const other of labels.slice(at + 1)) {
        const [a, b] = [box(one), box(other)];
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const smaller = Math.min(a.width * a.height, b.width * b.height);
        const areOneLine = height > 0.7 * Math.min(a.height, b.height);
        if ((width > 1 && height > 1 && width * height > 0.1 * smaller) || (areOneLine && width > -3)) {
          findings.push(`Labels that run into each other: “${one.textContent}”, “${other.textContent}”`);
        }
      }
    });
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.data.trim() || node.parentElement.closest("svg, script, style, pre, code") || !isSeen(node.parentElement)) {
      continue;
    }

    for (const word of node.data.matchAll(/(?<!\p{N})\p{L}{3,}(?!\p{N})/gu)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter(each => each.width > 0).map(each => Math.round(each.top)));
      if (lines.size > 1) {
        findings.push(`A word is broken: “${word[0]}” in ${name(node.parentElement)}`);
      }
    }

    const { parentElement: parent } = node;
    const style = getComputedStyle(parent);
    if (/hidden|clip/.test(style.overflowX) && parent.scrollWidth > parent.clientWidth + 1 && parent.clientWidth > 1) {
      findings.push(`Text is cut off: ${name(parent)}`);
    }
  }

  return findings;
})()
