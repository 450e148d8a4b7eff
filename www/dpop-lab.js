// DPOP Lab as a module: `import { Lab, presets } from "./dpop-lab.js"`.
//
// A thin wrapper around the wasm beside it. It works from any static host and from pages on other origins; the wasm is fetched
// once, relative to this file, on first use, and the GPU's wasm when a GPU is wanted. Types and units: dpop-lab.d.ts.

let loading;
let opening;

/** The wasm's exports, fetched and started on first use. */
function core() {
  loading ??= start().catch((cause) => {
    loading = undefined; // The next call tries again: a network comes back.
    throw new LabError(`The lab's WebAssembly could not be loaded from ${new URL("./", import.meta.url)}: ${cause.message}`);
  });
  return loading;
}

async function start() {
  const exports = await import("./dpop-lab-core.js");
  await exports.default({ module_or_path: new URL("./dpop-lab-core_bg.wasm", import.meta.url) });
  return exports;
}

/** The machine's GPU: one for all labs of a page, and another one after that is lost. */
async function gpu() {
  if ((await opening)?.lost) opening = undefined;
  opening ??= openGpu();
  opening.catch(() => (opening = undefined)); // The next call tries again.
  return opening;
}

async function openGpu() {
  if (!navigator.gpu) {
    throw new LabError(`This browser gives pages no GPU: WebGPU is missing${isSecureContext ? "" : ", as on every page that came without https"}.`);
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new LabError("This browser has WebGPU, but found no GPU that it trusts with it.");
  const { vendor, architecture, description } = adapter.info ?? {};
  const exports = await import("./dpop-lab-gpu.js");
  await exports.default({ module_or_path: new URL("./dpop-lab-gpu_bg.wasm", import.meta.url) });
  return exports.GpuDevice.open(description || [vendor, architecture].filter(Boolean).join(" "));
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
export const presets = Object.freeze(["smaug", "arithmetic", "yes-no", "far-apart"]);

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

/** The page that this module belongs to. */
const HOME = new URL("./", import.meta.url).href;

export class Lab {
  #core;

  /** Use {@link Lab.create}. */
  constructor(core) {
    this.#core = core;
  }

  static async create(spec, { backend = "auto" } = {}) {
    const exports = await core();
    try {
      return new Lab(await exports.LabCore.create(specText(exports, spec), String(backend), gpu));
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
    await this.#ask((lab) => lab.train(String(phase), number(steps)));
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

  spec() {
    return this.#live().spec();
  }

  shareUrl(step) {
    try {
      return `${HOME}#${this.#live().link(number(step))}`;
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

/** Mounts the whole page in an element, in place of what it holds. */
export async function mount(place, { backend = "auto" } = {}) {
  (await core()).mountPage(place, gpu, String(backend));
}

/** `undefined` and `null` stay absent; anything else becomes a number, or NaN, which the lab refuses by name. */
const number = (value) => (value === undefined || value === null ? undefined : Number(value));
