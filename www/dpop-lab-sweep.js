// Sweeps: many labs, shared out among workers. `dpop-lab.js` loads this file when one is wanted, and so does each worker (dpop-lab-worker.js).

/** Most runs of a job: enough that sharing one supervised phase pays, few enough that a job that is lost costs little. */
const MOST_RUNS = 8;

/** And on a GPU, for which many are hardly more than few. */
const MOST_RUNS_OF_GPU = 64;

/** Jobs a worker, at least, so that none waits long for the last one. */
const JOBS_A_WORKER = 4;

/** Pieces of a phase, after each of which a worker says how far it is. */
const PIECES = 10;

/** How often a worker may fail to start before the page does its work. */
const STARTS = 2;

/** What is told of a run, beside its last row: how far these have come from the reference, in nats. */
const DELTAS = { "delta/chosen": "logps/chosen", "delta/rejected": "logps/rejected", "delta/before": "logps/before", "delta/chosen/at": "logps/chosen/at", "delta/chosen/after": "logps/chosen/after", "eval_delta/chosen": "eval_logps/chosen", "eval_delta/rejected": "eval_logps/rejected" };

/** What opens no GPU: for processors, in workers too. */
const noGpu = () => Promise.reject("This sweep trains on processors.");

/**
 * Trains the cells of a job in an engine, and gives `[[cell, runs]]`. `tell` is told the share that is done; `steps` are those of the
 * preference phase whose rows are wanted beside the last one, `ask` names what of each run is asked at the reference and at the end besides.
 * `gpu` opens the GPU, where that trains.
 */
export async function trainJob({ LabCore }, { lab: text, cells, steps, ask }, tell, gpu) {
  const lab = await LabCore.create(text, gpu ? "gpu" : "cpu", gpu ?? noGpu, undefined);
  try {
    const spec = lab.spec();
    const all = spec.sft.steps + spec.preference.steps * spec.runs.length;
    let done = 0;
    for (const [phase, total, weight] of [["sft", spec.sft.steps, 1], ["preference", spec.preference.steps, spec.runs.length]]) {
      const piece = Math.max(1, Math.ceil(total / PIECES));
      // A phase of no steps has its first row all the same.
      for (let made = 0; made === 0 || made < total; made += piece) {
        const more = Math.min(piece, total - made);
        await lab.train(phase, more);
        done += more * weight;
        tell(all ? done / all : 1);
      }
    }
    // Its numbers would be two devices'. Another job opens another GPU.
    if (gpu && lab.backend !== "gpu") throw new Error("The GPU was lost while it trained this cell.");
    const names = lab.columnNames(0);
    const value = new Float64Array(1);
    const row = (run, at) => {
      const values = names.map((_, column) => (lab.fill(run, column, at, value), value[0]));
      return { step: at, ...Object.fromEntries(names.map((name, i) => [name, values[i]])) };
    };
    const reasons = new Map(lab.diverged.map(({ run, reason }) => [run, reason]));
    const ends = async (question, length) => ({ start: await question(0), end: await question(length - 1) });
    const counted = ({ id, applies, holds, of }) => ({ id, applies, holds, of });
    const summary = async (run) => {
      const length = lab.rows(run);
      if (length === 0) return { diverged: reasons.get(run) };
      const [first, last] = [row(run, 0), row(run, length - 1)];
      const told = { loss_type: spec.runs[run].loss_type, ...last };
      for (const [name, of] of Object.entries(DELTAS)) if (of in last) told[name] = last[of] - first[of];
      if (steps) told.rows = steps.filter((step) => step < length).map((step) => row(run, step));
      if (ask?.includes("gauges")) {
        const pairs = (step) => lab.gauges(run, step, undefined);
        told.gauges = await ends(pairs, length);
        if (steps) told.gauges.rows = [];
        for (const { step } of told.rows ?? []) told.gauges.rows.push({ step, pairs: await pairs(step) });
      }
      if (ask?.includes("argument")) told.argument = await ends(async (step) => (await lab.argument(run, step)).map(counted), length);
      if (reasons.has(run)) told.diverged = reasons.get(run);
      return told;
    };
    const found = [];
    for (const [cell, from, to] of cells) {
      const runs = [];
      for (let run = from; run < to; run += 1) runs.push(await summary(run));
      found.push([cell, runs]);
    }
    return found;
  } finally {
    lab.free();
  }
}

/** A worker, in browsers and Deno as they have them and in Node as it has them: what `start` makes, with one way to speak with it. */
function opened(start, hear, fell) {
  const worker = start();
  if (worker.on) {
    worker.on("message", hear);
    worker.on("error", fell);
    worker.on("exit", () => fell());
  } else {
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = (event) => (event.preventDefault?.(), fell(event));
    worker.onmessageerror = fell;
  }
  return worker;
}

/**
 * Runs a sweep. `plan` is a `SweepCore`, `wanted` its cells that are to be trained, in lists of which one is done before the next, `known` those whose numbers are there; `start` makes a
 * worker, and `engine` is what trains where there can be none, and where `gpu` is given, which opens it. Resolves to the cells with numbers, by index.
 */
async function runSweep({ plan, wanted, known, workers, steps, ask, signal, onProgress, start, code, engine, asSentence, gpu, digest }) {
  const cells = new Map(known);
  const left = wanted.reduce((sum, turn) => sum + turn.length, 0);
  const of = cells.size + left;
  const most = gpu ? MOST_RUNS_OF_GPU : Math.max(plan.runs, Math.min(MOST_RUNS, Math.ceil((left * plan.runs) / (workers * JOBS_A_WORKER))));
  const waiting = wanted.flatMap((turn) => plan.jobs(Uint32Array.from(turn), most)).map((cells) => Array.from(cells));
  const began = performance.now();
  /** The share that is done of each job that is under way. */
  const parts = new Map();
  let [trained, lastTold] = [0, 0];
  const tell = (fresh = []) => {
    const now = performance.now();
    if (!onProgress || (!fresh.length && now - lastTold < 100)) return;
    lastTold = now;
    const share = (trained + [...parts.values()].reduce((sum, { part, size }) => sum + part * size, 0)) / (left || 1);
    const seconds = (now - began) / 1000;
    onProgress({ digest, done: cells.size, of, share: (cells.size - trained + share * left) / (of || 1), seconds, secondsLeft: share > 0 ? (seconds * (1 - share)) / share : undefined, cells: fresh });
  };
  const placed = (cell, found) => ({ cell, ...JSON.parse(plan.place(cell)), ...found });
  const finish = (found) => {
    const fresh = found.map(([cell, told]) => placed(cell, told));
    for (const each of fresh) cells.set(each.cell, each);
    trained += fresh.length;
    tell(fresh);
  };
  /** What is trained next, or nothing. Cells that are no labs are told of at once. */
  const next = () => {
    while (waiting.length && !signal?.aborted) {
      const { lab, cells, refused } = plan.job(Uint32Array.from(waiting.shift()));
      if (refused.length) finish(refused.map(({ cell, error }) => [cell, { runs: [], error }]));
      if (lab) return { lab, cells, steps, ask };
    }
    return undefined;
  };
  /** A job that ended its worker: each of its cells by itself then, and a cell that does so by itself, twice, is told of. */
  const ended = new Set();
  const lost = ({ cells }, why) => {
    const [[only]] = cells;
    if (cells.length > 1) waiting.unshift(...cells.map(([cell]) => [cell]));
    else if (!ended.has(only)) (ended.add(only), waiting.unshift([only]));
    else finish([[only, { runs: [], error: why }]]);
  };
  const here = async () => {
    for (let job = next(); job; job = next()) {
      const size = job.cells.length;
      try {
        const found = await trainJob(engine.exports, job, (part) => {
          if (signal?.aborted) throw signal.reason;
          parts.set(job, { part, size });
          tell();
        }, gpu);
        parts.delete(job);
        finish(found.map(([cell, runs]) => [cell, { runs }]));
      } catch (cause) {
        parts.delete(job);
        if (!signal?.aborted) lost(job, asSentence(cause));
      }
    }
  };

  /** One worker after the other in one place; resolves when nothing waits, and to false where none can be started. */
  const there = () => new Promise((resolve) => {
    let [worker, job, ready, failed] = [undefined, undefined, false, 0];
    const end = (able) => {
      parts.delete(job);
      signal?.removeEventListener("abort", cancel);
      const gone = worker;
      worker = undefined;
      gone?.terminate();
      resolve(able);
    };
    const cancel = () => end(true);
    const give = () => {
      job = next();
      if (!job) return end(true);
      worker.postMessage({ job });
    };
    const begin = () => {
      ready = false;
      const hear = (made) => (message) => made === worker && heard(message);
      const fell = (made) => (cause) => made === worker && fallen(cause);
      try {
        let made;
        made = opened(start, (message) => hear(made)(message), (cause) => fell(made)(cause));
        worker = made;
        worker.postMessage({ code });
      } catch {
        end(false);
      }
    };
    const heard = (message) => {
      if (message.ready) {
        ready = true;
        if (job) worker.postMessage({ job });
        else give();
      } else if (message.part !== undefined) {
        parts.set(job, { part: message.part, size: job.cells.length });
        tell();
      } else {
        parts.delete(job);
        if (message.found) finish(message.found.map(([cell, runs]) => [cell, { runs }]));
        else lost(job, message.failed);
        job = undefined;
        // An engine that has trapped trains nothing more.
        if (message.trapped) (worker.terminate(), begin());
        else give();
      }
    };
    const fallen = (cause) => {
      worker.terminate();
      parts.delete(job);
      if (!ready && (failed += 1) >= STARTS) {
        if (job) waiting.unshift(job.cells.map(([cell]) => cell));
        return end(false);
      }
      if (ready && job) {
        lost(job, `The worker that trained this cell has ended${cause?.message ? `: ${cause.message}` : ""}.`);
        job = undefined;
      }
      begin();
    };
    signal?.addEventListener("abort", cancel);
    begin();
  });

  tell();
  if (!signal?.aborted && waiting.length) {
    const places = start && !gpu ? Math.min(workers, waiting.length) : 0;
    await Promise.all(Array.from({ length: places }, there));
    // Where there are no workers, as in sandboxed frames, or where none is left; and on the GPU, of which there is one.
    await here();
  }
  return { cells: [...cells.values()].sort((a, b) => a.cell - b.cell), seconds: (performance.now() - began) / 1000 };
}

/** What may be asked of each run of a sweep. */
const ASKED = ["gauges", "argument"];

/** Who may be asked to train a sweep. */
const BACKENDS = ["auto", "gpu", "cpu"];

/** Most workers of a sweep. */
const MOST_WORKERS = 64;

/** How many processors the machine has, as far as it says. */
const processors = () => globalThis.navigator?.hardwareConcurrency ?? globalThis.process?.getBuiltinModule?.("node:os").availableParallelism() ?? 1;

/** Cells by their turns, one list each, in order. */
function turns(cells, turnOf) {
  const all = new Map();
  for (const cell of cells) {
    const turn = turnOf(cell);
    if (!all.has(turn)) all.set(turn, []);
    all.get(turn).push(cell);
  }
  return [...all].sort(([one], [other]) => one - other).map(([, turn]) => turn);
}

/** Where a cell's turn is: one seed of everything comes before the next one, and every eighth value of all axes before every fourth: what there is to be seen fills from coarse to fine. */
function coarseFirst(axes, seeds) {
  // Of one axis whatever shares a supervised phase is trained together.
  if (axes.length < 2) return (cell) => cell % seeds;
  const grain = (place) => (place % 8 === 0 ? 0 : place % 4 === 0 ? 1 : place % 2 === 0 ? 2 : 3);
  return (cell) => {
    let rest = Math.floor(cell / seeds);
    let coarsest = 0;
    for (const { values } of [...axes].reverse()) {
      coarsest = Math.max(coarsest, grain(rest % values.length));
      rest = Math.floor(rest / values.length);
    }
    return (cell % seeds) * 4 + coarsest;
  };
}

/** Which cells have numbers already, by their values and seeds. */
const placeOf = ({ at, seed }) => JSON.stringify([at, seed]);

/** What `sweep` and `sweepTable` of the module are, over what the module has: its engine, the code of that, what starts a worker, and its way to speak of what it is given. */
export class Sweeper {
  #host;

  constructor(host) {
    this.#host = host;
  }

  async sweep(spec, options) {
    const { engine, engineCode, start, FELL, isTrap, specText, toJson } = this.#host;
    const keys = ["axes", "seeds", "steps", "ask", "backend", "workers", "shard", "done", "signal", "onProgress"];
    const { axes = [], seeds, steps, ask = [], backend = "cpu", workers, shard, done = [], signal, onProgress } = engine.asked(options, "sweep()", keys);
    const { SweepCore } = engine.exports;
    const plan = engine.told(() => new SweepCore(specText(engine, spec), toJson({ axes, seeds: seeds ?? undefined }, "axes")));
    try {
      const count = this.#atLeastOne("workers", workers ?? Math.max(1, processors() - 1), MOST_WORKERS);
      for (const step of [steps ?? []].flat()) if (!Number.isInteger(step) || step < 0) this.#refuse("steps", `steps holds ${this.#host.shown(step)}; allowed are whole numbers from 0.`);
      if (!Array.isArray(ask) || ask.some((question) => !ASKED.includes(question))) this.#refuse("ask", `ask is ${toJson(ask, "ask")}; allowed is a list of ${ASKED.map((word) => JSON.stringify(word)).join(" and ")}.`);
      if (shard !== undefined && !(Array.isArray(shard) && shard.length === 2)) this.#refuse("shard", `shard is ${this.#host.shown(shard)}; allowed is which and of how many, such as [3, 16].`);
      const [which, of] = shard ? shard.map((part) => this.#atLeastOne("shard", part, 100_000)) : [1, 1];
      if (!BACKENDS.includes(backend)) this.#refuse("backend", `backend is ${this.#host.shown(backend)}; allowed are ${BACKENDS.map((word) => JSON.stringify(word)).join(", ")}.`);
      const mine = engine.told(() => plan.shard(which, of));
      const trainer = await this.#trainer(plan, mine, backend, count);
      const digest = trainer.backend === "gpu" ? `${plan.digest}-gpu` : plan.digest;
      const known = this.#known(plan, mine, done, digest);
      const { axes: swept, seeds: all } = JSON.parse(plan.plan());
      const asSentence = (cause) => (isTrap(cause) ? FELL : (cause?.message ?? String(cause)));
      // Compiled once for all workers.
      const gpu = trainer.backend === "gpu" ? this.#host.gpu : undefined;
      const code = gpu ? undefined : await WebAssembly.compile(await engineCode().then((code) => code.arrayBuffer?.() ?? code));
      const wanted = turns([...mine].filter((cell) => !known.has(cell)), coarseFirst(swept, all.length));
      const found = await runSweep({ plan, wanted, known, workers: count, steps, ask, signal, onProgress, start, code, engine, asSentence, gpu, digest });
      return { axes: swept, seeds: all, digest, ...trainer, ...found, ...(signal?.aborted && { cancelled: true }) };
    } finally {
      plan.free();
    }
  }

  /**
   * Who trains all of the cells, `{ backend, backendReason }`: what is asked for, or what is faster with the job of most runs, which is tried where it takes long enough for a GPU to pay.
   */
  async #trainer(plan, mine, backend, workers) {
    if (backend === "cpu" || !mine.length) return { backend: "cpu" };
    const { engine, gpu } = this.#host;
    const sizes = plan.jobs(mine, MOST_RUNS_OF_GPU).sort((one, other) => other.length - one.length);
    const lab = sizes.reduce((found, cells) => found ?? plan.job(cells).lab ?? undefined, undefined);
    if (lab === undefined) return { backend: "cpu" };
    const found = await engine.heard(() => engine.exports.sweepBackend(lab, backend, workers, gpu));
    return { backend: found.backend, backendReason: found.reason };
  }

  /** For the page: lab and options as JSON. `tell` hears how many cells are done, the seconds left, new cells as JSON, and at the end null or what went wrong. */
  async tellPage(spec, options, tell, signal) {
    let last = 0;
    const onProgress = ({ done, secondsLeft, cells }) => {
      if (!signal.aborted) tell((last = done), secondsLeft, cells.map((cell) => JSON.stringify(cell)));
    };
    const fault = await this.sweep(spec, { ...JSON.parse(options), signal, onProgress }).then(() => null, ({ message }) => message);
    if (!signal.aborted) tell(last, 0, [], fault);
  }

  table(result, form = "csv") {
    if (!Array.isArray(result?.cells) || !Array.isArray(result?.axes)) this.#refuse(undefined, `The sweep is ${this.#host.shown(result)}; allowed is what sweep() resolves to.`);
    if (form !== "csv" && form !== "jsonl") this.#refuse("form", `form is ${this.#host.shown(form)}; allowed are "csv" and "jsonl".`);
    return form === "csv" ? csv(result) : result.cells.map((cell) => `${JSON.stringify({ digest: result.digest, ...cell })}\n`).join("");
  }

  #refuse(field, sentence) {
    throw new this.#host.LabError(sentence, field);
  }

  #atLeastOne(name, value, most) {
    if (!Number.isInteger(value) || value < 1 || value > most) this.#refuse(name, `${name} is ${this.#host.shown(value)}; allowed are whole numbers from 1 to ${most}.`);
    return value;
  }

  /** Which of these cells have numbers already: `done` are cells of an earlier sweep of the same lab and axes. */
  #known(plan, mine, done, digest) {
    const known = new Map();
    if (!Array.isArray(done)) this.#refuse("done", `done is ${this.#host.shown(done)}; allowed is the list of cells of an earlier sweep.`);
    if (!done.length) return known;
    const places = new Map(Array.from(mine, (cell) => [placeOf(JSON.parse(plan.place(cell))), cell]));
    for (const each of done) {
      const cell = each && typeof each === "object" ? places.get(placeOf(each)) : undefined;
      if (each?.digest !== undefined && each.digest !== digest) this.#refuse("done", "done holds a cell of a sweep of another lab, over other axes, or of another device; allowed are those of the same.");
      if (cell !== undefined && Array.isArray(each.runs)) known.set(cell, { ...each, cell });
    }
    return known;
  }
}

/** Cells as CSV (RFC 4180): a line for each run, what was swept first. */
function csv({ axes, cells }) {
  const written = (value) => {
    const text = value === undefined || value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const names = [...new Set(cells.flatMap(({ runs }) => runs.flatMap((run) => Object.keys(run))))].filter((name) => !["rows", "gauges", "argument"].includes(name));
  const head = [...axes.map(({ field }) => field), "seed", "run", ...names, "error"];
  const lines = cells.flatMap(({ at, seed, runs, error }) =>
    (runs.length ? runs : [{}]).map((run, i) => [...at, seed, runs.length ? i : "", ...names.map((name) => run[name]), error]));
  return [head, ...lines].map((line) => line.map(written).join(",")).join("\r\n") + "\r\n";
}
