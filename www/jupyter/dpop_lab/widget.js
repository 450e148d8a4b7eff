// The page's end of `dpop_lab.Lab`: shows the figure in the cell's output, tells Python what happens in it, and answers what Python asks.
//
// The module and its wasm come from the kernel with the first lab, as binary state of one model that all labs share: nothing is fetched
// from anywhere. Messages are named after their `kind`; _messages.py has the other end of each.

/** Modules by the digest of their files: one for all labs of this document, whichever notebooks they are in. */
const modules = (globalThis[Symbol.for("dpop-lab.modules")] ??= new Map());

/** Milliseconds between two reports of how far training is; Python has other things to do. */
const REPORT_EVERY = 200;

/** Metrics on the way take at most this share of the time, and are sent up to this many rows: more would hold up the page. */
const SHARE_FOR_METRICS = 0.05;
const ROWS_ON_THE_WAY = 4000;

async function unpack(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function start(tag, packed) {
  const entries = Object.entries(packed).map(async ([name, bytes]) => [name, await unpack(bytes)]);
  const files = new Map(await Promise.all(entries));
  const address = URL.createObjectURL(new Blob([files.get("module.js")], { type: "text/javascript" }));
  try {
    const module = await import(address);
    module.provide(files);
    customElements.define(tag, module.NotebookFigure);
    return { ...module, tag };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** The module that came with this lab. */
async function moduleOf(model) {
  const shared = await model.widget_manager.get_model(String(model.get("_module")).replace("IPY_MODEL_", ""));
  const tag = `dpop-lab-${shared.get("digest")}`;
  if (!modules.has(tag)) {
    modules.set(tag, start(tag, shared.get("files")));
    modules.get(tag).catch(() => modules.delete(tag)); // The next lab tries again.
  }
  return modules.get(tag);
}

/** A link to this lab, which is checked on the way. */
async function linkTo({ Lab, LabError }, spec) {
  const lab = await Lab.create(spec, { backend: "cpu" });
  try {
    return lab.shareUrl();
  } catch (cause) {
    throw new LabError(cause.message, "dataset");
  } finally {
    lab.free();
  }
}

/** Files of Python's, which are a name and bytes each, as the module takes them. */
const files = (given) => given.map(({ name, bytes }) => new File([bytes], name));

/** What the module reads in data of Python's. */
async function read(model, data, options) {
  const module = await moduleOf(model);
  // Where there is a figure its engine reads: another one is not in the package.
  document.createElement(module.tag);
  return module.readData(files(data), options);
}

/** A row of data that is no pair, in a sentence. */
const wrong = ({ file, line, row, reason }) => `${file ? `${file}, ` : ""}${row === undefined ? `line ${line}` : `row ${row}`}: ${reason}.`;

/** A lab with the pairs of the data that came with it, if some did; bad rows are not left out without being asked. */
async function withData(model, spec, tell) {
  const data = model.get("_data");
  if (!data.length) return spec;
  const found = await read(model, data, { tokens: spec.dataset?.tokens });
  tell(found);
  if (found.problems.length) {
    const first = found.problems.slice(0, 5).map(wrong).join(" ");
    const cause = new Error(`Of ${found.problems.length === 1 ? "1 row" : `${found.problems.length} rows`} no pair can be made: ${first} Mend the data, or give the pairs of read_data().`);
    throw Object.assign(cause, { field: "data" });
  }
  return { ...spec, dataset: { ...spec.dataset, pairs: found.pairs } };
}

const set = (figure, name, value) => (value ? figure.setAttribute(name, String(value)) : figure.removeAttribute(name));

/** Has a figure show the lab of this link. */
function open(figure, link) {
  const said = new URLSearchParams(new URL(link).hash.slice(1));
  for (const name of ["preset", "lab"]) set(figure, name, said.get(name));
}

/** What was measured in one phase as names of columns and one matrix of float64, (rows, columns): `parts` are columns of SFT, or run by run. */
function table(phase, parts) {
  const columns = Object.keys(parts[0] ?? {});
  const rows = parts.reduce((sum, { step }) => sum + step.length, 0);
  const numbers = new Float64Array(rows * columns.length);
  let first = 0;
  for (const part of parts) {
    columns.forEach((name, c) => part[name].forEach((value, r) => (numbers[(first + r) * columns.length + c] = value)));
    first += part.step.length;
  }
  return { head: { phase, columns: rows > 0 ? columns : [], rows }, buffer: numbers.buffer };
}

/** A promise that can be settled from outside. That nobody waits for it is no error. */
function promised() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  made.promise.catch(() => {});
  return made;
}

/** One lab of Python's: a figure while it is to be seen somewhere, and the conversation about it. */
class Conversation {
  #model;
  #place;
  #figure;
  #open = false;
  /** Once every step is made, the promise that Python has been told. */
  #finished;
  #ready = promised();
  #renewed = new Set();
  #ending = [];

  constructor(model) {
    this.#model = model;
    model.on("msg:custom", (asked, buffers) => this.#answer(asked, buffers));
    this.#say({ kind: "here" });
  }

  async show(el) {
    if (this.#place) {
      el.textContent = "This lab is shown in another output. Make another Lab to have two side by side.";
      return;
    }
    this.#place = el;
    try {
      const module = await moduleOf(this.#model);
      // Before the lab: where there is a figure, its engine is the lab's too, and another one is not in the package.
      const figure = document.createElement(module.tag);
      const tell = (found) => this.#say({ kind: "data", data: JSON.stringify(found) });
      const link = await linkTo(module, await withData(this.#model, JSON.parse(this.#model.get("_spec")), tell));
      // Its output may have gone while this was loading.
      if (this.#place === el) this.#mount(el, figure, link);
    } catch (cause) {
      el.textContent = cause.message;
      el.setAttribute("role", "alert");
      this.#ready.reject(cause);
      this.#complain(cause);
    }
  }

  /** Gives everything back, if this is where the figure is. */
  end(el = this.#place) {
    if (el !== this.#place) return;
    for (const end of this.#ending.splice(0)) end();
    this.#figure?.end();
    this.#figure = this.#place = undefined;
    this.#ready.reject(new Error("The lab's output was removed. Show the lab again; it begins again then."));
    this.#close();
  }

  #mount(el, figure, link) {
    this.#figure = figure;
    open(figure, link);
    const model = this.#model;
    const take = (name) => set(figure, name, model.get(name) || (name === "theme" ? theme() : ""));
    for (const name of ["panel", "backend", "theme"]) {
      const follow = () => (name === "theme" ? take(name) : this.#again(figure, name, take));
      take(name);
      model.on(`change:${name}`, follow);
      this.#ending.push(() => model.off(`change:${name}`, follow));
    }
    const themes = new MutationObserver(() => take("theme"));
    themes.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
    this.#ending.push(() => themes.disconnect());
    this.#listen(figure);
    el.append(figure);
  }

  /** Takes an attribute for which the figure begins again: with the lab as it is by now. What is asked meanwhile waits. */
  async #again(figure, name, take) {
    this.#renewed.add(name);
    if (this.#renewed.size > 1) return;
    if (this.#open) {
      this.#close();
      try {
        open(figure, await figure.shareUrl());
      } catch (cause) {
        this.#complain(cause);
      }
    }
    for (const renewed of this.#renewed) take(renewed);
    this.#renewed.clear();
  }

  /** Until the figure is ready (again), what is asked waits. */
  #close() {
    this.#open = false;
    this.#finished = undefined;
    this.#ready = promised();
  }

  /** Passes on what the figure tells, as long as it is the figure. What goes wrong with that is said to Python as well. */
  #listen(figure) {
    const on = (name, act) =>
      figure.addEventListener(name, async ({ detail }) => {
        try {
          await act(detail);
        } catch (cause) {
          if (figure === this.#figure) this.#complain(cause);
        }
      });
    let [stepDue, metricsDue, runs] = [0, 0, 1];
    on("ready", async () => {
      this.#finished = undefined;
      this.#open = true;
      const spec = await figure.spec();
      runs = spec.runs.length;
      this.#say({ kind: "spec", spec: JSON.stringify(spec) });
      this.#ready.resolve();
    });
    on("step", async ({ phase, step }) => {
      const from = performance.now();
      if (from < stepDue) return;
      stepDue = from + REPORT_EVERY;
      this.#say({ kind: "step", phase, step });
      if (from < metricsDue || step * runs > ROWS_ON_THE_WAY) return;
      metricsDue = Infinity;
      await this.#report(figure);
      const to = performance.now();
      metricsDue = to + (to - from) / SHARE_FOR_METRICS;
    });
    on("finish", () => (this.#finished = this.#finish(figure)));
    on("fault", (sentence) => this.#complain(new Error(sentence)));
  }

  async #finish(figure) {
    const spec = await figure.spec();
    this.#say({ kind: "spec", spec: JSON.stringify(spec) });
    this.#say({ kind: "step", phase: "preference", step: spec.preference.steps });
    await this.#report(figure);
  }

  async #report(figure) {
    const { runs } = await figure.spec();
    const sft = await figure.metricColumns({ phase: "sft" });
    // A run's index is a column of its rows, after the step.
    const of = async (run) => {
      const { step, ...columns } = await figure.metricColumns({ run });
      return { step, run: new Float64Array(step.length).fill(run), ...columns };
    };
    const tables = [table("sft", [sft]), table("preference", await Promise.all(runs.map((_, run) => of(run))))];
    this.#say({ kind: "metrics", tables: tables.map(({ head }) => head) }, tables.map(({ buffer }) => buffer));
  }

  async #answer({ kind, id, ...what }, buffers) {
    try {
      if (kind === "read") {
        const data = what.names.map((name, place) => ({ name, bytes: buffers[place] }));
        const found = await read(this.#model, data, { mapping: what.mapping, roles: what.roles, tokens: what.tokens });
        return this.#say({ kind: "answer", id, value: JSON.stringify(found) });
      }
      if (!Object.hasOwn(ASKED, kind)) throw new Error(`The page knows no request ${JSON.stringify(kind)}: restart the kernel and load this page again.`);
      await this.#ready.promise;
      const value = await ASKED[kind](this.#figure, what, { finished: () => this.#finished, report: () => this.#report(this.#figure) });
      const bytes = value instanceof Uint8Array;
      this.#say({ kind: "answer", id, value: bytes ? null : (value ?? null) }, bytes ? [value.slice().buffer] : []);
    } catch (cause) {
      this.#complain(cause, id);
    }
  }

  #say(content, buffers = []) {
    this.#model.send(content, undefined, buffers);
  }

  #complain({ message, field }, id = null) {
    this.#say({ kind: "failure", id, message: String(message), field: field === undefined ? null : String(field) });
  }
}

/** What Python may ask, by the request's kind. */
const ASKED = {
  async train(figure, _, { finished }) {
    if (!finished()) await figure.train();
    await finished();
  },
  pause: (figure) => figure.pause(),
  metrics: (_, __, { report }) => report(),
  async show(figure, { attributes }) {
    open(figure, await figure.shareUrl()); // The lab as it is by now, not as it was when the figure began.
    for (const [name, value] of Object.entries(attributes)) figure.setAttribute(name, String(value));
  },
  inspect: async (figure, { run, pair, step }) => JSON.stringify(await figure.inspect({ run, pair, step })),
  argument: async (figure, { run, step }) => JSON.stringify(await figure.argument({ run, step })),
  gauges: async (figure, { run, step, pair }) => JSON.stringify(await figure.gauges({ run, step, pair })),
  check: async (figure) => JSON.stringify(await figure.check()),
  digest: (figure, { step }) => figure.digest(step ?? undefined),
  link: async (figure, { step }) => new URL(await figure.shareUrl(step ?? undefined)).hash,
  model: (figure, { run, step }) => figure.exportModel(run, step ?? undefined),
  bundle: (figure, { run, step }) => figure.exportBundle(run, step ?? undefined),
};

/** The colours that JupyterLab has, where this is one. */
const theme = () => ({ true: "light", false: "dark" })[document.body.dataset.jpThemeLight] ?? "";

export default () => {
  let conversation;
  return {
    initialize({ model }) {
      conversation = new Conversation(model);
      return () => conversation.end();
    },
    async render({ el }) {
      await conversation.show(el);
      return () => conversation.end(el);
    },
  };
};
