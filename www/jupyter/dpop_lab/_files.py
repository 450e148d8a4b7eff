"""Files of data on their way to the page, and what it says of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ._errors import LabError

#: A path, or what is in a file.
Given = str | Path | bytes

#: The page's own limit: a larger file is not even sent.
MOST_BYTES = 4 << 20


def read(given: Given | Sequence[Given]) -> list[tuple[str, bytes]]:
    """The name and the bytes of each file.

    Raises:
        LabError: One cannot be read, or they are too large.
    """
    several = given if isinstance(given, Sequence) and not isinstance(given, str | bytes) else [given]
    files = [_file(each) for each in several]
    total = sum(len(content) for _, content in files)
    if total > MOST_BYTES:
        raise LabError(f"The data have {total} bytes; allowed are at most {MOST_BYTES} (4 MiB). Take some of the rows.", "data")
    return files


def _file(given: object) -> tuple[str, bytes]:
    if isinstance(given, bytes):
        return "", given
    if not isinstance(given, str | Path):
        raise LabError(f"The data are of type {type(given).__name__}; allowed are a path, bytes, and a list of these.", "data")
    path = Path(given)
    try:
        # What cannot be sent need not be read.
        return path.name, path.read_bytes() if path.stat().st_size <= MOST_BYTES else bytes(MOST_BYTES + 1)
    except (OSError, ValueError) as cause:
        raise LabError(f"The file {given} cannot be read: {cause}.", "data") from cause


def answer(text: str) -> dict[str, Any]:
    """What the page says of data, in Python's spelling."""
    found: dict[str, Any] = json.loads(text)
    mapping: dict[str, Any] = found.get("mapping", {})
    names = {"evalPairs": "eval_pairs"}
    told = {names.get(name, name): value for name, value in found.items()}
    checks: list[dict[str, Any]] = found.get("checks", [])
    if checks:
        told["checks"] = [_spelt(finding) for finding in checks]
    return {**told, "mapping": _spelt(mapping)}


def _spelt(told: dict[str, Any]) -> dict[str, Any]:
    return {"held_out" if name == "heldOut" else name: value for name, value in told.items()}
