// Starts the page, or says why it cannot.

const place = document.getElementById("dpop-lab-page");
// What the fragment says counts for more than what the query says.
const asked = `${location.search.slice(1)}&${location.hash.slice(1)}`;
// Links open where this page stands, which may be a file on a disk.
const site = location.href.split(/[?#]/, 1)[0].replace(/\/index\.html$/, "/");

try {
  const { isFigure, mount } = await import("./dpop-lab.js").catch(anew).catch(missing);
  if (isFigure(asked)) figure();
  else if (window === top && (location.protocol === "https:" || /^(localhost|127\.0\.0\.1)$/.test(location.hostname))) keepForLater();
  await mount(place, asked, undefined, { site });
} catch (cause) {
  const sentence = document.createElement("p");
  sentence.className = "page fault";
  sentence.setAttribute("role", "alert");
  sentence.textContent = cause.message;
  place.replaceChildren(sentence);
}

/** A file of another release may be what the browser kept of a host that was half replaced; the host itself may have the right one by now. */
function anew(cause) {
  if (!cause.anew) throw cause;
  return cause.anew();
}

/** Says which file did not come; everything after it is said by that file. */
function missing(cause) {
  throw new Error(`The file ${new URL("dpop-lab.js", site)} could not be loaded: it is missing, or its host or the network does not answer (${cause.message}).`);
}

/** In a frame of someone else's page: as high as what is in it, which the page around may take from these messages. */
function figure() {
  document.documentElement.classList.add("framed");
  const tell = () => parent.postMessage({ type: "dpop-lab", height: Math.ceil(place.getBoundingClientRect().height) }, "*");
  if (typeof ResizeObserver === "undefined") setInterval(tell, 1000);
  else new ResizeObserver(tell).observe(place);
  // Who begins to listen late asks.
  addEventListener("message", ({ data }) => data?.type === "dpop-lab" && tell());
}

/** After the first visit the page opens without its host. Where that is refused it is as any other page: nobody need hear of it. */
async function keepForLater() {
  try {
    if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded, { once: true }));
    const address = new URL("./offline.js", import.meta.url).href;
    // Where the document wants Trusted Types, a script's address is one of them.
    const policy = globalThis.trustedTypes?.createPolicy("dpop-lab", { createScriptURL: () => address });
    await navigator.serviceWorker.register(policy ? policy.createScriptURL("") : address);
  } catch {}
}
