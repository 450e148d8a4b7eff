"""Writes `src/data/tokens/classes.rs`: what of Unicode decides where a character ends, in as few bytes as a page may spend on it.

    python make_characters.py TABLES

TABLES is `src/tables.rs` of the crate unicode-segmentation, whose version is Unicode's. Hangul syllables, the joiner and line breaks are in
no table, but told by their numbers. `tests.rs` beside the file compares with the crate itself, character by character.
"""

import re
import sys
from pathlib import Path

CLASSES = ["Control", "Extend", "SpacingMark", "Prepend", "Pictograph", "Consonant", "Flag", "L", "V", "T"]
NAMES = {"GC_Extended_Pictographic": "Pictograph", "GC_InCB_Consonant": "Consonant", "GC_Regional_Indicator": "Flag"}
TOLD = {"GC_CR", "GC_LF", "GC_ZWJ", "GC_LV", "GC_LVT"}


def number(value):
    """Seven bits a byte, the lowest first; all but the last have the eighth set."""
    while value >= 128:
        yield value % 128 + 128
        value //= 128
    yield value


def main():
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    version = re.search(r"UNICODE_VERSION: \(u64, u64, u64\) = \((\d+), (\d+), (\d+)\)", text)
    table = text[text.index("const grapheme_cat_table") :]
    table = table[: table.index("];")]
    ranges = re.findall(r"\('\\u\{([0-9a-f]+)\}',\s*'\\u\{([0-9a-f]+)\}',\s*(GC_\w+)\)", table)
    packed, end = bytearray(), 0
    for first, last, name in sorted((int(first, 16), int(last, 16), name) for first, last, name in ranges if name not in TOLD):
        kind, more = CLASSES.index(NAMES.get(name, name.removeprefix("GC_"))), last - first
        packed.append(kind * 16 + min(more, 15))
        if more >= 15:
            packed.extend(number(more - 15))
        packed.extend(number(first - end))
        end = last + 1
    lines = [packed[at : at + 32] for at in range(0, len(packed), 32)]
    rows = "\\\n".join("    " + "".join(f"\\x{byte:02x}" for byte in line) for line in lines)
    out = Path(__file__).parents[2] / "src/data/tokens/classes.rs"
    out.write_text(
        f"//! Unicode {'.'.join(version.groups())}, written by `tests/golden/make_characters.py`.\n\n"
        "/// Ranges in ascending order. A byte of class and length, the class in its upper half; of 15 and more the rest follows; then how many\n"
        "/// numbers lie between the last range and this one. Both are numbers of seven bits a byte, the lowest first.\n"
        f'pub const PACKED: &[u8] = b"\\\n{rows}";\n',
        encoding="utf-8",
    )
    print(f"{len(packed)} bytes")


if __name__ == "__main__":
    main()
