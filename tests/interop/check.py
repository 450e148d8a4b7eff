"""Loads bundles with Hugging Face's own packages, compares logits, token ids and texts with the lab's, does what each bundle's README says, as it
stands there, and so trains it again with TRL.

    python check.py FOLDER

FOLDER is what the example `write_bundles` wrote: NAME.zip and NAME.logits.json. `cargo xtask test --interop` does all of it.
"""

import json
import re
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

LOGITS = 1e-5
"""The largest difference of a logit: both sides compute in 32 bits, in another order."""


def check_model(folder, data, pairs, which):
    """The worst difference of a logit at the completions' tokens; asserts that the tokenizer is the lab's."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    missing = {name for name in info["missing_keys"] if name != "lm_head.weight"}
    assert not missing and not info["unexpected_keys"] and not info["mismatched_keys"], info
    assert tokenizer.eos_token_id == 0 and model.config.eos_token_id == 0 and model.config.tie_word_embeddings
    worst, end = 0.0, tokenizer.eos_token
    characters = data.get("tokens", "words") == "characters"
    between = "" if characters else " "
    assert characters or end == "<eos>", end
    for pair in pairs:
        if characters:
            for key in ("prompt", "chosen", "rejected"):
                ids = [number for number in pair["ids"][key] if number]
                assert tokenizer(pair[key])["input_ids"] == ids, (pair[key], ids)
                assert tokenizer.decode(ids) == pair[key], (pair[key], tokenizer.decode(ids))
                assert tokenizer.decode([*ids, 0], skip_special_tokens=True) == pair[key], pair[key]
        for side in ("chosen", "rejected"):
            text = f"{pair['prompt']}{between}{pair[side]}"
            ids = pair["ids"]["prompt"] + pair["ids"][side]
            assert tokenizer(text)["input_ids"] + [0] == ids, (text, ids)
            assert tokenizer(f"{text}{end}")["input_ids"] == ids, (text, ids)
            assert tokenizer.decode(ids) == f"{between}{text}{between}{end}", tokenizer.decode(ids)
            with torch.no_grad():
                logits = model.eval()(torch.tensor([ids])).logits[0].double()
            first = len(pair["ids"]["prompt"]) - 1
            expected = torch.tensor(pair[which][side], dtype=torch.float64)
            worst = max(worst, (logits[first : first + len(expected)] - expected).abs().max().item())
    return worst


def blocks(folder):
    """The README's blocks: what is installed, what loads, what trains."""
    install, load, again = re.findall(r"```(?:python)?\n(.*?)```", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return install, load, again


def check_readme(folder, data, pairs):
    """Does what the README says of loading."""
    install, load, _ = blocks(folder)
    for package in install.split()[2:]:
        name, pinned = package.split("==")
        assert version(name) == pinned, f"{package} is to be installed; what tests it is {version(name)}"
    done = subprocess.run([sys.executable, "-c", load], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    prompt = pairs[0]["prompt"]
    if any(token.isspace() and token != " " for token in data["vocabulary"]):
        # What is written may have lines of its own.
        assert done.stdout.startswith(prompt), done.stdout
        return
    decoded, written = done.stdout.rstrip("\n").split("\n")
    # Both took the likeliest tokens; only the second leaves <eos> out.
    between = "" if data.get("tokens", "words") == "characters" else " "
    answer = decoded.removeprefix(f"{between}{prompt}").removesuffix(f"{between}<eos>")
    assert written == prompt + answer and (not answer or answer.startswith(between)), (decoded, written)


def train(folder, said):
    """What train_trl.py prints last: the largest difference of the loss. What the bundle is stands first."""
    _, _, again = blocks(folder)
    program, script = again.split()
    done = subprocess.run([{"python": sys.executable}[program], script], cwd=folder, capture_output=True, text=True)
    assert said in done.stdout, (said, done.stdout)
    found = re.search(r"largest difference of the loss over (\d+) steps: (\S+)", done.stdout)
    if done.returncode or not found:
        print(done.stdout[-3000:], done.stderr[-3000:])
        return 0, float("inf")
    return int(found[1]), float(found[2])


def main():
    source = Path(sys.argv[1])
    print("python", sys.version.split()[0], *(f"{name} {version(name)}" for name in ("torch", "transformers", "trl", "datasets", "tokenizers", "safetensors")))
    print(f"{'bundle':<18} {'logits':>10} {'reference':>10} {'loss':>10}  steps")
    failed = []
    for archive in sorted(source.glob("*.zip")):
        pairs = json.loads(archive.with_suffix(".logits.json").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(archive) as packed:
            assert packed.testzip() is None, f"{archive.name} is damaged"
            packed.extractall(scratch)
            (folder,) = Path(scratch).iterdir()
            data = json.loads((folder / "lab.json").read_text(encoding="utf-8"))["dataset"]
            logits = check_model(folder, data, pairs, "model")
            reference = check_model(folder / "reference", data, pairs, "reference")
            check_readme(folder, data, pairs)
            bundle = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
            said = {"start-outside": "before its first update", "past-dpo": "30 more than lab.json asks for"}
            steps, loss = train(folder, said.get(archive.stem, bundle["what"]))
        holds = logits <= LOGITS and reference <= LOGITS and loss <= 1e-3 and steps == max(bundle["step"], 1)
        print(f"{archive.stem:<18} {logits:>10.2e} {reference:>10.2e} {loss:>10.2e}  {steps}{'' if holds else '  FAILED'}", flush=True)
        if not holds:
            failed.append(archive.stem)
    if failed or not list(source.glob("*.zip")):
        sys.exit(f"failed: {', '.join(failed) or 'there are no bundles'}")


if __name__ == "__main__":
    main()
