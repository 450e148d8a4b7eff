// The texts that are the same in every bundle: the script and the README. `cargo xtask build` writes the texts themselves into this file, so
// that nothing need be fetched; this form of it is for a site that Trunk alone has built.

const text = async (name) => {
  const answer = await fetch(new URL(`./bundle/${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
  return answer.text();
};
export default await Promise.all(["train_trl.py", "README.md"].map(text));
