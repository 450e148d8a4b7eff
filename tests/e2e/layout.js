// What cannot be read on a page: run before its own scripts, so that what its canvases are given is noted.
(() => {
  const drawn = new WeakMap();
  const prototype = CanvasRenderingContext2D.prototype;
  const before = (name, note) => {
    const own = prototype[name];
    prototype[name] = function (...given) {
      note(this, ...given);
      return own.apply(this, given);
    };
  };
  const clear = canvas => drawn.set(canvas, []);
  const note = (context, what) => (drawn.get(context.canvas) ?? clear(context.canvas).get(context.canvas)).push(what);
  before("clearRect", context => clear(context.canvas));
  before("fillRect", (context, x, y, width, height) => {
    // An opaque colour is written as #rrggbb, another as rgba(r, g, b, a).
    const alpha = context.fillStyle.startsWith("#") ? 1 : parseFloat(context.fillStyle.split(",")[3]);
    if (alpha >= 0.9) note(context, { left: x, top: y, right: x + width, bottom: y + height });
  });
  before("fillText", (context, text, x, y) => {
    const size = context.measureText(text);
    note(context, {
      text,
      colour: context.fillStyle,
      left: x - size.actualBoundingBoxLeft,
      right: x + size.actualBoundingBoxRight,
      top: y - size.actualBoundingBoxAscent,
      bottom: y + size.actualBoundingBoxDescent,
    });
  });
  const width = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
  Object.defineProperty(HTMLCanvasElement.prototype, "width", {
    ...width,
    set(value) {
      clear(this);
      width.set.call(this, value);
    },
  });

  const common = (a, b) =>
    Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
    Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const size = box => common(box, box);
  const quoted = text => `“${text.trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const seen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  /** The texts that are to be seen on the canvases of a frame, in its canvases' pixels, with what is wrong with them. */
  const onCanvases = frame => {
    const canvases = [...frame.querySelectorAll("canvas")];
    const faults = [];
    let texts = [];
    for (const canvas of canvases) {
      for (const box of drawn.get(canvas) ?? []) {
        if (box.text === undefined) {
          texts = texts.filter(other => {
            const share = common(other, box) / size(other);
            if (share > 0.15 && share < 0.85) faults.push(`${quoted(other.text)} is covered by ${Math.round(100 * share)} %`);
            return share <= 0.15;
          });
          continue;
        }
        if (size(box) === 0) continue;
        if (box.left < 0 || box.top < 0 || box.right > canvas.width || box.bottom > canvas.height) faults.push(`${quoted(box.text)} is cut off`);
        for (const other of texts) if (common(box, other) > 0) faults.push(`${quoted(box.text)} lies over ${quoted(other.text)}`);
        texts.push(box);
      }
    }
    return { canvases, texts, faults };
  };
  const frames = () => [...document.querySelectorAll(".figure:not([hidden])")].filter(seen);

  /** The lines of text that are to be seen: of each the element and the place, as far as nothing that scrolls hides it. */
  const lines = (root, faults) => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("option, script, style, .hidden, [data-hidden]") || !seen(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        const box = { left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom, node, element, text: node.data };
        for (let around = element; around && around !== document.documentElement; around = around.parentElement) {
          const style = getComputedStyle(around);
          if (style.overflowX === "visible" && style.overflowY === "visible") continue;
          const edge = around.getBoundingClientRect();
          const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
          // A line box is higher than its letters.
          const high = 0.25 * (box.bottom - box.top);
          const isWide = scrolls && around.matches(".scroll, .numbers, .formula");
          if (!isWide && style.textOverflow !== "ellipsis" && (box.left < edge.left - 1 || box.right > edge.right + 1)) faults.push(`${quoted(box.text)} is cut off at a side`);
          if (!scrolls && (box.top + high < edge.top || box.bottom - high > edge.bottom)) faults.push(`${quoted(box.text)} is cut off above or below`);
          box.left = Math.max(box.left, edge.left);
          box.right = Math.min(box.right, edge.right);
          box.top = Math.max(box.top, edge.top);
          box.bottom = Math.min(box.bottom, edge.bottom);
          if (style.position === "fixed") break;
        }
        if (box.right - box.left > 1 && box.bottom - box.top > 3) found.push(box);
      }
    }
    return found;
  };

  /** Whether two elements' texts are both to be seen at a place: nothing that is opaque lies between them. */
  const areBothSeen = (a, b, x, y) => {
    // Outside of the window nothing is found: the place is brought there first.
    const [left, top] = [scrollX, scrollY];
    if (y < 0 || y >= innerHeight) scrollTo({ left, top: top + y - innerHeight / 3, behavior: "instant" });
    const stack = document.elementsFromPoint(x, y + top - scrollY);
    scrollTo({ left, top, behavior: "instant" });
    const at = element => stack.findIndex(other => other === element || element.contains(other));
    const [upper, lower] = [a, b].sort((one, other) => at(one) - at(other));
    if (at(upper) < 0 || at(lower) < 0) return false;
    return !stack.slice(at(upper), at(lower)).some(element => {
      const ground = getComputedStyle(element).backgroundColor;
      return !element.contains(lower) && !/transparent|, 0(\.\d+)?\)$/.test(ground);
    });
  };

  /** What is wrong with the page as it is; `isOneScreen`: nothing of it may lie below the window. */
  window.layoutFaults = isOneScreen => {
    const faults = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) faults.push(`it is ${page.scrollWidth - innerWidth} px wider than the window`);
    if (isOneScreen && page.scrollHeight > innerHeight) faults.push(`it is ${page.scrollHeight - innerHeight} px higher than the window`);
    const modal = document.querySelector("dialog:modal");
    const texts = lines(modal ?? document.body, faults);
    for (const box of texts) {
      if (box.left < -0.5 || box.right > innerWidth + 0.5) faults.push(`${quoted(box.text)} is outside of the window`);
      if (box.top + scrollY < -0.5) faults.push(`${quoted(box.text)} is above the page`);
    }
    for (const sheet of document.querySelectorAll(":popover-open, dialog:modal, details[open] > :not(summary)")) {
      const box = sheet.getBoundingClientRect();
      const isFixed = getComputedStyle(sheet).position === "fixed";
      if (box.left < 0 || box.right > innerWidth || (isFixed && (box.top < 0 || box.bottom > innerHeight)))
        faults.push(`the sheet ${quoted(sheet.textContent)} is not whole in the window: ${[box.left, box.top, box.right, box.bottom].map(Math.round)}`);
    }
    texts.sort((a, b) => a.top - b.top);
    const slim = texts.map(box => ({ ...box, top: box.top + 0.25 * (box.bottom - box.top), bottom: box.bottom - 0.25 * (box.bottom - box.top) }));
    slim.forEach((box, i) => {
      for (let j = i + 1; j < slim.length && texts[j].top < box.bottom; j++) {
        const other = slim[j];
        if (other.node === box.node) continue;
        const [left, right] = [Math.max(box.left, other.left), Math.min(box.right, other.right)];
        const [top, bottom] = [Math.max(box.top, other.top), Math.min(box.bottom, other.bottom)];
        if (right - left > 1.5 && bottom - top > 1.5 && areBothSeen(box.element, other.element, (left + right) / 2, (top + bottom) / 2))
          faults.push(`${quoted(box.text)} and ${quoted(other.text)} lie over each other`);
      }
    });
    if (!modal) for (const frame of frames()) faults.push(...onCanvases(frame).faults.map(fault => `on the canvas ${fault}`));
    return [...new Set(faults)];
  };

  const luminance = ([red, green, blue]) => {
    const linear = part => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const contrast = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  /** The contrast of each text on the canvases as it is on the screen: the pixels that have its colour against the commonest one around them. */
  window.canvasContrasts = () =>
    frames().flatMap(frame => {
      const { canvases, texts } = onCanvases(frame);
      const whole = Object.assign(document.createElement("canvas"), { width: canvases[0].width, height: canvases[0].height });
      const context = whole.getContext("2d", { willReadFrequently: true });
      context.fillStyle = getComputedStyle(document.body).backgroundColor;
      context.fillRect(0, 0, whole.width, whole.height);
      for (const canvas of canvases) if (canvas.width) context.drawImage(canvas, 0, 0);
      return texts.map(box => {
        const [left, top] = [Math.floor(box.left), Math.floor(box.top)];
        const { data } = context.getImageData(left, top, Math.ceil(box.right) - left, Math.ceil(box.bottom) - top);
        const counts = new Map();
        for (let i = 0; i < data.length; i += 4) {
          const key = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        const rgb = key => [key >> 16, (key >> 8) & 255, key & 255];
        const own = rgb(parseInt(box.colour.slice(1), 16));
        const near = key => rgb(key).every((part, i) => Math.abs(part - own[i]) < 24);
        const inked = [...counts].filter(([key]) => near(key)).reduce((sum, [, count]) => sum + count, 0);
        const ground = [...counts].filter(([key]) => !near(key)).sort((a, b) => b[1] - a[1])[0]?.[0];
        return { text: box.text, colour: box.colour, inked, contrast: ground === undefined ? 1 : contrast(own, rgb(ground)), ground: ground === undefined ? [] : rgb(ground) };
      });
    });
})();
