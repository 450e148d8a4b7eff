"""What arrives from the page, checked: one class a message. widget.js has the other end of each.

A page is not trusted more than any other input: every number and size is looked at before anything is made of it, and what does not
fit is dropped as a whole.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

Phase = Literal["sft", "preference"]
#: A row of metrics: ``phase``, ``step``, ``run`` (``None`` in SFT), and the values by TRL's names.
Row = dict[str, Any]

PHASES: tuple[Phase, ...] = ("sft", "preference")
#: The lab file's own limits: steps of a phase, runs.
MAX_STEPS, MAX_RUNS = 100_000, 64
MAX_ROWS = (MAX_STEPS + 1) * MAX_RUNS
MAX_COLUMNS = 64
MAX_NAME = 64
#: Characters of a lab file, which has at most 512 pairs.
MAX_SPEC = 16_000_000
MAX_SENTENCE = 4_000


@dataclass(frozen=True)
class Here:
    """A page has the widget."""


@dataclass(frozen=True)
class Step:
    """Training has come this far."""

    phase: Phase
    step: int


@dataclass(frozen=True)
class Spec:
    """The lab file as JSON text."""

    text: str


@dataclass(frozen=True)
class Data:
    """What was read in the data of a lab, as JSON text."""

    text: str


@dataclass(frozen=True)
class Table:
    """Metrics of one phase; ``numbers`` are little-endian float64, (rows, columns)."""

    phase: Phase
    columns: tuple[str, ...]
    numbers: bytes

    def rows(self) -> list[Row]:
        """One dictionary a row."""
        made: list[Row] = []
        if not self.columns:
            return made
        for values in struct.iter_unpack(f"<{len(self.columns)}d", self.numbers):
            row: Row = {"phase": self.phase, "step": 0, "run": None, **dict(zip(self.columns, values, strict=True))}
            for name in ("step", "run"):
                if row[name] is not None:
                    row[name] = int(row[name])
            made.append(row)
        return made


@dataclass(frozen=True)
class Metrics:
    """All metrics so far."""

    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Answer:
    """To the request with this number."""

    request: int
    value: str | bytes | None


@dataclass(frozen=True)
class Failure:
    """A sentence; where it is about no request, about the lab as a whole."""

    request: int | None
    message: str
    field: str | None


Message = Here | Step | Spec | Data | Metrics | Answer | Failure


def read(content: object, buffers: Sequence[Any] | None) -> Message | None:
    """The message, or nothing where it is none of these.

    Args:
        content: What came as JSON.
        buffers: What came beside it, as bytes or views of bytes.
    """
    if not isinstance(content, Mapping):
        return None
    given = cast("Mapping[str, Any]", content)
    beside = [bytes(buffer) for buffer in buffers or ()]
    match given.get("kind"):
        case "here":
            return Here()
        case "step":
            phase, step = given.get("phase"), _whole(given.get("step"), MAX_STEPS)
            return Step(phase, step) if phase in PHASES and step is not None else None
        case "spec":
            text = given.get("spec")
            return Spec(text) if isinstance(text, str) and len(text) <= MAX_SPEC and _is_object(text) else None
        case "data":
            text = given.get("data")
            return Data(text) if isinstance(text, str) and len(text) <= MAX_SPEC and _is_object(text) else None
        case "metrics":
            return _metrics(given.get("tables"), beside)
        case "answer":
            request, value = _whole(given.get("id"), 2**53), given.get("value")
            if request is None or not (value is None or isinstance(value, str)):
                return None
            return Answer(request, beside[0] if beside else value)
        case "failure":
            message, field = given.get("message"), given.get("field")
            if not isinstance(message, str) or not (field is None or isinstance(field, str)):
                return None
            field = None if field is None else field[:MAX_NAME]
            return Failure(_whole(given.get("id"), 2**53), message[:MAX_SENTENCE], field)
        case _:
            return None


def _metrics(tables: object, beside: list[bytes]) -> Metrics | None:
    if not isinstance(tables, list) or len(tables) != len(beside) or len(tables) > len(PHASES):
        return None
    read_tables = [_table(head, numbers) for head, numbers in zip(tables, beside, strict=True)]
    return Metrics(tuple(table for table in read_tables if table)) if None not in read_tables else None


def _table(head: object, numbers: bytes) -> Table | None:
    if not isinstance(head, Mapping) or head.get("phase") not in PHASES:
        return None
    rows, columns = _whole(head.get("rows"), MAX_ROWS), head.get("columns")
    if rows is None or not isinstance(columns, list) or len(columns) > MAX_COLUMNS:
        return None
    if not all(isinstance(name, str) and 0 < len(name) <= MAX_NAME and name != "phase" for name in columns):
        return None
    if rows > 0 and not (columns and "step" in columns and len(set(columns)) == len(columns)):
        return None
    if len(numbers) != rows * len(columns) * 8:
        return None
    table = Table(head["phase"], tuple(columns), numbers)
    return table if all(_counts(table)) else None


def _counts(table: Table) -> list[bool]:
    """Whether each step and each run is a whole number within the lab file's limits."""
    width = len(table.columns)
    checks = []
    for name, most in (("step", MAX_STEPS), ("run", MAX_RUNS)):
        if name in table.columns:
            values = memoryview(table.numbers)[table.columns.index(name) * 8 :]
            count = len(table.numbers) // (8 * width) if width else 0
            at = (struct.unpack_from("<d", values, row * width * 8)[0] for row in range(count))
            checks.append(all(_whole(value, most) is not None for value in at))
    return checks


def _whole(value: object, most: int) -> int | None:
    """A whole number from 0 to ``most``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Neither NaN nor an infinity is between two numbers.
    if not 0 <= value <= most or value != int(value):
        return None
    return int(value)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
