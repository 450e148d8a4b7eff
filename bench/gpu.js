// Times the GPU beside the processor through the public module, and counts at the browser's own interface what the GPU is asked to do.
// Every line goes to the server that `cargo xtask bench --gpu` runs; the last one starts with END.
import { Lab } from "../dpop-lab.js";

const RUNS = [1, 2, 16, 64];
/** Long enough to measure, in milliseconds. */
const ENOUGH = 2000;
const MOST_STEPS = 300;

/** The "small" size of examples/bench_gpu.rs: 8 pairs of 10 tokens, so that 64 runs fit a buffer of WebGPU's default size. */
function spec(runs) {
  const words = Array.from({ length: 19 }, (_, i) => `w${i}`);
  const completion = (i, first) => [first, ...Array.from({ length: 8 }, (_, k) => words[(7 * i + 3 * k) % 19])].join(" ");
  const pairs = Array.from({ length: 8 }, (_, i) => ({ prompt: "w0", chosen: completion(i, "w1"), rejected: completion(i, "w2") }));
  return {
    dataset: { vocabulary: ["<eos>", ...words], pairs },
    model: { n_embd: 32, n_layer: 2, n_head: 4, n_positions: 11 },
    runs: Array.from({ length: runs }, () => ({ loss_type: "dpo", beta: 0.3 })),
  };
}

const counts = { dispatches: 0, submits: 0, bytes: 0, objects: 0 };

function count(owner, method, what, amount = () => 1) {
  const original = owner?.prototype[method];
  if (!original) return;
  owner.prototype[method] = function (...given) {
    const result = original.apply(this, given);
    counts[what] += amount(given, result);
    return result;
  };
}

count(globalThis.GPUComputePassEncoder, "dispatchWorkgroups", "dispatches");
// Empty submissions only ask the browser to look whether results are there.
count(globalThis.GPUQueue, "submit", "submits", ([buffers]) => (buffers.length > 0 ? 1 : 0));
count(globalThis.GPUBuffer, "getMappedRange", "bytes", (_, range) => range.byteLength);
for (const made of ["Buffer", "BindGroup", "BindGroupLayout", "PipelineLayout", "ComputePipeline", "ShaderModule"]) {
  count(globalThis.GPUDevice, `create${made}`, "objects");
}

const out = document.getElementById("out");

async function say(line) {
  out.textContent += `${line}\n`;
  await fetch("/report", { method: "POST", body: line });
}

/** Milliseconds a step, and what was counted for each. */
async function time(runs, backend) {
  const lab = await Lab.create(spec(runs), { backend });
  await lab.train("sft", 1);
  const run = async (steps) => {
    const [begin, before] = [performance.now(), { ...counts }];
    await lab.train("preference", steps);
    const ms = (performance.now() - begin) / steps;
    return { ms, ...Object.fromEntries(Object.keys(counts).map((what) => [what, (counts[what] - before[what]) / steps])) };
  };
  await run(1);
  const first = await run(1);
  const result = await run(Math.max(2, Math.min(MOST_STEPS, Math.round(ENOUGH / first.ms))));
  lab.free();
  return result;
}

const HEADS = ["runs", "GPU ms/step", "steps/s", "of 1 run", "CPU ms/step", "CPU/GPU", "dispatches", "submits", "bytes read", "objects"];
const cells = (texts) => texts.map((text, i) => String(text).padStart(HEADS[i].length)).join("  ");

async function main() {
  const probe = await Lab.create(spec(1), { backend: "gpu" });
  await say(`${navigator.userAgent}`);
  await say(probe.backendReason);
  probe.free();
  await say("D=32 L=2 H=4 V=20 T=10, 8 pairs; counts are for each step");
  await say(cells(HEADS));
  let alone;
  for (const runs of RUNS) {
    const gpu = await time(runs, "gpu");
    const cpu = await time(runs, "cpu");
    alone ??= gpu.ms;
    const counted = [gpu.dispatches.toFixed(2), gpu.submits.toFixed(2), gpu.bytes.toFixed(0), gpu.objects.toFixed(2)];
    const times = [gpu.ms.toFixed(3), (1000 / gpu.ms).toFixed(1), (gpu.ms / alone).toFixed(2), cpu.ms.toFixed(3), (cpu.ms / gpu.ms).toFixed(2)];
    await say(cells([runs, ...times, ...counted]));
  }
}

main().then(
  () => say("END"),
  (error) => say(`END ${error?.stack ?? error}`),
);
