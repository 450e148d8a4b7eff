// DPOP Lab as a module: `import { Lab, presets } from "./dpop-lab.js"`.
//
// A thin wrapper around the wasm beside it. It works from any static host, from pages on other origins, out of a bundle, in workers, and in
// Node, Deno and Bun. The engine's wasm is fetched on first use, the page's where there is a figure, the GPU's when a GPU is wanted. Types and
// units: dpop-lab.d.ts.
//
// Every file is named as bundlers understand it: modules by `import("./NAME")`, others by `new URL("./NAME", import.meta.url)`. In the site
// the build (xtask/src/release.rs) adds to each name which file of that name is meant.

/** The site that this copy lies in: its page opens shared links. The npm package's copy lies in none, and says `undefined` here. */
const HOME = new URL("./", import.meta.url).href;

const FELL = "The lab's engine has stopped, most likely because the browser had no more memory for it. What it held is lost, and labs can be created again.";

const isTrap = (cause) => cause instanceof WebAssembly.RuntimeError;

/** A WebAssembly in which labs live, fetched and started on first use. One that has trapped begins anew. */
class Engine {
  /** What it exports, once it is there. */
  exports;
  /** How often it had to begin anew. */
  generation = 0;
  /** Whom to tell that it will not answer. */
  waiting = new Set();
  #name;
  #files;
  #loading;

  /** `files()` promises its module and its code. */
  constructor(name, files) {
    this.#name = name;
    this.#files = files;
  }

  /** Itself, once it is there. */
  ready() {
    this.#loading ??= this.#start().catch((cause) => {
      this.#loading = undefined; // The next call tries again: a network comes back.
      throw cause instanceof LabError ? cause : new LabError(`The lab's WebAssembly does not start in this browser: ${cause.message}`);
    });
    return this.#loading;
  }

  async #start() {
    const [exports, code] = await Promise.all(this.#files());
    await exports.default({ module_or_path: code });
    exports.fetchPartsWith?.(fetched); // Where it was taken apart.
    // What traps in a task of its own reaches nobody else.
    globalThis.addEventListener?.("error", ({ error }) => isTrap(error) && this.#isOf(error.stack) && this.#fall());
    this.exports = exports;
    return this;
  }

  /** Whether this one may have trapped with such a stack: one that names none of them may be that of any. */
  #isOf(stack) {
    const named = /dpop[-_]lab[-_](core|engine)/.exec(stack)?.[0].replaceAll("_", "-");
    return named ? named === this.#name : /wasm:\/\/wasm/.test(stack);
  }

  /** It has trapped: whoever waits is told, and whoever comes next finds a fresh one. */
  #fall() {
    this.generation += 1;
    this.exports.renew();
    this.exports.presetNames(); // The first call after that makes it.
    this.exports.forgetParts?.();
    for (const reject of this.waiting) reject(new LabError(FELL));
    this.waiting.clear();
  }

  /** What it throws, as a LabError. */
  #asLabError(cause) {
    if (cause instanceof LabError) return cause;
    if (!isTrap(cause)) return new LabError(cause?.message ?? String(cause), cause?.field);
    console.error(cause);
    this.#fall();
    return new LabError(FELL);
  }

  /** What `question` resolves to, or a LabError, be it that the engine stops before it answers. */
  async heard(question) {
    let reject;
    try {
      const fallen = new Promise((_, fail) => this.waiting.add((reject = fail)));
      return await Promise.race([question(), fallen]);
    } catch (cause) {
      throw this.#asLabError(cause);
    } finally {
      this.waiting.delete(reject);
    }
  }

  /** The same for what answers at once. */
  told(question) {
    try {
      return question();
    } catch (cause) {
      throw this.#asLabError(cause);
    }
  }

  /** What a call was asked for in an object, of which it knows these keys; `more` says that the engine knows others. */
  asked(given, call, keys, more = false) {
    if (given === undefined) return {};
    if (given === null || typeof given !== "object") {
      throw new LabError(`${call} was given ${shown(given)}; allowed is an object with ${keys.join(", ")}.`, keys[0]);
    }
    if (!more) this.told(() => this.exports.checkKeys(call, Object.keys(given), keys));
    return given;
  }
}

/** The engine's code. */
const engineCode = () => fetched(new URL("./dpop-lab-engine_bg.wasm", import.meta.url));

/** The engine by itself. */
const ALONE = new Engine("dpop-lab-engine", () => [part("dpop-lab-engine.js", import("./dpop-lab-engine.js")), engineCode()]);

/** The page, with the engine in it. */
const PAGE = new Engine("dpop-lab-core", () => [
  part("dpop-lab-core.js", import("./dpop-lab-core.js")),
  fetched(new URL("./dpop-lab-core_bg.wasm", import.meta.url)),
]);

/** Whether there is, or has been, a figure here, be it one that waits to be seen. */
let figures = false;

/** The engine of the labs that are created from now on: where there are figures theirs, so that all count their memory together. */
const current = () => (figures ? PAGE : ALONE).ready();

/** Milliseconds after which the page's further parts are fetched, be the browser idle or not. */
const PARTS_FETCHED = 3000;

/** Fetches them when the browser has nothing else to do. Who measures, or tests, finds a mark when all of the page is there. */
function fetchParts() {
  const fetchNow = () => PAGE.heard(() => PAGE.exports.fetchParts()).then((whole) => whole && performance.mark("dpop-lab-whole"), console.warn);
  if (globalThis.requestIdleCallback) requestIdleCallback(fetchNow, { timeout: PARTS_FETCHED });
  else setTimeout(fetchNow, PARTS_FETCHED);
}

let opening;

/** A module of the lab, once it is there; or a sentence that says which one did not come, and why. */
async function part(name, module) {
  try {
    return await module.catch(anew);
  } catch (cause) {
    const why = HOME === undefined ? undefined : await refusal(HOME + name);
    throw new LabError(`The file ${HOME ?? ""}${name} could not be loaded: ${why ?? cause.message}.`);
  }
}

/** A file of another release may be what the browser kept of a host that was half replaced; the host itself may have the right one by now. */
const anew = (cause) => {
  if (!cause.anew) throw cause;
  return cause.anew();
};

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

/** What lies at an address, the very file that is meant where the address says so: an answer, or bytes. */
async function fetched(address) {
  // In programs a file is read: Node fetches none.
  if (address.protocol === "file:" && globalThis.process?.getBuiltinModule) return process.getBuiltinModule("node:fs").promises.readFile(address);
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
  if (!globalThis.navigator?.gpu) {
    throw new LabError(`This browser gives pages no GPU: WebGPU is missing${globalThis.isSecureContext === false ? ", as on every page that came without https" : ""}.`);
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

/** Names of the presets that `Lab.create({ preset })` knows. */
export const presets = Object.freeze(["smaug", "arithmetic", "yes-no", "far-apart", "betas", "penalties", "two-plus-two", "sign-bug"]);

/** The runs of every combination of these settings, such as `grid({ loss_type: "dpop", beta: [0.1, 0.3], lambda: [5, 50] })`. */
export const grid = (settings) =>
  Object.entries(settings).reduce(
    (runs, [name, values]) => runs.flatMap((run) => [values].flat().map((value) => ({ ...run, [name]: value }))),
    [{}],
  );

/** A value that somebody gave, in a sentence. */
function shown(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** As JSON text. It has no NaN, no infinity and no BigInt: they travel as text, so that the lab file's reader can name them. */
function toJson(given, name) {
  const plain = (_, value) => ((typeof value === "number" && !Number.isFinite(value)) || typeof value === "bigint" ? String(value) : value);
  let text;
  try {
    text = JSON.stringify(given, plain);
  } catch {
    // Said below.
  }
  if (text === undefined) {
    throw new LabError(`${name} cannot be written as JSON, as what holds itself cannot; allowed are lists and objects of strings and numbers.`, name);
  }
  return text;
}

/** What `spec` says as JSON text; keys beside `preset` are in place of that preset's own. */
function specText({ exports }, spec) {
  if (typeof spec === "string") return spec;
  if (spec === null || typeof spec !== "object") {
    throw new LabError(`spec is ${shown(spec)}; allowed are a lab file (an object or its JSON text), { preset: "smaug" } and { link: "…" }.`, "spec");
  }
  if (!("link" in spec)) return toJson(spec, "spec");
  exports.checkKeys("Lab.create() with a link", Object.keys(spec), ["link"]);
  return exports.linkedLab(word(spec.link));
}

/** What `model` holds, as bytes. */
function bytes(model) {
  if (model === undefined || model === null) return undefined;
  if (model instanceof ArrayBuffer) return new Uint8Array(model);
  if (ArrayBuffer.isView(model)) return new Uint8Array(model.buffer, model.byteOffset, model.byteLength);
  throw new LabError(`model is ${shown(model)}; allowed are the bytes of a zip or of a model.safetensors, as a Uint8Array.`, "model");
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

/** More bytes than this are not read as data: a file that is larger is not even opened. */
const MOST_DATA = 4 << 20;

/** More rows than this are no longer handed over as objects at once. */
const MOST_ROWS = 200_000;

export class Lab {
  #core;
  #site;
  #engine;
  #born;

  /** Use {@link Lab.create}. */
  constructor(core, site, engine) {
    this.#core = core;
    this.#site = site;
    this.#engine = engine;
    this.#born = engine.generation;
  }

  static async create(spec, options) {
    const engine = await current();
    const { backend = "auto", model, site } = engine.asked(options, "Lab.create()", ["backend", "model", "site"]);
    const address = siteAddress(site);
    const { LabCore } = engine.exports;
    return new Lab(await engine.heard(() => LabCore.create(specText(engine, spec), word(backend), gpu, bytes(model))), address, engine);
  }

  static async memory() {
    await current();
    // Each engine has a memory of its own.
    const engines = [ALONE, PAGE].filter(({ exports }) => exports);
    const [labs, held, allowed] = engines.map((engine) => engine.told(() => engine.exports.memoryHeld())).reduce((sum, more) => sum.map((value, i) => value + more[i]));
    return { labs, held, allowed };
  }

  get backend() {
    return this.#engine.told(() => this.#live().backend);
  }

  get backendReason() {
    return this.#engine.told(() => this.#live().backendReason);
  }

  async train(phase, steps) {
    return { diverged: await this.#engine.heard(() => this.#live().train(word(phase), number(steps))) };
  }

  get diverged() {
    return this.#engine.told(() => this.#live().diverged);
  }

  change(run, settings) {
    return this.#engine.told(() => this.#live().change(index(run), toJson(this.#engine.asked(settings, "change()", ["loss_type", "beta"], true), "settings")));
  }

  async fork(from) {
    return this.#engine.heard(() => {
      const lab = this.#live();
      const { run = 0, step } = this.#engine.asked(from, "fork()", ["run", "step", "loss_type", "beta"], true);
      return lab.fork(index(run), number(step), toJson(from ?? {}, "settings"));
    });
  }

  metrics(what) {
    return this.#engine.told(() => {
      const lab = this.#live();
      const { run, phase, from, to } = this.#engine.asked(what, "metrics()", ["run", "phase", "from", "to"]);
      const [sft, preference] = [run === undefined, true].map((wanted, i) => (phase === undefined ? wanted : isPhase(phase) === (i === 0)));
      const runs = run === undefined ? lab.spec().runs.keys() : [index(run)];
      const parts = [...(sft ? [undefined] : []), ...(preference ? runs : [])].map((run) => [run, span(lab, run, from, to)]);
      const rows = parts.reduce((sum, [, [, length]]) => sum + length, 0);
      if (rows > MOST_ROWS) {
        const how = "ask for a part with metrics({ run, phase, from, to }), or for typed columns with metricColumns({ run })";
        throw new LabError(`metrics() would return ${rows} rows; allowed are ${MOST_ROWS} in one call: ${how}.`, "metrics");
      }
      return parts.flatMap(([run, [first, length]]) => {
        const [head, names] = [{ phase: run === undefined ? "sft" : "preference", step: 0, run: run ?? null }, lab.columnNames(run)];
        const columns = names.map((_, column) => filled(lab, run, column, first, length));
        return Array.from({ length }, (_, i) => {
          const row = { ...head, step: first + i };
          names.forEach((name, column) => (row[name] = columns[column][i]));
          return row;
        });
      });
    });
  }

  metricColumns(what) {
    return this.#engine.told(() => {
      const lab = this.#live();
      const { run, phase = "preference", from, to } = this.#engine.asked(what, "metricColumns()", ["run", "phase", "from", "to"]);
      const of = isPhase(phase) ? undefined : index(run ?? 0);
      const [first, length] = span(lab, of, from, to);
      const columns = lab.columnNames(of).map((name, column) => [name, filled(lab, of, column, first, length)]);
      return { step: Float64Array.from({ length }, (_, i) => first + i), ...Object.fromEntries(columns) };
    });
  }

  async inspect(what) {
    return this.#engine.heard(() => {
      const lab = this.#live();
      const { run = 0, pair = 0, step } = this.#engine.asked(what, "inspect()", ["run", "pair", "step"]);
      return lab.inspect(run, index(pair), number(step));
    });
  }

  async argument(what) {
    return this.#engine.heard(() => {
      const lab = this.#live();
      const { run = 0, step } = this.#engine.asked(what, "argument()", ["run", "step"]);
      return lab.argument(index(run), number(step));
    });
  }

  async gauges(what) {
    return this.#engine.heard(() => {
      const lab = this.#live();
      const { run = 0, step, pair } = this.#engine.asked(what, "gauges()", ["run", "step", "pair"]);
      return lab.gauges(index(run), number(step), number(pair));
    });
  }

  async check() {
    return this.#engine.heard(() => this.#live().check());
  }

  async exportModel(run, step) {
    return this.#engine.heard(() => this.#live().exportModel(run, number(step)));
  }

  async exportBundle(run, step) {
    return this.#engine.heard(() => this.#live().exportBundle(index(run), number(step), bundleTexts));
  }

  spec() {
    return this.#engine.told(() => this.#live().spec());
  }

  shareUrl(step) {
    const lab = this.#live();
    if (!this.#site) {
      const how = 'say it with { site: "https://your.site/lab/" } beside the spec, or with the attribute site of <dpop-lab>';
      throw new LabError(`This copy of DPOP Lab came without a page that could open its links: ${how}.`, "site");
    }
    return this.#engine.told(() => `${this.#site}#${lab.link(number(step))}`);
  }

  digest(step) {
    return this.#engine.told(() => this.#live().digest(number(step)));
  }

  free() {
    // What a fallen engine held is gone with it.
    if (this.#born === this.#engine.generation) this.#core?.free();
    this.#core = undefined;
  }

  #live() {
    if (!this.#core) throw new LabError("This lab was freed; create a new one with Lab.create().");
    if (this.#born !== this.#engine.generation) throw new LabError(FELL);
    return this.#core;
  }
}

/** Whether a phase is SFT. */
function isPhase(phase) {
  if (phase === "sft" || phase === "preference") return phase === "sft";
  throw new LabError(`phase is ${shown(phase)}; allowed are "sft" and "preference".`, "phase");
}

/** The first of the rows from one step to another, of SFT or of a run, and how many there are. */
function span(lab, run, from = 0, to = Infinity) {
  for (const [name, step] of Object.entries({ from, to })) {
    if (typeof step !== "number" || !(step >= 0) || (step !== Infinity && !Number.isInteger(step))) throw new LabError(`${name} is ${shown(step)}; allowed are whole numbers from 0.`, name);
  }
  return [from, Math.max(0, Math.min(lab.rows(run), to + 1) - from)];
}

/** A column's values, outside of the engine's memory. */
function filled(lab, run, column, from, length) {
  const values = new Float64Array(length);
  lab.fill(run, column, from, values);
  return values;
}

/** Whether a query or a fragment asks for a figure rather than for the whole page. */
export const isFigure = (asked) => /(^|&)(embed|panel)\b/.test(asked);

/** Hosts hide and show what stays laid out, slides and tabs say, and tell nobody: so often is looked. */
const LOOK_EVERY_MS = 250;

/** What an element must not be to be seen, by the names of today and by those of browsers before 2024. */
const HIDDEN_BY = { contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true, checkOpacity: true, checkVisibilityCSS: true };

/** Whether an element is drawn, and the frame that it is in, if that can be asked. */
function isDrawn(element) {
  const drawn = element.checkVisibility?.(HIDDEN_BY) ?? getComputedStyle(element).visibility === "visible";
  const frame = element.ownerDocument.defaultView?.frameElement;
  return drawn && (!frame || isDrawn(frame));
}

/**
 * Tells, at first and after each change, whether an element is to be seen: drawn, and within the window or at most `margin` pixels
 * outside. Gives what ends it.
 */
function watch(element, margin, tell) {
  let seen, timer;
  const look = (near) => {
    const now = near && isDrawn(element);
    if (now !== seen) tell((seen = now));
  };
  if (typeof IntersectionObserver === "undefined") {
    timer = setInterval(() => {
      const { top, bottom } = element.getBoundingClientRect();
      look(bottom > -margin && top < innerHeight + margin);
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }
  const tellNear = (entries) => {
    const near = entries.at(-1).isIntersecting;
    clearInterval(timer);
    // Far from the window nothing needs to be asked again.
    if (near) timer = setInterval(look, LOOK_EVERY_MS, true);
    look(near);
  };
  const observer = new IntersectionObserver(tellNear, { rootMargin: `${margin}px` });
  observer.observe(element);
  return () => {
    observer.disconnect();
    clearInterval(timer);
  };
}

/** What letters, digits and signs are typed into. */
const FIELDS = "textarea, input:not([type=range], [type=radio], [type=checkbox])";

/** Whether the control that has the focus does something of its own with a key. */
function isControls({ key, ctrlKey, metaKey, altKey }, control) {
  const is = (selector) => control.closest?.(selector);
  const chord = ctrlKey || metaKey;
  const typed = key.length === 1 && (altKey || !chord); // Ctrl with Alt is how some keyboards get to a sign.
  const moves = /^(Arrow|Page|Home$|End$)/.test(key);
  if (is(FIELDS)) return typed || moves || /^(Enter|Backspace|Delete|Dead|Process)$/.test(key) || (chord && /^[acvxyz]$/i.test(key));
  if (chord) return false;
  if (is("select")) return typed || moves || key === "Enter";
  if (key === " ") return Boolean(is("button, summary, input"));
  if (key === "Enter") return Boolean(is("button, summary, a"));
  if (key === "Escape") return Boolean(is("[popover]"));
  // Sliders and radio buttons, and parts that scroll.
  if (is("input")) return moves;
  const along = /Left|Right/.test(key) ? ["scrollWidth", "clientWidth"] : ["scrollHeight", "clientHeight"];
  return moves && control[along[0]] > control[along[1]] && getComputedStyle(control).overflowX !== "visible";
}

/** A figure keeps the keys that it uses and whatever is typed in it; every other key goes on to the document around. */
function keepKeys(figure) {
  const kept = new Set();
  const keep = (event) => {
    const { type, code, isComposing, keyCode, defaultPrevented } = event;
    if (type === "keydown") {
      const used = defaultPrevented || isComposing || keyCode === 229 || isControls(event, event.composedPath()[0]);
      kept[used ? "add" : "delete"](code);
    }
    if (kept.has(code)) event.stopPropagation();
    if (type === "keyup") kept.delete(code);
  };
  for (const type of ["keydown", "keypress", "keyup"]) figure.addEventListener(type, keep);
}

/**
 * Lets a browser's translator put elements of its own in place of the texts of a page. Whoever renders the page counts on its text nodes
 * to stay where they are: one that was wrapped or replaced comes back, empty, before its translation, which goes when the text changes.
 * Gives what ends it.
 */
function allowTranslation(place) {
  const translated = new WeakMap();
  const translations = new WeakSet();
  /** Takes a text's translation away, and gives what the text was. */
  const drop = (text) => {
    const { translation, original } = translated.get(text) ?? {};
    translated.delete(text);
    translation?.remove();
    return original ?? "";
  };
  const isTranslation = (node) => node?.localName === "font";
  /** What stands where a text was removed: an element that holds it now, or one beside its place. */
  const inPlaceOf = (text, { target, addedNodes, previousSibling, nextSibling }) => {
    if (target.contains(text)) return [...target.children].find((child) => child.contains(text));
    const beside = [...addedNodes, previousSibling, nextSibling, previousSibling?.nextSibling, nextSibling?.previousSibling];
    return beside.find((node) => isTranslation(node) && node.parentNode === target && !translations.has(node));
  };
  const removed = (text, record) => {
    const back = text.parentNode === record.target;
    const translation = back ? undefined : inPlaceOf(text, record);
    // Whoever renders the page has taken it away, or put it elsewhere.
    if (!translation) text.data ||= drop(text);
    else if (text.data.trim()) stand(text, translation);
    else translation.replaceWith(text);
  };
  const stand = (text, translation) => {
    if (translation.contains(text)) text.replaceWith(text.cloneNode());
    translated.set(text, { translation, original: text.data });
    translations.add(translation);
    text.data = "";
    translation.before(text);
    observer.observe(text, { characterData: true });
  };
  const observer = new MutationObserver((records) => {
    for (const record of records) {
      const { type, target, removedNodes } = record;
      if (type === "characterData") drop(target);
      else if (isTranslation(target) || translations.has(target)) continue;
      else for (const node of removedNodes) if (node.nodeType === Node.TEXT_NODE) removed(node, record);
    }
    observer.takeRecords(); // What was changed here.
  });
  observer.observe(place, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/**
 * Mounts the page in an element, in place of what it holds, or a figure of some of its parts: `asked` says which, as a link does.
 * A figure that is not to be seen does not train. `tell` is called with a name and an object when something happens.
 */
export async function mount(place, asked = "", tell = () => {}, { site } = {}) {
  if (!(place instanceof Element)) throw new LabError(`mount() was given ${shown(place)}; allowed is an element of a document.`, "place");
  const address = siteAddress(site);
  figures = true;
  await PAGE.ready();
  // An element of its own: what mounts twice, as some frameworks do, or leaves again, gets in nobody's way.
  const outer = document.createElement("div");
  place.replaceChildren(outer);
  const inner = await styled(outer);
  const born = PAGE.generation;
  let stand;
  const stands = new Promise((resolve) => (stand = resolve));
  const listener = (name, detail) => (name === "stands" ? stand() : tell(name, detail));
  let page = PAGE.told(() => PAGE.exports.mountPage(inner, gpu, bundleTexts, sweepForPage, address, word(asked), listener));
  const here = () => {
    if (!page) throw new LabError("This page was unmounted; mount it again with mount().");
    if (born !== PAGE.generation) throw new LabError(FELL);
    return page;
  };
  // Nobody could see that the engine has stopped: the page stands still.
  const end = ({ message }) => {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = message;
    place.replaceChildren(said);
  };
  PAGE.waiting.add(end);
  const endings = [allowTranslation(inner)];
  // Whoever has the page will want its parts; figures fetch them when they are asked for.
  if (!isFigure(word(asked))) fetchParts();
  else {
    keepKeys(inner);
    let resting = false;
    const rest = (seen) => {
      if (!page || born !== PAGE.generation) return;
      if (seen && resting) page.resume();
      resting = !seen && (resting || page.training);
      if (resting) page.pause();
    };
    endings.push(watch(inner.getRootNode().host ?? inner, 0, rest));
  }
  // What is asked before the first render is lost, and that may wait for the words of its language, or for what the browser has to do first.
  await PAGE.heard(() => stands);
  return {
    open: (asked) => PAGE.told(() => here().open(word(asked))),
    play: () => PAGE.told(() => here().play()),
    pause: () => PAGE.told(() => here().pause()),
    get lab() {
      const core = PAGE.told(() => here().lab());
      return core && new Lab(core, address, PAGE);
    },
    unmount() {
      const gone = page;
      page = undefined;
      for (const end of endings) end();
      PAGE.waiting.delete(end);
      if (gone && born === PAGE.generation) {
        gone.unmount();
        gone.free();
      }
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
    // In a shadow root what the sheet says of the document is said of the figure, where no rule of the document around reaches, and lengths
    // follow the figure's own type size, not the document's.
    const hosted = text
      .replace(/:root((?:\[[^\]]*\]|:not\([^)]*\))*)/g, (_, more) => `:host${more && `(${more})`} .dpop-lab`)
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
/**
 * How high the parts of a figure are, in lines of 15 pixels, in places wider than each of WIDTHS and in one that is narrower: with two runs,
 * and what each further one adds. Nothing of the document around moves when the parts of an example's lab come: the end-to-end test measures that.
 */
const WIDTHS = [900, 700, 500, 350];
const ROOM = {
  headline: [[6.2, 6, 7.5, 9, 13.4], [0, 0, 0, 1.5, 1.5]],
  scores: [[5.2, 7.6, 9, 11.6, 13], [1.7, 3.5, 3.5, 4.9, 7.7]],
  pairs: [[10.4, 28.7, 28.7, 31.3, 31.3], [0.8, 0.6, 0.6, 0.6, 0.6]],
  strip: [[16, 16, 16.7, 17.9, 18.1], [4.7, 4.7, 4.7, 4.7, 4.7]],
  microscope: [[14.4, 14.4, 15.6, 18, 19.2], [0, 0, 0, 0, 0]],
  curves: [[27.8, 27.8, 27.8, 29.4, 31.1], [0, 0, 0, 0, 0]],
  answers: [[8, 14, 15.4, 15.4, 16.6], [4.3, 6.9, 6.9, 6.9, 6.9]],
  time: [[3.1, 3.1, 5.5, 5.5, 8], [0, 0, 0, 0, 0]],
};
/** What is around them, and between two of them. */
const [AROUND, BETWEEN] = [2.5, 0.8];
/** The parts where nobody says which, and the examples of three runs. */
const [USUAL, THREE_RUNS] = [["headline", "strip", "curves", "time"], ["betas", "penalties", "sign-bug"]];

/** The parts of chapters, and how high each chapter's are in a place of 720 pixels and in one of 340; 0 for what it has not. */
const PARTS = ["text", "formula", "question", "verdicts", "stage"];
const CHAPTERS = {
  pair: [[11.4, 18.4], [5, 5], [6.3, 14.1], 0, [9.6, 12]],
  reference: [[8.1, 10.9], [7.5, 9.3], [6.3, 14.3], 0, [24.8, 27.2]],
  loss: [[6.7, 12.6], [10.1, 11.9], [6.3, 7.7], [3.6, 6.2], [41.8, 46.6]],
  fall: [[6.7, 9.5], 0, [6.3, 12.9], [2.4, 3.6], [24.8, 27.2]],
  usual: [[8.1, 14], 0, [6.3, 10.3], [3.6, 4.9], [29, 35.8]],
  apart: [[8.1, 14], [3.1, 4.9], [6.3, 7.7], [6.8, 10.7], [20.1, 22.5]],
  difference: [[6.7, 13.7], [1.5, 1.5], 0, [3.6, 4.9], [36.2, 44.5]],
  after: [[9.5, 17.9], [4.8, 8.1], [6.3, 7.7], [3.6, 7.5], [36.2, 44.5]],
  premise: [[6.7, 12.3], [3.6, 5.2], [6.3, 7.7], [9.4, 18.4], [36.2, 44.5]],
  surprise: [[8.1, 15.1], 0, [7.7, 9.1], [5.2, 7.8], [28, 37.3]],
  weights: [[8.1, 16.8], 0, [6.3, 12.9], 0, [29.3, 38.6]],
  mass: [[6.1, 12], 0, [6.3, 12.9], 0, [44.6, 53.9]],
  dpop: [[6.7, 10.9], [5, 6.8], [6.3, 12.9], [2.4, 3.6], [24.8, 27.2]],
  hinge: [[9.5, 13.7], [4.3, 7.9], [6.3, 10.3], 0, [24.8, 27.2]],
  cases: [[8.1, 13.7], [10.1, 11.9], 0, [10.7, 15.8], [36.2, 44.5]],
  lambda: [[8.1, 15.4], [4.7, 8], 0, [9.1, 15.5], [26.1, 32.7]],
  forms: [[15.7, 24.3], [8.3, 8.3], 0, [2.4, 3.6], [24.8, 27.2]],
  dispute: [[13.2, 23.2], 0, [7.7, 14.3], [3.9, 6.5], [24.8, 27.2]],
  now: [[20.1, 36.4], 0, 0, 0, [36.1, 48.2]],
};
/** What turns the pages of a whole chapter. */
const TURN = 3;

// A module that is imported where there is no document is none the worse for it.
const Base = globalThis.HTMLElement ?? class {};

/** `<dpop-lab>`: a figure. Its attributes are the keys of a link, and `start="click"` waits for a click. */
export class DpopLabElement extends Base {
  static observedAttributes = ["backend", "chapter", "digest", "face", "lab", "lang", "lesson", "pair", "panel", "phase", "preset", "run", "show", "step", "theme", "token", "view"];
  #root;
  #page;
  #unwatch;
  #changed;
  #again;
  #left = new Set();

  constructor() {
    super();
    figures = true;
  }

  connectedCallback() {
    this.#root ??= this.attachShadow({ mode: "open" });
    this.#drawPoster();
    if (this.getAttribute("start") !== "click") this.#unwatch = watch(this, 300, (seen) => seen && this.#start());
  }

  disconnectedCallback() {
    this.#unwatch?.();
    this.#end();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#page) return;
    // Where there is a chapter, or is none any more, other parts are there.
    if (name === "chapter" && (before === null || now === null)) this.#again = true;
    // Several that change together are one change.
    this.#changed ??= queueMicrotask(() => {
      const again = this.#again || ["backend", "face", "panel", "show"].some((name) => this.#changed.has(name));
      this.#changed = this.#again = undefined;
      if (!again) return this.#page?.then((page) => page.open(this.#asked()));
      this.#end();
      this.#start();
    }) ?? new Set();
    this.#changed.add(name);
  }

  /** Trains on, and resolves when every step is made that can be. */
  async train() {
    const page = await this.#start();
    await new Promise((resolve, reject) => {
      this.#left.add(reject);
      this.addEventListener("finish", () => resolve(this.#left.delete(reject)), { once: true });
      const failed = ({ detail }) => reject(new LabError(detail.message), this.#left.delete(reject));
      this.addEventListener("fail", failed, { once: true });
      page.play();
    });
    return { diverged: await this.#ask((lab) => lab.diverged) };
  }

  async pause() {
    (await this.#page)?.pause();
  }

  metrics = (what) => this.#ask((lab) => lab.metrics(what));
  metricColumns = (what) => this.#ask((lab) => lab.metricColumns(what));
  inspect = (what) => this.#ask((lab) => lab.inspect(what));
  argument = (what) => this.#ask((lab) => lab.argument(what));
  gauges = (what) => this.#ask((lab) => lab.gauges(what));
  check = () => this.#ask((lab) => lab.check());
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
    // What is said last counts.
    return ["embed", this.#theme(), ...given.map((name) => `${name}=${this.getAttribute(name)}`)].join("&");
  }

  /** The colours that the document around has here: those that it says, and where it leaves that open those of the system. */
  #theme() {
    const said = getComputedStyle(this).colorScheme.match(/\b(light|dark)\b/g) ?? [];
    return `theme=${said.length === 1 ? said[0] : "system"}`;
  }

  /** Goes on with the document around, with its colours and with the width that it gives, for as long as the page is mounted. */
  #follow(page, place) {
    const size = () => `${this.offsetWidth} ${this.getAttribute("chapter")}`;
    let [theme, sized] = [this.#theme(), size()];
    const following = setInterval(() => {
      if (sized !== size()) this.#reserve(place);
      if (theme !== this.#theme() && !this.hasAttribute("theme")) page.open(this.#theme());
      [theme, sized] = [this.#theme(), size()];
    }, LOOK_EVERY_MS);
    const { unmount } = page;
    page.unmount = () => {
      clearInterval(following);
      unmount();
    };
    return page;
  }

  #drawPoster() {
    const figure = this.#reserve(poster(() => this.#start()));
    keepKeys(figure);
    this.#root.replaceChildren(figure);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host { display: block } figure { all: initial; display: block; visibility: inherit; color: inherit; box-sizing: border-box; min-height: var(--room);
      padding: 1em; font: 15px/1.4 system-ui, sans-serif; text-align: center; border: 1px solid #8884 }
      svg { max-width: 24em; width: 100%; max-height: max(0px, var(--room) - 6em) } button { font: inherit; padding: 0.4em 1em; cursor: pointer }`);
    this.#root.adoptedStyleSheets = [sheet];
  }

  /** Keeps the room free in a place that the figure's parts will need. */
  #reserve(place) {
    const keep = (name, lines) => place.style.setProperty(name, `${Math.ceil(15 * lines)}px`);
    const [told, stage] = this.#chapterLines() ?? [0, this.#labLines()];
    keep("--told", told);
    keep("--room", told + stage);
    return place;
  }

  /** How high its chapter is, what is told and all the rest, if it shows one. */
  #chapterLines() {
    const face = this.getAttribute("face");
    const named = face === "lab" ? undefined : (this.getAttribute("chapter") ?? (face === "argument" ? "1" : undefined));
    const chapter = CHAPTERS[named] ?? Object.values(CHAPTERS)[named - 1];
    if (!chapter) return undefined;
    const asked = this.#listed("show").filter((name) => chapter[PARTS.indexOf(name)]);
    const shown = asked.length ? asked : PARTS;
    // The narrower, the more lines: as many more as the width is shorter.
    const narrow = (720 / Math.max(this.offsetWidth, 300) - 1) / (720 / 340 - 1);
    // What is counted waits for the question's answer.
    const waits = chapter[2] && shown.includes("question");
    const lines = (name, i) => {
      if (!chapter[i] || !shown.includes(name) || (waits && name === "verdicts")) return 0;
      const [wide, small] = chapter[i];
      return wide + (small - wide) * narrow + BETWEEN;
    };
    const [stage, ...told] = PARTS.map(lines).reverse();
    const inBook = told.reduce((sum, each) => sum + each, asked.length ? 0 : TURN);
    return [Math.max(0, inBook - BETWEEN), AROUND + stage + (inBook && BETWEEN)];
  }

  #listed(name) {
    return [...new Set((this.getAttribute(name) ?? "").split(/[\s,]+/))];
  }

  #labLines() {
    const column = WIDTHS.filter((width) => this.offsetWidth <= width).length;
    const named = this.#listed("panel").filter((name) => name in ROOM);
    const further = THREE_RUNS.includes(this.getAttribute("preset")) ? 1 : 0;
    const parts = (named.length ? named : USUAL).map((name) => ROOM[name]);
    return parts.reduce((sum, [two, more]) => sum + two[column] + further * more[column] + BETWEEN, AROUND);
  }

  #start() {
    if (!this.#page && !this.isConnected) return Promise.reject(new LabError("This figure is in no document: put it into one first."));
    this.#unwatch?.();
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
    const place = this.#reserve(document.createElement("div"));
    const tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    await PAGE.ready();
    if (!this.isConnected) throw new LabError("This figure was removed before it was loaded.");
    this.#root.replaceChildren(place);
    this.#root.adoptedStyleSheets = sheets;
    return this.#follow(await mount(place, this.#asked(), tell, { site: this.getAttribute("site") }), place);
  }

  #end() {
    for (const reject of this.#left) reject(new LabError("This figure was removed, or began again, before every step was made."));
    this.#left.clear();
    this.#page?.then((page) => page.unmount()).catch(() => {});
    this.#page = undefined;
  }
}

// A page may get the module from two places: the first one has the element.
if (globalThis.customElements?.get("dpop-lab") === undefined) globalThis.customElements?.define("dpop-lab", DpopLabElement);

/** The columns and the choice that `readData` may be told. */
const COLUMNS = ["prompt", "chosen", "rejected", "system", "input", "label", "heldOut"];

/** Preference data as pairs, whatever form they have: text, bytes or files, one or several. */
export async function readData(given, options) {
  const engine = await current();
  const { mapping, roles = "drop", tokens } = engine.asked(options, "readData()", ["mapping", "roles", "tokens"]);
  if (roles !== "drop" && roles !== "keep") throw new LabError(`roles is ${shown(roles)}; allowed are "drop" and "keep".`, "roles");
  const columns = Object.entries(engine.asked(mapping ?? undefined, "mapping", COLUMNS)).filter(([, column]) => column !== undefined && column !== null);
  for (const [key, column] of columns) {
    if (typeof column !== "string") throw new LabError(`mapping.${key} is ${shown(column)}; allowed is the name of a column.`, "mapping");
  }
  const files = await Promise.all((Array.isArray(given) ? given : [given]).map(contents));
  const [names, bytes] = [files.map(([name]) => name), files.map(([, bytes]) => bytes)];
  return engine.heard(() => engine.exports.readData(names, bytes, columns.flat(), roles === "keep", tokens === undefined ? tokens : String(tokens)));
}

/** The name of data, or "", and their bytes. */
async function contents(given) {
  if (typeof given === "string") return ["", new TextEncoder().encode(given)];
  if (given instanceof ArrayBuffer) return ["", new Uint8Array(given)];
  if (ArrayBuffer.isView(given)) return ["", new Uint8Array(given.buffer, given.byteOffset, given.byteLength)];
  if (globalThis.Blob && given instanceof Blob) {
    if (given.size > MOST_DATA) throw new LabError(`The data have ${given.size} bytes; allowed are at most ${MOST_DATA} (4 MiB). Take some of the rows.`);
    return [given.name ?? "", new Uint8Array(await given.arrayBuffer())];
  }
  throw new LabError(`The data are ${shown(given)}; allowed are text, bytes, a File, and a list of these.`);
}

/** What sweeps with this module's engine, once it is wanted. */
async function sweeper() {
  const [engine, { Sweeper }] = await Promise.all([ALONE.ready(), part("dpop-lab-sweep.js", import("./dpop-lab-sweep.js"))]);
  return new Sweeper({ engine, engineCode, start: workerStarter(), gpu, LabError, FELL, isTrap, shown, specText, toJson });
}

/** A lab over axes of values and over seeds, shared out among workers. */
export const sweep = async (spec, options) => (await sweeper()).sweep(spec, options);

/** A sweep's cells as a table. */
export const sweepTable = async (result, form) => (await sweeper()).table(result, form);

/** A sweep for the page, which gives what stops it. */
function sweepForPage(spec, options, tell) {
  const stop = new AbortController();
  sweeper().then((sweeper) => sweeper.tellPage(spec, options, tell, stop.signal), ({ message }) => stop.signal.aborted || tell(0, 0, [], message));
  return () => stop.abort();
}

/** What starts a worker of a sweep; nothing where there are none. */
function workerStarter() {
  const address = () => new URL("./dpop-lab-worker.js", import.meta.url);
  if (globalThis.Worker === undefined) {
    const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
    return threads && (() => new threads.Worker(address()));
  }
  return () => {
    try {
      return new Worker(new URL("./dpop-lab-worker.js", import.meta.url), { type: "module" });
    } catch {
      // From another origin: one of this origin that imports it.
      const text = `import ${JSON.stringify(address().href)};`;
      return new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), { type: "module" });
    }
  };
}

/** A number, or NaN, which the lab refuses by name. What is no number at all is not taken for one. */
const index = (value) => (["number", "bigint", "string"].includes(typeof value) && value !== "" ? Number(value) : NaN);

/** `undefined` and `null` stay absent. */
const number = (value) => (value === undefined || value === null ? undefined : index(value));

/** A word, or what stands in its place, which the lab refuses by name. */
const word = (value) => (typeof value === "string" ? value : shown(value));
