#!/usr/bin/env node
// `dpop-lab`, the npm package's command: trains a lab, or a sweep over it, and writes what was measured.

import { createWriteStream, existsSync, readFileSync, truncateSync } from "node:fs";
import { LabError, Lab, sweep, sweepTable } from "./dpop-lab.js";

const HELP = `dpop-lab trains small transformers with DPO, DPOP and others, and writes what was measured.

  dpop-lab run LAB [--out FILE] [--csv]            every row of every run
  dpop-lab sweep LAB [--axis FIELD=V,V,…]… [--seeds N | --seeds A,B,…]
                     [--steps S,S,…] [--workers N] [--shard I/N] [--out FILE [--resume]] [--csv]

LAB is a lab file, the name of an example (smaug), or - for standard input.
  --axis     a field of the lab file and its values, such as runs[0].beta=0.1,0.3,1 (runs[*] for every run); as often as there are axes
  --seeds    so many seeds from 0, or a list (a single one with a comma behind it: 7,)
  --steps    steps of the preference phase whose rows are written beside the last one
  --workers  processors to train on (by default all but one)
  --shard    a fixed share of the cells: of 3/16 and its fifteen others the files are simply put together
  --out      where to; otherwise to standard output
  --resume   leaves out what is in FILE already
  --csv      CSV, a line for each run, in place of JSON lines, a line for each cell
`;

/** What was typed that is not to be done, in a sentence. */
class Typed extends Error {}

const FLAGS = ["--resume", "--csv"];
const VALUES = ["--axis", "--seeds", "--steps", "--workers", "--shard", "--out"];

function parsed(words) {
  const [command, lab, ...rest] = words;
  if (words.length === 0 || words.includes("--help") || words.includes("-h")) return { command: "help" };
  if (command !== "run" && command !== "sweep") throw new Typed(`${JSON.stringify(command)} is no command; there are run and sweep.`);
  if (lab === undefined || (lab.startsWith("-") && lab !== "-")) throw new Typed(`${command} needs a lab: a file, the name of an example, or - for standard input.`);
  const asked = { command, lab, "--axis": [] };
  const known = command === "run" ? ["--out", "--csv"] : [...FLAGS, ...VALUES];
  for (let i = 0; i < rest.length; i += 1) {
    const name = rest[i];
    if (!known.includes(name)) throw new Typed(`${command} does not know ${name}; it knows ${known.join(", ")}.`);
    if (FLAGS.includes(name)) asked[name] = true;
    else {
      const value = rest[(i += 1)];
      if (value === undefined) throw new Typed(`${name} needs a value.`);
      if (name === "--axis") asked[name].push(value);
      else if (asked[name] === undefined) asked[name] = value;
      else throw new Typed(`${name} is given twice.`);
    }
  }
  if (asked["--resume"] && (!asked["--out"] || asked["--csv"])) throw new Typed("--resume needs --out with JSON lines: it reads there what is done.");
  return asked;
}

/** A number where it reads as one, else the name. */
const plain = (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);

function number(name, text) {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value)) throw new Typed(`${name} is ${JSON.stringify(text)}; allowed are whole numbers.`);
  return value;
}

const numbers = (name, text) => text.split(",").filter((part) => part !== "").map((part) => number(name, part));

function axis(text) {
  const at = text.indexOf("=");
  if (at < 1) throw new Typed(`--axis is ${JSON.stringify(text)}; allowed is a field, =, and values with commas between, such as runs[0].beta=0.1,0.3.`);
  return { field: text.slice(0, at), values: text.slice(at + 1).split(",").map(plain) };
}

function shard(text) {
  const [, which, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (of === undefined) throw new Typed(`--shard is ${JSON.stringify(text)}; allowed is which and of how many, such as 3/16.`);
  return [Number(which), Number(of)];
}

function labText(given) {
  if (given === "-") return readFileSync(0, "utf8");
  if (existsSync(given)) return readFileSync(given, "utf8");
  if (/^[\w-]+$/.test(given)) return { preset: given };
  throw new Typed(`There is no file ${given}.`);
}

/** What a file holds that was written before: whole lines. One that was cut off, as when a machine is stopped, is taken away. */
function before(file) {
  if (!existsSync(file)) return [];
  const text = readFileSync(file);
  const whole = text.lastIndexOf(10) + 1;
  if (whole < text.length) truncateSync(file, whole);
  const lines = text.subarray(0, whole).toString("utf8").split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, i) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Typed(`${file} has a line ${i + 1} that is no JSON; --resume reads what an earlier sweep has written.`);
    }
  });
}

/** How far it is, where somebody looks: one line that is written over. */
function bar(share, rest) {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const full = Math.round(share * width);
  process.stderr.write(`\r\u001b[K${"█".repeat(full)}${"░".repeat(width - full)} ${Math.floor(100 * share)} % ${rest}`);
}

const time = (seconds) => (seconds === undefined ? "" : seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`);

async function run(asked, out) {
  const lab = await Lab.create(labText(asked.lab), { backend: "cpu" });
  const { sft, preference } = lab.spec();
  const all = sft.steps + preference.steps || 1;
  let done = 0;
  for (const [phase, steps] of [["sft", sft.steps], ["preference", preference.steps]]) {
    for (let made = 0; made === 0 || made < steps; made += 20) {
      await lab.train(phase, Math.min(20, steps - made));
      done += Math.min(20, steps - made);
      bar(done / all, "");
    }
  }
  for (const { reason } of lab.diverged) process.stderr.write(`\n${reason}\n`);
  const runs = [undefined, ...lab.spec().runs.keys()];
  let head;
  for (const run of runs) {
    for (const row of lab.metrics(run === undefined ? { phase: "sft" } : { run })) {
      if (!asked["--csv"]) out.write(`${JSON.stringify(row)}\n`);
      else {
        head ??= Object.keys(lab.metrics({ run: 0, to: 0 })[0]);
        if (run === undefined && row.step === 0) out.write(`${head.join(",")}\r\n`);
        out.write(`${head.map((name) => row[name] ?? "").join(",")}\r\n`);
      }
    }
  }
  lab.free();
}

async function swept(asked, out) {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const seeds = asked["--seeds"];
  let digest;
  const result = await sweep(labText(asked.lab), {
    axes: asked["--axis"].map(axis),
    seeds: seeds === undefined ? undefined : seeds.includes(",") ? numbers("--seeds", seeds) : number("--seeds", seeds),
    steps: asked["--steps"] && numbers("--steps", asked["--steps"]),
    workers: asked["--workers"] && number("--workers", asked["--workers"]),
    shard: asked["--shard"] && shard(asked["--shard"]),
    done: asked["--resume"] ? before(asked["--out"]) : [],
    signal: stop.signal,
    onProgress({ done, of, share, secondsLeft, cells, digest: name }) {
      digest = name;
      bar(share, `${done} of ${of} cells ${time(secondsLeft)}`);
      if (!asked["--csv"]) for (const cell of cells) out.write(`${JSON.stringify({ digest, ...cell })}\n`);
    },
  });
  if (asked["--csv"]) out.write(await sweepTable(result, "csv"));
  const failed = result.cells.filter(({ error }) => error).length;
  if (process.stderr.isTTY) process.stderr.write("\n");
  if (failed) process.stderr.write(`${failed} of ${result.cells.length} cells have no numbers; each says why under "error".\n`);
  if (result.cancelled) {
    process.stderr.write(`Stopped: ${result.cells.length} cells are done${asked["--out"] && !asked["--csv"] ? ", and --resume goes on from them" : ""}.\n`);
    process.exitCode = 130;
  }
}

try {
  const asked = parsed(process.argv.slice(2));
  if (asked.command === "help") process.stdout.write(HELP);
  else {
    const out = asked["--out"] ? createWriteStream(asked["--out"], { flags: asked["--resume"] ? "a" : "w" }) : process.stdout;
    const written = new Promise((resolve, reject) => (out.on("error", reject), out === process.stdout ? resolve() : out.on("finish", resolve)));
    await (asked.command === "run" ? run : swept)(asked, out);
    if (out !== process.stdout) out.end();
    await written;
  }
} catch (cause) {
  if (!(cause instanceof Typed || cause instanceof LabError || cause?.code)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exitCode = 2;
}
