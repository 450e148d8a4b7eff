// For `cargo xtask package` alone: takes the place of `fetch`, of `import.meta.url` and of `IntersectionObserver` in the modules that it
// bundles for notebooks.
//
// A widget's code comes from the kernel, not from a host that has more files. So the files come with it, and a module that asks for one by
// an address beside its own gets that; any other request goes out as ever.

/** Where the modules believe to stand: nobody is there, and nothing that is asked for there leaves the page. */
export const HERE = "https://dpop-lab.invalid/";

const TYPES = { wasm: "application/wasm" };

let files = new Map();

/** Takes the files: a map from names as in the site to bytes. */
export const provide = (given) => (files = given);

const fetchProvided = async (resource, options) => {
  const address = String(resource?.url ?? resource);
  if (!address.startsWith(HERE)) return globalThis.fetch(resource, options);
  const name = address.slice(HERE.length);
  const bytes = files.get(name);
  if (bytes === undefined) return new Response(null, { status: 404 });
  return new Response(bytes, { headers: { "Content-Type": TYPES[name.split(".").at(-1)] ?? "text/plain" } });
};

/** In a notebook everything counts as seen: Python waits for what is trained, whether or not it has scrolled away. */
class AlwaysSeen {
  #tell;

  constructor(tell) {
    this.#tell = tell;
  }

  observe(target) {
    queueMicrotask(() => this.#tell?.([{ isIntersecting: true, target }]));
  }

  disconnect() {
    this.#tell = undefined;
  }
}

export { fetchProvided as fetch, AlwaysSeen as IntersectionObserver };
