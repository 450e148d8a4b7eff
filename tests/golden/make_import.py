"""Writes import.jsonl.z: data as Python writes them, in every form that is read, and the pairs that Python's own readers find in them.

    python3 make_import.py

It is JSON lines, packed with zlib, of which Python's `zlib.decompress` makes text again. Each line is one text: `form`, `name` (a file name, or null), the text itself in base64, and `pairs`, as (prompt, chosen, rejected) with one space
between words; where some are held out, these as `eval`, and where the columns must be said, `mapping`. Encodings, line ends, quoting, nesting, and the order and spelling of columns vary.
Every text is read back with `json` or `csv` before it is written: what stands in `pairs` is what they give.
"""

import base64
import csv
import io
import json
import random
import zlib

EACH = 200
WORDS = "tea coffee sun rain 2 + = . ? yes no the cat sat ran « » é ü ß 日 本 🐱 n'est-ce \"so\" a,b x;y tab|bar {brace} [list] \\n 'q' <b> -1 =1 :".split()
PLAIN = [word for word in WORDS if all(ord(sign) < 256 for sign in word)]
ENCODINGS = ["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
ENDS = ["\n", "\n", "\r\n", "\r"]
NAMES = [
    ("prompt", "chosen", "rejected"), ("question", "chosen", "rejected"), ("Prompt", "Chosen Response", "Rejected Response"),
    ("instruction", "response_chosen", "response_rejected"), ("query", "better", "worse"), ("prompt", "preferred", "dispreferred"),
    ("problem", "chosenAnswer", "rejectedAnswer"), ("input", "good", "bad"), ("prompt", "y_w", "y_l"), ("question", "preferred-response", "rejected-response"),
]
RANKED = [("output_1", "output_2"), ("response_a", "response_b"), ("answer_0", "answer_1"), ("completion_a", "completion_b")]
# Names that say nothing here: `mapping` says which is which.
UNKNOWN = ["frage", "antwort", "第一", "x y", "a,b", "<b>", "\u202eturned", "q\"uote", "n" * 90, "colonne;une"]
TABLES = {"csv": ",", "semicolon": ";", "tsv": "\t", "pipe": "|"}


def texts(rng, words, first=None):
    """A text of a few words, now and then with more space than one between them."""
    chosen = [rng.choice(words) for _ in range(rng.randint(1, 4))]
    if first:
        chosen.insert(0, first)
    between = rng.choice([" "] * 6 + ["  ", "\n", "\t"])
    return between.join(chosen)


def tidy(text):
    return " ".join(text.split())


def rows_of(rng, words):
    """Rows with answers that differ, as (prompt, chosen, rejected)."""
    rows = []
    while len(rows) < 2:
        row = tuple(texts(rng, words) for _ in range(3))
        if tidy(row[1]) != tidy(row[2]):
            rows.append(row)
    return rows[: rng.randint(1, 2)]


def shuffled(rng, columns):
    columns = list(columns.items())
    rng.shuffle(columns)
    return dict(columns)


def spare(rng):
    """Columns that say nothing of a pair."""
    values = [None, True, 1.5, -3, float("nan"), float("inf"), "x", [1, [2]], {"a": {"b": []}}, [{"role": "user", "content": "z"}]]
    return {name: rng.choice(values) for name in rng.sample(["id", "score_chosen", "messages", "meta", "source"], rng.randint(0, 3))}


def dumped(rng, value, over_lines=False):
    style = rng.choice([{"separators": (",", ":")}, {}, {"separators": (" , ", " : ")}])
    indent = rng.choice([None, 1, 2, "\t"]) if over_lines else None
    return json.dumps(value, ensure_ascii=rng.random() < 0.4, indent=indent, **style)


def turn(role, content, sharegpt=False):
    return {"from": {"user": "human", "assistant": "gpt"}.get(role, role), "value": content} if sharegpt else {"role": role, "content": content}


def row_of(rng, form, row, words):
    """A row in a form, and its pair."""
    prompt, chosen, rejected = row
    pair = tuple(map(tidy, row))
    if form == "standard":
        names = rng.choice(NAMES)
        return {**dict(zip(names, row)), **spare(rng)}, pair
    if form == "implicit":
        # What both begin with is the prompt: the answers must part at their first word.
        one, other = rng.sample(["one", "other", "third"], 2)
        chosen, rejected = f"{one} {chosen}", f"{other} {rejected}"
        return {"chosen": f"{prompt} {chosen}", "rejected": f"{prompt} {rejected}"}, (tidy(prompt), tidy(chosen), tidy(rejected))
    if form == "conversational":
        head = [turn("system", "be short")] if rng.random() < 0.3 else []
        for _ in range(rng.randint(0, 2)):
            head += [turn("user", texts(rng, words)), turn("assistant", texts(rng, words))]
        head.append(turn("user", prompt))
        whole = tidy(" ".join(said["content"] for said in head))
        good, bad = turn("assistant", chosen), turn("assistant", rejected)
        kind = rng.randrange(3)
        if kind == 0:
            return {"prompt": head, "chosen": [good], "rejected": [bad], **spare(rng)}, (whole, pair[1], pair[2])
        if kind == 1:
            return {"chosen": [*head, good], "rejected": [*head, bad]}, (whole, pair[1], pair[2])
        return {"prompt": head, "chosen": chosen, "rejected": rejected}, (whole, pair[1], pair[2])
    if form == "sharegpt":
        head = [turn("user", prompt, True)]
        return {"conversations": head, "chosen": turn("assistant", chosen, True), "rejected": turn("assistant", rejected, True)}, pair
    if form == "hh":
        head = "".join(f"\n\nHuman: {texts(rng, words)}\n\nAssistant: {texts(rng, words)}" for _ in range(rng.randint(0, 2)))
        head += f"\n\nHuman: {prompt}\n\nAssistant:"
        whole = tidy(head.replace("\n\nHuman:", " ").replace("\n\nAssistant:", " "))
        if rng.random() < 0.5:
            return {"chosen": f"{head} {chosen}", "rejected": f"{head} {rejected}"}, (whole, pair[1], pair[2])
        return {"prompt": head, "chosen": f" {chosen}", "rejected": f" {rejected}"}, (whole, pair[1], pair[2])
    if form == "instruct":
        more = texts(rng, words) if rng.random() < 0.7 else ""
        before = texts(rng, words) if rng.random() < 0.5 else None
        whole = tidy(" ".join([before or "", prompt, more]))
        return {"instruction": prompt, "input": more, "system": before, "chosen": chosen, "rejected": rejected}, (whole, pair[1], pair[2])
    if form == "ranked":
        one, other = rng.choice(RANKED)
        is_first = rng.random() < 0.5
        end = (one if is_first else other).rsplit("_", 1)[1]
        said = rng.choice([end, one if is_first else other] + ([int(end), float(end)] if end.isdigit() else []))
        answers = (chosen, rejected) if is_first else (rejected, chosen)
        return {"prompt": prompt, one: answers[0], other: answers[1], rng.choice(["preference", "better", "choice"]): said}, pair
    if form == "openai":
        messages = {"messages": [turn("user", prompt)], **({"tools": []} if rng.random() < 0.5 else {})}
        return {"input": messages, "preferred_output": [turn("assistant", chosen)], "non_preferred_output": [turn("assistant", rejected)]}, pair
    raise ValueError(form)


def encoded(rng, text, all_of_them=True):
    """Bytes of a text, and the name of a file."""
    kind = rng.choice(ENCODINGS if all_of_them else ENCODINGS[:3])
    try:
        return text.encode(kind), kind
    except UnicodeEncodeError:
        return text.encode("utf-8"), "utf-8"


def is_alike(text, kind, content):
    """Whether the bytes are text in one way only: Latin-1 without a letter beyond ASCII is UTF-8, and UTF-16 without a mark begins with ASCII."""
    if kind in ("utf-16-le", "utf-16-be"):
        return all(0 < ord(sign) < 128 for sign in text[:2])
    if kind == "cp1252":
        try:
            return content.decode("utf-8") == text
        except UnicodeDecodeError:
            return True
    return True


def json_variant(rng, form):
    words = PLAIN if rng.random() < 0.4 else WORDS
    made = [row_of(rng, form, row, words) for row in rows_of(rng, words)]
    rows, pairs = [shuffled(rng, row) for row, _ in made], [pair for _, pair in made]
    container = rng.choice(["lines", "lines", "list", "columns", "parts", "values"])
    # Columns have the same names in every row.
    if container == "columns" and all(row.keys() == rows[0].keys() for row in rows) and not set(rows[0]) & {"messages", "meta"}:
        text = dumped(rng, {name: [row[name] for row in rows] for name in rows[0]}, True)
        found = json.loads(text)
        alike = lambda rows: repr([sorted(row.items(), key=lambda item: item[0]) for row in rows])
        assert alike(dict(zip(found, values)) for values in zip(*found.values())) == alike(rows)
    elif container == "list":
        text = dumped(rng, rows, True)
        assert repr(json.loads(text)) == repr(rows)
    elif container == "parts":
        text = dumped(rng, {"train": rows}, True)
        assert repr(json.loads(text)["train"]) == repr(rows)
    elif container == "values":
        text = "\n".join(json.dumps(row, indent=2, ensure_ascii=False) for row in rows)
    else:
        end = rng.choice(ENDS)
        blank = rng.choice(["", "", end])
        text = (end + blank).join(dumped(rng, row) for row in rows) + rng.choice(["", end])
        with io.StringIO(text, newline=None) as lines:
            assert repr([json.loads(line) for line in lines if line.strip()]) == repr(rows)
    return text, pairs, rng.choice([None, "data.json", "data.jsonl"])


def table_variant(rng, between):
    words = [word for word in (PLAIN if rng.random() < 0.5 else WORDS)]
    rows = rows_of(rng, words)
    names = list(rng.choice(NAMES))
    columns = [(name, [row[at] for row in rows]) for at, name in enumerate(names)]
    columns += [(name, [rng.choice(["", "1", "x,y", "\""]) for _ in rows]) for name in rng.sample(["id", "source"], rng.randint(0, 2))]
    rng.shuffle(columns)
    out = io.StringIO(newline="")
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    writer = csv.writer(out, delimiter=between, quoting=quoting, lineterminator=rng.choice(["\n", "\r\n"]))
    writer.writerow([name for name, _ in columns])
    writer.writerows(zip(*[values for _, values in columns]))
    text = out.getvalue()
    read = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=between))
    pairs = [tuple(tidy(row[name]) for name in names) for row in read]
    assert pairs == [tuple(map(tidy, row)) for row in rows]
    return text, pairs, rng.choice([None, "data.csv", "data.tsv"])


def split_variant(rng):
    """Rows of which some are held out: a column says so, or the part of the data set in which they are."""
    rows = [row for _ in range(3) for row in rows_of(rng, WORDS)]
    held = [rng.random() < 0.4 for _ in rows]
    records = [dict(zip(("prompt", "chosen", "rejected"), row)) for row in rows]
    trained, out = rng.choice([("train", "test"), ("train", "validation"), ("training", "eval")])
    kind = rng.choice(["column", "flag", "parts", "csv"])
    if kind == "parts":
        parts = {trained: [r for r, h in zip(records, held) if not h], out: [r for r, h in zip(records, held) if h]}
        text = dumped(rng, parts, True)
        found = json.loads(text)
        assert found == parts
    elif kind == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(["split", "prompt", "chosen", "rejected"])
        writer.writerows([out if h else trained, *row] for row, h in zip(rows, held))
        text = text.getvalue()
        assert [tuple(row[1:]) for row in list(csv.reader(io.StringIO(text, newline="")))[1:]] == rows
    else:
        said = (lambda h: out if h else trained) if kind == "column" else (lambda h: h)
        key = "split" if kind == "column" else rng.choice(["held_out", "is_test"])
        text = "\n".join(dumped(rng, shuffled(rng, {**record, key: said(h)})) for record, h in zip(records, held))
        assert [json.loads(line)["prompt"] for line in text.split("\n")] == [row[0] for row in rows]
    pairs = [[tuple(map(tidy, row)) for row, h in zip(rows, held) if h is wanted] for wanted in (False, True)]
    return text, pairs[0], None, {"eval": pairs[1]}


def mapped_variant(rng):
    """Columns whose names say nothing, in lines, lists and tables, and what each of them is."""
    rows = rows_of(rng, WORDS)
    prompt, chosen, rejected, spare_name = rng.sample(UNKNOWN, 4)
    records = [shuffled(rng, {prompt: row[0], chosen: row[1], rejected: row[2], spare_name: "spare"}) for row in rows]
    kind = rng.choice(["lines", "list", "csv"])
    if kind == "csv":
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(records[0]))
        writer.writeheader()
        writer.writerows(records)
        text = text.getvalue()
        assert list(csv.DictReader(io.StringIO(text, newline=""))) == records
    elif kind == "list":
        text = dumped(rng, records, True)
        assert json.loads(text) == records
    else:
        text = "\n".join(dumped(rng, record) for record in records)
        assert [json.loads(line) for line in text.split("\n")] == records
    mapping = {"prompt": prompt, "chosen": chosen, "rejected": rejected}
    return text, [tuple(map(tidy, row)) for row in rows], "data.csv" if kind == "csv" else None, {"mapping": mapping}


def unpaired_variant(rng):
    words = WORDS
    rows, pairs = [], []
    for index, (prompt, good, bad) in enumerate(rows_of(rng, words)):
        prompt = f"{index} {prompt}"
        both = [{"prompt": prompt, "completion": good, "label": True}, {"prompt": prompt, "completion": bad, "label": False}]
        rng.shuffle(both)
        rows += both
        pairs.append(tuple(map(tidy, (prompt, good, bad))))
    text = "\n".join(dumped(rng, row) for row in rows)
    assert [json.loads(line) for line in text.split("\n")] == rows
    return text, pairs, None


def main():
    rng = random.Random(2024)
    forms = ["standard", "implicit", "conversational", "sharegpt", "hh", "openai", "instruct", "ranked", *TABLES, "unpaired", "split", "mapped"]
    lines = []
    for form in forms:
        made = 0
        while made < EACH:
            make = {"unpaired": unpaired_variant, "split": split_variant, "mapped": mapped_variant}.get(form)
            made_of = table_variant(rng, TABLES[form]) if form in TABLES else make(rng) if make else json_variant(rng, form)
            text, pairs, name, *more = made_of
            content, kind = encoded(rng, text)
            if not is_alike(text, kind, content):
                continue
            made += 1
            line = {"form": form, "name": name, "text": base64.b64encode(content).decode(), "pairs": pairs, **(more[0] if more else {})}
            lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    with open("import.jsonl.z", "wb") as file:
        file.write(zlib.compress("".join(lines).encode(), 9))


if __name__ == "__main__":
    main()
