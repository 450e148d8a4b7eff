// For `cargo xtask build --single-file` alone: takes the place of `fetch` and of `import.meta.url` in the modules that it bundles.
//
// A page from a disk may fetch nothing. So the site's files are data in the page, and a module that asks for one by an address beside its
// own gets that data; any other request goes out as ever.

import files from "single-file:files";

/** Where the modules believe to stand: beside the page. */
export const HERE = location.href.split(/[?#]/, 1)[0];

const folder = new URL("./", HERE).href;

const inlined = (resource) => {
  const address = String(resource?.url ?? resource);
  return address.startsWith(folder) ? files[address.slice(folder.length)] : undefined;
};

const fetchInlined = (resource, options) => globalThis.fetch(inlined(resource) ?? resource, options);

export { fetchInlined as fetch };
