// Peer: one DPO step of a GPT-2 in TensorFlow.js (wasm simd, one thread). bench(size, steps) → { ms, min, first }
import * as tf from "@tensorflow/tfjs"; import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
const SIZES = { W1: [32, 2, 4, 20, 20, 32], W2: [64, 2, 4, 20, 20, 32], W3: [128, 4, 4, 32, 32, 32] };
export const bench = async (size, steps) => {
  setWasmPaths("./wasm/"); if (!(await tf.setBackend("wasm"))) throw new Error("TensorFlow.js has no wasm backend here"); await tf.ready();
  const [D, L, H, V, T, S] = SIZES[size], hd = D / H; const v = (...s) => tf.variable(tf.randomNormal(s, 0, 0.05)); const one = (n) => tf.variable(tf.ones([n])); const zero = (n) => tf.variable(tf.zeros([n]));
  const wte = v(V, D), wpe = v(T, D), lf = [one(D), zero(D)], layers = []; for (let i = 0; i < L; i++) layers.push({ l1: [one(D), zero(D)], qkv: [v(D, 3 * D), zero(3 * D)], o: [v(D, D), zero(D)], l2: [one(D), zero(D)], f: [v(D, 4 * D), zero(4 * D)], p: [v(4 * D, D), zero(D)] });
  const idsA = Array.from({ length: S * T }, () => Math.floor(Math.random() * V)); const hot = tf.oneHot(tf.tensor1d(idsA, "int32"), V).toFloat(); const labels = tf.oneHot(tf.tensor2d(idsA, [S, T], "int32").slice([0, 1], [S, T - 1]), V).toFloat(); const ref = tf.randomNormal([S], -10);
  const maskA = []; for (let i = 0; i < T; i++) for (let j = 0; j < T; j++) maskA.push(j <= i ? 0 : -1e9); const mask = tf.tensor(maskA, [1, T, T]);
  const ln = (x, [g, b]) => { const m = x.mean(-1, true), d = x.sub(m), s = d.square().mean(-1, true).add(1e-5).rsqrt(); return d.mul(s).mul(g).add(b); };
  const lin = (x, [w, b]) => tf.matMul(x, w).add(b); const gelu = (x) => x.mul(0.5).mul(x.add(x.mul(x).mul(x).mul(0.044715)).mul(0.7978845608).tanh().add(1));
  const heads = (x) => x.reshape([S, T, H, hd]).transpose([0, 2, 1, 3]).reshape([S * H, T, hd]);
  const loss = () => { let x = tf.matMul(hot, wte).reshape([S, T, D]).add(wpe).reshape([S * T, D]);
    for (const y of layers) { const [q, k, w] = tf.split(lin(ln(x, y.l1), y.qkv), 3, 1).map(heads); const a = tf.softmax(tf.matMul(q, k, false, true).mul(1 / Math.sqrt(hd)).add(mask)); const z = tf.matMul(a, w).reshape([S, H, T, hd]).transpose([0, 2, 1, 3]).reshape([S * T, D]); x = x.add(lin(z, y.o)); x = x.add(lin(gelu(lin(ln(x, y.l2), y.f)), y.p)); }
    const lg = tf.matMul(ln(x, lf), wte, false, true).reshape([S, T, V]).slice([0, 0, 0], [S, T - 1, V]); const m = lg.max(-1, true); const lse = lg.sub(m).exp().sum(-1, true).log().add(m); const lp = lg.sub(lse).mul(labels).sum(-1).sum(-1); const d = lp.sub(ref); const h = d.slice([0], [S / 2]).sub(d.slice([S / 2], [S / 2])).mul(0.3); return h.neg().softplus().mean(); };
  const opt = tf.train.adam(3e-4); const step = () => tf.tidy(() => opt.minimize(loss, true)); const sync = async (c) => { const x = (await c.data())[0]; c.dispose(); return x; };
  let t = performance.now(); await sync(step()); const first = performance.now() - t; for (let i = 0; i < 3; i++) await sync(step()); const ts = []; for (let i = 0; i < steps; i++) { t = performance.now(); await sync(step()); ts.push(performance.now() - t); } ts.sort((a, b) => a - b); opt.dispose(); tf.disposeVariables();
  return { ms: ts[ts.length >> 1], min: ts[0], first };
};
