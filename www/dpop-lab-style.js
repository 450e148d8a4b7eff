// The page's style sheet as text, for figures in shadow roots. `cargo xtask build` writes the text itself into this file, so that nothing
// need be fetched; this form of it is for a site that Trunk alone has built.

const answer = await fetch(new URL("./style.css", import.meta.url));
if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
export default await answer.text();
