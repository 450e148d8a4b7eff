// For pages that show figures in frames: gives each frame the height that it tells.
//
// `<script type="module" src="…/frames.js"></script>` stands beside the frames, wherever it likes; a policy allows it by the lab's address.

const HOME = new URL("./", import.meta.url).href;

/** No figure is higher: a page stays one that can be read. */
const HIGHEST = 5000;

const frames = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(HOME));

addEventListener("message", ({ source, data }) => {
  const frame = frames().find(({ contentWindow }) => contentWindow === source);
  if (!frame || data?.type !== "dpop-lab" || !(data.height > 0)) return;
  frame.style.boxSizing = "content-box";
  frame.style.height = `${Math.min(data.height, HIGHEST)}px`;
});

// What they have told already they tell again.
for (const frame of frames()) frame.contentWindow?.postMessage({ type: "dpop-lab" }, "*");
