// Starts the page, or says why it cannot.

import { isFigure, mount } from "./dpop-lab.js";

const place = document.getElementById("dpop-lab-page");
// What the fragment says counts for more than what the query says.
const asked = `${location.search.slice(1)}&${location.hash.slice(1)}`;

if (isFigure(asked)) figure();
else if (window === top && (location.protocol === "https:" || /^(localhost|127\.0\.0\.1)$/.test(location.hostname))) keepForLater();

mount(place, asked).catch((cause) => {
  const sentence = document.createElement("p");
  sentence.className = "page fault";
  sentence.setAttribute("role", "alert");
  sentence.textContent = cause.message;
  place.replaceChildren(sentence);
});

/** In a frame of someone else's page: as high as what is in it, which the page around may take from these messages. */
function figure() {
  document.documentElement.classList.add("framed");
  new ResizeObserver(() => {
    parent.postMessage({ type: "dpop-lab", height: Math.ceil(place.getBoundingClientRect().height) }, "*");
  }).observe(place);
}

/** After the first visit the page opens without its host. Where that is refused it is as any other page: nobody need hear of it. */
async function keepForLater() {
  try {
    if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded, { once: true }));
    await navigator.serviceWorker.register(new URL("./offline.js", import.meta.url));
  } catch {}
}
