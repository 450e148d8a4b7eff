"""Whether a tokenizer reads a lab's texts as the lab does: the table `tokenizers.json`, which the lab's own test reads too, against the
package itself.

    python splitting.py

Of a form that the lab takes, every text must give the lab's tokens; of one that it refuses, some text must not, unless the table calls the refusal
cautious. `cargo xtask test --interop` does all of it.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer


def tokenizer(form, words):
    end = {"id": 0, "content": "<eos>", "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    parts = {name: form.get(name) for name in ("truncation", "padding", "normalizer", "post_processor", "decoder")}
    made = Tokenizer.from_str(
        json.dumps(
            {
                "version": "1.0",
                "added_tokens": [end, *form.get("added_tokens", [])],
                "pre_tokenizer": form.get("pre_tokenizer", {"type": "WhitespaceSplit"}),
                "model": {
                    "type": "WordLevel",
                    "vocab": {word: number for number, word in enumerate(words)},
                    "unk_token": form.get("unk_token", "<unk>"),
                },
                **parts,
            }
        )
    )
    # As transformers does at each call.
    made.no_truncation()
    made.no_padding()
    return made


def ids(made, text):
    try:
        return made.encode(text).ids
    except Exception as fault:  # A word that is no token, and no token that stands for such.
        return str(fault)


def main():
    table = json.loads((Path(__file__).parent / "tokenizers.json").read_text(encoding="utf-8"))
    failed = []
    for form in table["forms"]:
        words = form.get("words", table["words"])
        made = tokenizer(form, words)
        own = words[1:]
        between = "" if form.get("tokens") == "characters" else " "
        texts = [own, own[::-1], *([word] for word in own)]
        # With characters the end may be one of the texts that are made of them.
        texts += [list("<eos>")] if not between and "<" in own else []
        same = all(ids(made, between.join(text)) == [words.index(word) for word in text] for text in texts)
        if same != form["taken"] and not form.get("cautious"):
            failed.append(f"{form['name']}: {[ids(made, between.join(text)) for text in texts]}")
        print(f"{'taken' if form['taken'] else 'refused':<8} {'same' if same else 'other':<6} {form['name']}")
    if failed:
        sys.exit("failed: " + "\n".join(failed))


if __name__ == "__main__":
    main()
