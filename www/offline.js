// The service worker: after the first visit the page opens without its host.
//
// The network comes first, so that nobody is ever left with an old release; what it does not give comes from what was kept.

const CACHE = `dpop-lab ${registration.scope}`;
const FILES = ["./", "style.css", "page.js", "dpop-lab.js", "dpop-lab-core.js", "dpop-lab-core_bg.wasm"];
// Without WebGPU nobody asks for the GPU's code.
if (navigator.gpu) FILES.push("dpop-lab-gpu.js", "dpop-lab-gpu_bg.wasm");

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});

async function answer(request) {
  const cache = await caches.open(CACHE);
  // The page is the same whatever its query says, and under both of its names.
  const plain = request.url.split(/[?#]/, 1)[0].replace(/\/index\.html$/, "/");
  const kept = () => cache.match(plain);
  try {
    const fresh = await fetch(request);
    if (!fresh.ok) return (await kept()) ?? fresh;
    // Only what is kept already is kept anew: no more than one release's files are ever stored.
    if (!fresh.redirected && (await kept())) await cache.put(plain, fresh.clone());
    return fresh;
  } catch (cause) {
    const known = await kept();
    if (known) return known;
    throw cause;
  }
}
