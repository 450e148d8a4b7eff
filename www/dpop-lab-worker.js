// A worker of a sweep: it is given the engine's code, and then one job after the other (dpop-lab-sweep.js).

import * as engine from "./dpop-lab-engine.js";
import { trainJob } from "./dpop-lab-sweep.js";

const port = globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort ?? globalThis;

const answers = {
  async code(module) {
    await engine.default({ module_or_path: module });
    return { ready: true };
  },
  async job(job) {
    try {
      return { found: await trainJob(engine, job, (part) => port.postMessage({ part })) };
    } catch (cause) {
      return { failed: cause?.message ?? String(cause), trapped: cause instanceof WebAssembly.RuntimeError };
    }
  },
};

const hear = async (message) => {
  const [asked] = Object.keys(message);
  port.postMessage(await answers[asked](message[asked]));
};

if (port.on) port.on("message", hear);
else port.onmessage = ({ data }) => hear(data);
