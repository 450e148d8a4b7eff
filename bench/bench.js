// Times the engines in turns and reports every line to the server that `cargo xtask bench` runs; the last line starts with END.
import start, { benchPeak, benchStep } from "../dpop-lab-core.js";
import { bench as jax } from "./jaxjs.js";
import { bench as tensorflow } from "./tfjs.js";

const ROUNDS = 3;
const SIZES = ["W1", "W2", "W3"];
const steps = Number(new URLSearchParams(location.search).get("steps") ?? 30);

// TensorFlow.js takes seconds a step at W3: a tenth of the steps tells enough.
const ENGINES = [
  { name: "DPOP Lab", run: async (size) => benchStep(size, steps) },
  { name: "jax-js", run: (size) => jax(size, steps) },
  { name: "TensorFlow.js", run: (size) => tensorflow(size, Math.max(3, Math.ceil(steps / 10))) },
];

const out = document.getElementById("out");

async function say(line) {
  out.textContent += `${line}\n`;
  await fetch("/report", { method: "POST", body: line });
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const cells = (...texts) => texts.map((text, i) => (i < 2 ? String(text).padEnd(14) : String(text).padStart(10))).join(" ");

async function main() {
  await start();
  const peaks = [];
  const times = new Map();
  let work = {};
  for (let round = 1; round <= ROUNDS; round++) {
    for (const size of SIZES) {
      peaks.push(benchPeak());
      for (const { name, run } of ENGINES) {
        const result = await run(size);
        const key = `${size} ${name}`;
        times.set(key, [...(times.get(key) ?? []), result.ms]);
        if (name === "DPOP Lab") work[size] = { executed: result.flops, nominal: result.nominal };
        await say(`    round ${round}/${ROUNDS}  ${size}  ${name.padEnd(14)} ${result.ms.toFixed(2)} ms`);
      }
    }
  }
  const peak = median(peaks);
  await say("");
  await say(`${navigator.userAgent}`);
  await say(`peak: ${peak.toFixed(1)} GFLOP/s (f32x4 multiply and add, one thread; ${Math.min(...peaks).toFixed(1)} to ${Math.max(...peaks).toFixed(1)} over the run)`);
  await say("");
  await say(cells("size", "engine", "ms a step", "MFLOP", "GFLOP/s", "of peak", "times ours"));
  for (const size of SIZES) {
    const ours = median(times.get(`${size} DPOP Lab`));
    for (const { name } of ENGINES) {
      const ms = median(times.get(`${size} ${name}`));
      const flops = name === "DPOP Lab" ? work[size].executed : work[size].nominal;
      const rate = flops / ms / 1e6;
      await say(cells(size, name, ms.toFixed(2), (flops / 1e6).toFixed(0), rate.toFixed(2), `${((100 * rate) / peak).toFixed(1)} %`, (ms / ours).toFixed(2)));
    }
  }
}

main().then(
  () => say("END"),
  (error) => say(`END ${error?.stack ?? error}`),
);
