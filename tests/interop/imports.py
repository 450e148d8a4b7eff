"""Models that Hugging Face's own packages save, and whether the lab computes the same with them.

    python imports.py make FOLDER
    python imports.py check FOLDER

`make` saves small GPT-2s with tokenizers of words or characters by `save_pretrained` and zips their folders as people do; the example `read_folders`
imports each; `check` compares its logits with those of the model in the folder. `cargo xtask test --interop` does all of it.
"""

import json
import re
import sys
import tempfile
import zipfile
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoTokenizer, GPT2Config, GPT2LMHeadModel, GPT2Model, PreTrainedTokenizerFast

LOGITS = 1e-4
"""The largest difference of a logit: both sides compute in 32 bits, in another order, and these logits are of size 10."""

WORDS = ["what", "is", "2", "+", "=", "4", "5", "."]
PAIRS = [
    {"prompt": "what is 2 + 2", "chosen": "= 4 .", "rejected": "= 5 ."},
    {"prompt": "2 + 2 =", "chosen": "4 .", "rejected": "5 5 5 ."},
]


CHARACTERS = [
    {"prompt": "2+2=", "chosen": "4\n", "rejected": "5 "},
    {"prompt": " e\u0301", "chosen": "👨‍👩‍👧.", "rejected": "<eos>"},
]


def pairs_of(name):
    """The pairs of a case, and what stands between a prompt and an answer."""
    return (CHARACTERS, "") if name == "characters" else (PAIRS, " ")


def kind(name):
    return "characters" if name == "characters" else "words"


def characters(tokens, eos):
    """A tokenizer of characters as a bundle has it: it looks for each, the longest first."""
    ordered = sorted(tokens, key=lambda token: (-len(token.encode()), token.encode()))
    pattern = "|".join(re.sub(r"[\\.*?+^$|()\[\]{}]", r"\\\g<0>", token) for token in ordered)
    made = Tokenizer(models.WordLevel({token: number for number, token in enumerate([*tokens, eos])}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(pattern), "isolated")
    made.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=made, eos_token=eos)


def tokenizer(words, eos, **special):
    """A tokenizer of these words, numbered in their order."""
    words = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token=eos))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=words, eos_token=eos, **special)


def cases():
    """Names, models and tokenizers."""

    def config(count, **more):
        # Large values, so that no difference hides behind logits that are all alike.
        return GPT2Config(vocab_size=count, n_positions=16, n_embd=16, n_layer=2, n_head=4, initializer_range=0.4, **more)

    last = [*WORDS, "</s>"]
    yield "plain", GPT2LMHeadModel(config(9)), tokenizer(["<eos>", *WORDS], "<eos>")
    yield "end-last", GPT2LMHeadModel(config(9, eos_token_id=8, bos_token_id=8)), tokenizer(last, "</s>")
    yield "bare", GPT2Model(config(9)), tokenizer(last, "</s>")
    yield "bfloat16", GPT2LMHeadModel(config(9)).to(torch.bfloat16), tokenizer(last, "</s>")
    yield "float16", GPT2LMHeadModel(config(9)).to(torch.float16), tokenizer(last, "</s>")
    own = ["2", "+", "=", "4", "\n", "5", " ", "e\u0301", "👨‍👩‍👧", ".", "<", "e", "o", "s", ">"]
    yield "characters", GPT2LMHeadModel(config(16, eos_token_id=15, bos_token_id=15)), characters(own, "<end>")
    yield "padded", GPT2LMHeadModel(config(11)), tokenizer(last, "</s>", pad_token="[PAD]", unk_token="[UNK]")
    # Vocabularies are rounded up, and large models are saved in several files.
    yield "spare-rows", GPT2LMHeadModel(config(16)), tokenizer(last, "</s>")
    yield "shards", GPT2LMHeadModel(config(9)), tokenizer(last, "</s>")


def make(folder):
    torch.manual_seed(0)
    for name, model, words in cases():
        with tempfile.TemporaryDirectory() as scratch:
            model.save_pretrained(scratch, **({"max_shard_size": "8KB"} if name == "shards" else {}))
            assert (name == "shards") == (len(list(Path(scratch).glob("model-*-of-*.safetensors"))) > 1), name
            words.save_pretrained(scratch)
            with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
                for path in sorted(Path(scratch).iterdir()):
                    packed.write(path, f"{name}/{path.name}")
        pairs, _ = pairs_of(name)
        (folder / f"{name}.lab.json").write_text(json.dumps({"dataset": {"tokens": kind(name), "pairs": pairs}}), encoding="utf-8")


def difference(archive):
    """The worst difference of a logit."""
    seen = json.loads(archive.with_suffix(".logits.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(archive) as packed:
        packed.extractall(scratch)
        (folder,) = Path(scratch).iterdir()
        words = AutoTokenizer.from_pretrained(folder)
        model = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32).eval()
    # The lab's first token is the end, whatever it was called.
    columns = [words.eos_token_id, *(words.convert_tokens_to_ids(token) for token in seen["tokens"][1:])]
    # Rows that no token has are left out.
    assert sorted(columns) == list(range(len(words))), (seen["tokens"], columns)
    worst = 0.0
    pairs, between = pairs_of(archive.stem)
    for pair, logits in zip(pairs, seen["pairs"], strict=True):
        for side in ("chosen", "rejected"):
            text = f"{pair['prompt']}{between}{pair[side]}"
            ids = words(text)["input_ids"]
            assert between or words.decode(ids) == text, (text, words.decode(ids))
            with torch.no_grad():
                expected = model(torch.tensor([ids])).logits[0][:, columns].double()
            first = len(words(pair["prompt"])["input_ids"]) - 1
            given = torch.tensor(logits[side], dtype=torch.float64)
            worst = max(worst, (expected[first : first + len(given)] - given).abs().max().item())
    return worst


def check(folder):
    print(f"{'import':<18} {'logits':>10}")
    failed = []
    archives = sorted(folder.glob("*.zip"))
    for archive in archives:
        worst = difference(archive)
        print(f"{archive.stem:<18} {worst:>10.2e}{'' if worst <= LOGITS else '  FAILED'}", flush=True)
        if not worst <= LOGITS:
            failed.append(archive.stem)
    if failed or not archives:
        sys.exit(f"failed: {', '.join(failed) or 'there are no imports'}")


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](Path(sys.argv[2]))
