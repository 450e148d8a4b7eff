// The service worker: after the first visit the page opens without its host.
//
// The network comes first, so that nobody is left with an old release. But a release is whole or not used: its page names it, release.json
// lists its files with their digests (xtask/src/release.rs), and only when each of them has come as listed is the page given, and then kept in
// place of the one before. Until then the one before is given, of which all is kept. Where nothing can be kept, as with a full disk, what has
// come is given all the same.

const SCOPE = registration.scope;
const NAME = /<meta name="dpop-lab-release" content="(\w+)">/;

/** The newest release that is whole, in memory: its name, and answers by address. */
let held;
let gathering;

addEventListener("install", (event) => event.waitUntil(begin()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || !url.startsWith(SCOPE)) return;
  const name = url.slice(SCOPE.length).split(/[?#]/, 1)[0];
  if (mode === "navigate" && /^(index\.html)?$/.test(name)) event.respondWith(page(event));
  else if (/[?&](seal|sha256)=/.test(url)) event.respondWith(file(event.request));
});

async function begin() {
  const fresh = await fetch(SCOPE, { cache: "no-cache" });
  const release = NAME.exec(await fresh.clone().text())?.[1];
  if (!(await whole(release))) throw new Error("There is no whole release to keep.");
  await keep(release, fresh);
  await skipWaiting();
}

/** The page, the same whatever its query says and under both of its names: of the host's release, if that is whole, or of the one that is kept. */
async function page(event) {
  const kept = await last();
  let fresh;
  try {
    fresh = await fetch(event.request);
  } catch (cause) {
    if (kept) return kept.page;
    throw cause;
  }
  // A way to elsewhere is the browser's to go.
  if (fresh.type === "opaqueredirect" || fresh.redirected) return fresh;
  if (!fresh.ok) return kept?.page ?? fresh;
  const release = NAME.exec(await fresh.clone().text())?.[1];
  // Nothing of ours: what stands at this address is its host's to say.
  if (release === undefined) return fresh;
  if (release !== kept?.release && !(await whole(release))) return kept?.page ?? fresh;
  // That it cannot be kept costs nobody the answer.
  event.waitUntil(keep(release, fresh.clone()).catch(() => {}));
  return fresh;
}

/** A file, which is the one that is meant wherever it lies. */
async function file(request) {
  const known = held?.files.get(request.url)?.clone() ?? (await kept(request.url));
  return known ?? fetch(request);
}

const kept = (url) => caches.match(url, { ignoreVary: true }).catch(() => undefined);

/** Whether all of a release has come, and is at hand. */
function whole(release) {
  if (held?.release === release) return true;
  if (gathering?.release !== release) {
    const outcome = gather(release).then(
      (files) => ((held = { release, files }), true),
      () => false,
    );
    gathering = { release, outcome: outcome.finally(() => (gathering = undefined)) };
  }
  return gathering.outcome;
}

async function gather(release) {
  const list = await (await fetch(`${SCOPE}release.json`, { cache: "no-store" })).json();
  if (list.release !== release) throw new Error("The host's list is of another release.");
  // The page has its engine in it, and without WebGPU it does not ask for the GPU's code.
  const needless = navigator.gpu ? /^dpop-lab-engine/ : /^dpop-lab-(engine|gpu)/;
  const wanted = Object.entries(list.files).filter(([address]) => !needless.test(address));
  const answers = wanted.map(async ([address, integrity]) => {
    const url = SCOPE + address;
    // What the browser kept by itself may be of another release, and fails its digest; what the host has now may not.
    const come = async () => fetch(url, { integrity }).catch(() => fetch(url, { integrity, cache: "reload" }));
    return [url, (await kept(url)) ?? (await come())];
  });
  return new Map(await Promise.all(answers));
}

const ours = async () => (await caches.keys()).filter((name) => name.split(" ", 2).join(" ") === `dpop-lab ${SCOPE}`);

/** The release that is kept: its name and its page. */
async function last() {
  try {
    for (const name of (await ours()).reverse()) {
      const page = await (await caches.open(name)).match(SCOPE);
      const release = name.split(" ")[2];
      if (page && release) return { release, page };
    }
  } catch {}
  return undefined;
}

/** Keeps a release that is whole, in place of all others. Its page comes last: a cache that has one has everything. */
async function keep(release, page) {
  const name = `dpop-lab ${SCOPE} ${release}`;
  const cache = await caches.open(name);
  if (!(await cache.match(SCOPE))) {
    try {
      for (const [url, answer] of held.files) await cache.put(url, answer.clone());
      await cache.put(SCOPE, page);
    } catch (cause) {
      await caches.delete(name);
      throw cause;
    }
  } else await cache.put(SCOPE, page);
  for (const other of await ours()) if (other !== name) await caches.delete(other);
}
