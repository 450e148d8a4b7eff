// DPOP Lab as a module: `import { Lab, presets } from "./dpop-lab.js"`.
//
// A thin wrapper around the wasm beside it. It works from any static host, from pages on other origins and out of a bundle; the wasm is
// fetched once, on first use, and the GPU's wasm when a GPU is wanted. Types and units: dpop-lab.d.ts.
//
// Every file is named as bundlers understand it: modules by `import("./NAME")`, others by `new URL("./NAME", import.meta.url)`. In the site
// the build (xtask/src/release.rs) adds to each name which file of that name is meant.

/** The site that this copy lies in: its page opens shared links. The npm package's copy lies in none, and says `undefined` here. */
const HOME = new URL("./", import.meta.url).href;

let loading;
let opening;

/** The wasm's exports, fetched and started on first use. */
function core() {
  loading ??= start().catch((cause) => {
    loading = undefined; // The next call tries again: a network comes back.
    throw cause instanceof LabError ? cause : new LabError(`The lab's WebAssembly does not start in this browser: ${cause.message}`);
  });
  return loading;
}

async function start() {
  const [exports, wasm] = await Promise.all([
    part("dpop-lab-core.js", import("./dpop-lab-core.js")),
    fetched(new URL("./dpop-lab-core_bg.wasm", import.meta.url)),
  ]);
  await exports.default({ module_or_path: wasm });
  return exports;
}

/** A module of the lab, once it is there; or a sentence that says which one did not come, and why. */
async function part(name, module) {
  try {
    return await module;
  } catch (cause) {
    const why = HOME === undefined ? undefined : await refusal(HOME + name);
    throw new LabError(`The file ${HOME ?? ""}${name} could not be loaded: ${why ?? cause.message}.`);
  }
}

/** What the host says of a file that could not be loaded, which browsers do not tell; nothing where it has a file of that name. */
async function refusal(address) {
  try {
    return fault(await fetch(address));
  } catch {
    return "its host, or the network, does not answer";
  }
}

/** What is wrong with an answer, if something is. Many hosts answer with a page where there is no file. */
function fault(answer) {
  if (!answer.ok) return `its host answered ${answer.status}`;
  return answer.headers.get("Content-Type")?.startsWith("text/html") ? "its host answered with a web page in its place" : undefined;
}

/** What lies at an address, the very file that is meant where the address says so. */
async function fetched(address) {
  const digest = address.searchParams.get("sha256")?.replaceAll("-", "+").replaceAll("_", "/");
  const integrity = digest && `sha256-${digest}=`;
  const where = address.href.startsWith("data:") ? "with the lab's WebAssembly" : address.href.split("?", 1)[0];
  // What a browser kept of another release does not fit; what the host has now may.
  const ask = (cache) => fetch(address, integrity ? { integrity, cache } : { cache });
  const answer = await ask("default").catch(() => ask("reload").catch(() => undefined));
  const wrong = answer ? fault(answer) : await refusal(address);
  if (answer && !wrong) return answer;
  throw new LabError(`The file ${where} could not be loaded: ${wrong ?? "it is of another release than this module, as while a site is replaced; load the page again in a minute"}.`);
}

/** Milliseconds that a browser has to say whether there is a GPU, and to open it: real ones take less than one second, one that wakes up a few. */
const GPU_OPENS = 10_000;

/** Milliseconds that the GPU's wasm may take to arrive, on a slow network too: meanwhile nobody trains. */
const GPU_ARRIVES = 30_000;

/** Why this page opens no GPU any more, once one has failed or not answered. */
let forgone;

/** The machine's GPU: one for all labs of a page, and another one after that is lost. Settles in bounded time, and errors are sentences. */
async function gpu() {
  if (!forgone && opening && (await opening.catch(() => undefined))?.lost) opening = undefined;
  if (forgone) throw new LabError(forgone);
  opening ??= openGpu();
  opening.catch(() => (opening = undefined)); // The next call tries again.
  return opening;
}

async function openGpu() {
  if (!navigator.gpu) {
    throw new LabError(`This browser gives pages no GPU: WebGPU is missing${isSecureContext ? "" : ", as on every page that came without https"}.`);
  }
  const seconds = GPU_OPENS / 1000;
  const silent = (what) => (forgone = `Within ${seconds} seconds the browser ${what}. This page leaves the GPU alone until it is loaded anew.`);
  const adapter = await answered(
    () => navigator.gpu.requestAdapter({ powerPreference: "high-performance" }), GPU_OPENS,
    () => silent("did not say whether there is a GPU"), "The browser failed when it was asked for a GPU.",
  );
  if (!adapter) throw new LabError("This browser has WebGPU, but found no GPU that it trusts with it.");
  const { vendor, architecture, description } = adapter.info ?? {};
  const unloaded = `What a GPU needs could not be loaded${HOME === undefined ? "" : ` from ${HOME}`}.`;
  const { GpuDevice } = await answered(gpuModule, GPU_ARRIVES, () => unloaded, unloaded);
  const device = await answered(
    () => GpuDevice.open(description || [vendor, architecture].filter(Boolean).join(" ")), GPU_OPENS,
    () => silent("found a GPU but did not open it"), "The browser found a GPU but could not open it.",
    (late) => late.destroy("It came too late."),
  );
  // Firefox alone looks for a GPU's answers every tenth of a second, unless something is submitted.
  device.dozes = /\bFirefox\//.test(navigator.userAgent);
  device.forgo = (why) => (forgone = why);
  return device;
}

async function gpuModule() {
  const [exports, wasm] = await Promise.all([
    part("dpop-lab-gpu.js", import("./dpop-lab-gpu.js")),
    fetched(new URL("./dpop-lab-gpu_bg.wasm", import.meta.url)),
  ]);
  await exports.default({ module_or_path: wasm });
  return exports;
}

/**
 * What `ask()` resolves to within so many milliseconds. After that the error says what `silent()` gives, and `late` is given what comes;
 * an error that is no sentence for a person goes to the console, and `failed` is said in its place.
 */
async function answered(ask, limit, silent, failed, late = () => {}) {
  let timer;
  const overdue = new Promise((resolve) => (timer = setTimeout(resolve, limit)));
  try {
    const asked = Promise.resolve(ask());
    const first = await Promise.race([asked.then((answer) => ({ answer })), overdue]);
    if (first) return first.answer;
    asked.then(late).catch(() => {});
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    if (typeof cause !== "string") console.warn(cause);
    throw new LabError(typeof cause === "string" ? cause : failed);
  } finally {
    clearTimeout(timer);
  }
  throw new LabError(silent());
}

/** An error whose message is a sentence for the person; `field` names the part of the input that is at fault, if one is. */
export class LabError extends Error {
  constructor(message, field) {
    super(message);
    this.name = "LabError";
    if (field !== undefined) this.field = field;
  }
}

/** What the wasm throws, as a LabError. */
const asLabError = (cause) => (cause instanceof LabError ? cause : new LabError(cause?.message ?? String(cause), cause?.field));

/** Names of the presets that `Lab.create({ preset })` knows. */
export const presets = Object.freeze(["smaug", "arithmetic", "yes-no", "far-apart", "betas", "penalties"]);

/** The runs of every combination of these settings, such as `grid({ loss_type: "dpop", beta: [0.1, 0.3], lambda: [5, 50] })`. */
export const grid = (settings) =>
  Object.entries(settings).reduce(
    (runs, [name, values]) => runs.flatMap((run) => [values].flat().map((value) => ({ ...run, [name]: value }))),
    [{}],
  );

/** JSON has no NaN and no infinity: they travel as text, so that the lab file's reader can name them. */
const toJson = (spec) =>
  JSON.stringify(spec, (_, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value));

/** What `spec` says as JSON text; keys beside `preset` are in place of that preset's own. */
function specText(exports, spec) {
  if (typeof spec === "string") return spec;
  if (spec === null || typeof spec !== "object") {
    throw new LabError(`spec is ${String(spec)}; allowed are a lab file (an object or its JSON text), { preset: "smaug" } and { link: "…" }.`, "spec");
  }
  return "link" in spec ? exports.linkedLab(String(spec.link)) : toJson(spec);
}

/** What `model` holds, as bytes. */
function bytes(model) {
  if (model === undefined || model === null) return undefined;
  if (model instanceof ArrayBuffer) return new Uint8Array(model);
  if (ArrayBuffer.isView(model)) return new Uint8Array(model.buffer, model.byteOffset, model.byteLength);
  throw new LabError(`model is ${String(model)}; allowed are the bytes of a zip or of a model.safetensors, as a Uint8Array.`, "model");
}

/** The address at which links open: that of a page that was named, or of the site that this module lies in; "" where there is none. */
function siteAddress(site) {
  if (site === undefined || site === null) return HOME ?? "";
  try {
    const address = new URL(site, globalThis.document?.baseURI);
    address.search = address.hash = "";
    // A folder that is named without its slash is a folder all the same.
    if (/\/[^/.]+$/.test(address.pathname)) address.pathname += "/";
    return address.href;
  } catch {
    const allowed = 'allowed is the address of a page of DPOP Lab, such as "https://your.site/lab/"';
    throw new LabError(`site is ${JSON.stringify(String(site))}; ${allowed}.`, "site");
  }
}

/** The texts that go into every bundle: the script for TRL and the README. */
const bundleTexts = async () => (await part("dpop-lab-bundle.js", import("./dpop-lab-bundle.js"))).default;

export class Lab {
  #core;
  #site;

  /** Use {@link Lab.create}. */
  constructor(core, site) {
    this.#core = core;
    this.#site = site;
  }

  static async create(spec, { backend = "auto", model, site } = {}) {
    const address = siteAddress(site);
    const exports = await core();
    try {
      return new Lab(await exports.LabCore.create(specText(exports, spec), String(backend), gpu, bytes(model)), address);
    } catch (cause) {
      throw asLabError(cause);
    }
  }

  get backend() {
    return this.#live().backend;
  }

  get backendReason() {
    return this.#live().backendReason;
  }

  async train(phase, steps) {
    return { diverged: await this.#ask((lab) => lab.train(String(phase), number(steps))) };
  }

  get diverged() {
    return this.#live().diverged;
  }

  change(run, settings = {}) {
    try {
      return this.#live().change(Number(run), toJson(settings));
    } catch (cause) {
      throw asLabError(cause);
    }
  }

  async fork({ run = 0, step, ...settings } = {}) {
    return this.#ask((lab) => lab.fork(Number(run), number(step), toJson(settings)));
  }

  metrics() {
    return this.#live().metrics();
  }

  async inspect({ run = 0, pair = 0, step } = {}) {
    return this.#ask((lab) => lab.inspect(Number(run), Number(pair), number(step)));
  }

  async exportModel(run, step) {
    return this.#ask((lab) => lab.exportModel(run, number(step)));
  }

  async exportBundle(run, step) {
    return this.#ask((lab) => lab.exportBundle(Number(run), number(step), bundleTexts));
  }

  spec() {
    return this.#live().spec();
  }

  shareUrl(step) {
    const lab = this.#live();
    if (!this.#site) {
      const how = 'say it with { site: "https://your.site/lab/" } beside the spec, or with the attribute site of <dpop-lab>';
      throw new LabError(`This copy of DPOP Lab came without a page that could open its links: ${how}.`, "site");
    }
    try {
      return `${this.#site}#${lab.link(number(step))}`;
    } catch (cause) {
      throw asLabError(cause);
    }
  }

  digest(step) {
    try {
      return this.#live().digest(number(step));
    } catch (cause) {
      throw asLabError(cause);
    }
  }

  free() {
    this.#core?.free();
    this.#core = undefined;
  }

  #live() {
    if (!this.#core) throw new LabError("This lab was freed; create a new one with Lab.create().");
    return this.#core;
  }

  async #ask(question) {
    try {
      return await question(this.#live());
    } catch (cause) {
      throw asLabError(cause);
    }
  }
}

/** Whether a query or a fragment asks for a figure rather than for the whole page. */
export const isFigure = (asked) => /(^|&)(embed|panel)\b/.test(asked);

/**
 * Mounts the page in an element, in place of what it holds, or a figure of some of its parts: `asked` says which, as a link does.
 * A figure that is not to be seen does not train. `tell` is called with a name and an object when something happens.
 */
export async function mount(place, asked = "", tell = () => {}, { site } = {}) {
  const address = siteAddress(site);
  const exports = await core();
  // An element of its own: what mounts twice, as some frameworks do, or leaves again, gets in nobody's way.
  const outer = document.createElement("div");
  place.replaceChildren(outer);
  const page = exports.mountPage(await styled(outer), gpu, bundleTexts, address, asked, tell);
  let resting = false;
  const seen = new IntersectionObserver((entries) => {
    const visible = entries.at(-1).isIntersecting;
    if (visible && resting) page.resume();
    resting = !visible && (resting || page.training);
    if (resting) page.pause();
  });
  if (isFigure(asked)) seen.observe(place);
  return {
    open: (asked) => page.open(asked),
    play: () => page.play(),
    pause: () => page.pause(),
    get lab() {
      const core = page.lab();
      return core && new Lab(core, address);
    },
    unmount() {
      seen.disconnect();
      page.unmount();
      page.free();
      outer.remove();
    },
  };
}

let sheet;

/** The page's style sheet for figures in their elements' shadow roots, once for all of them. */
async function style() {
  sheet ??= (async () => {
    const { default: text } = await part("dpop-lab-style.js", import("./dpop-lab-style.js"));
    const made = new CSSStyleSheet();
    // In a shadow root the host stands for the document, and lengths follow the figure's own type size, not the document's.
    const hosted = text
      .replace(/:root((?:\[[^\]]*\]|:not\([^)]*\))*)/g, (_, more) => (more ? `:host(${more})` : ":host"))
      .replace(/(-?[\d.]+)rem\b/g, "calc($1 * var(--unit, 15px))");
    made.replaceSync(`:host{display:block}${hosted}`);
    return made;
  })();
  sheet.catch(() => (sheet = undefined));
  return sheet;
}

/** The element in which a page is to be rendered: `outer`, or one in a shadow root of it, where the document has not the style sheet. */
async function styled(outer) {
  outer.className = "dpop-lab";
  if (getComputedStyle(outer).containerType === "inline-size" || outer.getRootNode().adoptedStyleSheets?.includes(await sheet)) return outer;
  const root = outer.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [await style()];
  const inner = document.createElement("div");
  inner.className = "dpop-lab";
  root.append(inner);
  return inner;
}

/** An element of SVG. It and the poster are made without any text that is parsed: hosts may forbid that (Trusted Types). */
function drawn(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** What a figure shows until it is loaded: the paper's picture in three lines, and a button. */
function poster(start) {
  const line = (d, stroke, more) => drawn("path", { d, stroke, fill: "none", ...more });
  const title = drawn("title", {}, "The preferred answer falls under DPO and holds under DPOP");
  const svg = drawn("svg", { viewBox: "0 0 160 70", role: "img" }, title,
    line("M8 8V62H152", "currentColor", { "stroke-opacity": 0.4 }),
    line("M8 22H152", "currentColor", { "stroke-dasharray": "2 3", "stroke-opacity": 0.6 }),
    line("M8 22C50 22 70 26 152 20", "#0072b2", { "stroke-width": 2.5 }),
    line("M8 22C50 22 60 50 152 58", "#d55e00", { "stroke-width": 2.5 }));
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Train it here";
  button.onclick = start;
  const caption = document.createElement("figcaption");
  caption.append(button);
  const figure = document.createElement("figure");
  figure.setAttribute("part", "poster");
  figure.append(svg, caption);
  return figure;
}

// A module that is imported where there is no document is none the worse for it.
const Base = globalThis.HTMLElement ?? class {};

/** `<dpop-lab>`: a figure. Its attributes are the keys of a link, and `start="click"` waits for a click. */
export class DpopLabElement extends Base {
  static observedAttributes = ["backend", "digest", "lab", "lesson", "pair", "panel", "phase", "preset", "run", "step", "theme", "token", "view"];
  #root;
  #page;
  #near;
  #changed;

  connectedCallback() {
    this.#root ??= this.attachShadow({ mode: "open" });
    this.#drawPoster();
    this.#near = new IntersectionObserver((entries) => entries.at(-1).isIntersecting && this.#start(), { rootMargin: "300px" });
    if (this.getAttribute("start") !== "click") this.#near.observe(this);
  }

  disconnectedCallback() {
    this.#near.disconnect();
    this.#end();
  }

  attributeChangedCallback(name) {
    if (!this.#page) return;
    // Several that change together are one change.
    this.#changed ??= queueMicrotask(() => {
      const again = this.#changed.has("panel") || this.#changed.has("backend");
      this.#changed = undefined;
      if (!again) return this.#page?.then((page) => page.open(this.#asked()));
      this.#end();
      this.#start();
    }) ?? new Set();
    this.#changed.add(name);
  }

  /** Trains on, and resolves when every step is made that can be. */
  async train() {
    const page = await this.#start();
    const finished = new Promise((resolve) => this.addEventListener("finish", resolve, { once: true }));
    page.play();
    await finished;
    return { diverged: await this.#ask((lab) => lab.diverged) };
  }

  async pause() {
    (await this.#page)?.pause();
  }

  metrics = () => this.#ask((lab) => lab.metrics());
  inspect = (what) => this.#ask((lab) => lab.inspect(what));
  exportModel = (run, step) => this.#ask((lab) => lab.exportModel(run, step));
  exportBundle = (run, step) => this.#ask((lab) => lab.exportBundle(run, step));
  spec = () => this.#ask((lab) => lab.spec());
  shareUrl = (step) => this.#ask((lab) => lab.shareUrl(step));
  digest = (step) => this.#ask((lab) => lab.digest(step));

  async #ask(question) {
    const lab = (await this.#page)?.lab;
    if (!lab) throw new LabError("This figure has no lab yet: wait for its event ready.");
    try {
      return await question(lab);
    } finally {
      lab.free();
    }
  }

  #asked() {
    const given = DpopLabElement.observedAttributes.filter((name) => this.hasAttribute(name));
    return ["embed", ...given.map((name) => `${name}=${this.getAttribute(name)}`)].join("&");
  }

  #drawPoster() {
    this.#root.replaceChildren(poster(() => this.#start()));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host { display: block } figure { margin: 0; padding: 1em; text-align: center; border: 1px solid #8884 }
      svg { max-width: 24em; width: 100% } button { font: inherit; padding: 0.4em 1em; cursor: pointer }`);
    this.#root.adoptedStyleSheets = [sheet];
  }

  #start() {
    this.#near.disconnect();
    if (this.#page) return this.#page;
    this.#page = this.#mount().catch((cause) => {
      this.#page = undefined; // A click tries again.
      this.#drawPoster();
      const sentence = document.createElement("p");
      sentence.setAttribute("role", "alert");
      sentence.textContent = cause.message;
      this.#root.querySelector("figcaption").prepend(sentence);
      throw cause;
    });
    this.#page.catch((cause) => this.isConnected && console.error(cause)); // The figure says it; whoever called a method hears it too.
    return this.#page;
  }

  async #mount() {
    const sheets = [await style()];
    const place = document.createElement("div");
    const tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    await core();
    if (!this.isConnected) throw new LabError("This figure was removed before it was loaded.");
    this.#root.replaceChildren(place);
    this.#root.adoptedStyleSheets = sheets;
    return mount(place, this.#asked(), tell, { site: this.getAttribute("site") });
  }

  #end() {
    this.#page?.then((page) => page.unmount()).catch(() => {});
    this.#page = undefined;
  }
}

// A page may get the module from two places: the first one has the element.
if (globalThis.customElements?.get("dpop-lab") === undefined) globalThis.customElements?.define("dpop-lab", DpopLabElement);

/** `undefined` and `null` stay absent; anything else becomes a number, or NaN, which the lab refuses by name. */
const number = (value) => (value === undefined || value === null ? undefined : Number(value));
