"""What the kernel's side makes of messages and arguments, good and hostile: `python -m unittest discover --start-directory tests/jupyter`."""

from __future__ import annotations

import json
import math
import struct
import unittest
from pathlib import Path
from typing import Any

from dpop_lab import Lab, LabError
from dpop_lab import _files as files
from dpop_lab import _messages as messages

NAMES = ["step", "run", "loss"]


def head(**other: Any) -> dict[str, Any]:
    return {"phase": "preference", "columns": NAMES, "rows": 2, **other}


def metrics(*values: float, **other: Any) -> tuple[Any, list[bytes]]:
    return {"kind": "metrics", "tables": [head(**other)]}, [struct.pack(f"<{len(values)}d", *values)]


class Messages(unittest.TestCase):
    def test_metrics_become_rows(self) -> None:
        content, buffers = metrics(0, 1, 0.5, 1, 1, math.nan)
        message = messages.read(content, [memoryview(buffer) for buffer in buffers])
        assert isinstance(message, messages.Metrics)
        first, second = message.tables[0].rows()
        self.assertEqual(first, {"phase": "preference", "step": 0, "run": 1, "loss": 0.5})
        self.assertTrue(math.isnan(second["loss"]))
        self.assertIsInstance(first["step"], int)

    def test_a_table_without_a_row(self) -> None:
        content = {"kind": "metrics", "tables": [head(columns=[], rows=0)]}
        self.assertEqual(messages.read(content, [b""]), messages.Metrics((messages.Table("preference", (), b""),)))

    def test_what_does_not_fit_is_dropped(self) -> None:
        six = (0, 1, 0.5, 1, 1, 0.5)
        hostile: list[tuple[Any, Any]] = [
            (None, None),
            ([], None),
            ({}, None),
            ({"kind": ["here"]}, None),
            ({"kind": "step", "phase": "other", "step": 1}, None),
            ({"kind": "step", "phase": ["sft"], "step": 1}, None),
            *[({"kind": "step", "phase": "sft", "step": step}, None) for step in (-1, 0.5, 1e9, math.nan, math.inf, "1", True, None)],
            ({"kind": "spec", "spec": {}}, None),
            ({"kind": "spec", "spec": "[]"}, None),
            ({"kind": "spec", "spec": "{"}, None),
            ({"kind": "spec", "spec": "[" * 100_000}, None),
            ({"kind": "spec", "spec": " " * (messages.MAX_SPEC + 1)}, None),
            ({"kind": "metrics", "tables": None}, []),
            ({"kind": "metrics", "tables": [head()] * 3}, [b""] * 3),
            metrics(*six[:5]),
            metrics(*six, rows=2**40),
            metrics(*six, rows="2"),
            metrics(*six, columns=["step", "run"]),
            metrics(*six, columns=["step", "step", "loss"]),
            metrics(*six, columns=["phase", "step", "loss"]),
            metrics(*six, columns=["step", "run", "l" * 65]),
            metrics(*six, columns=[1, 2, 3]),
            metrics(*six, columns=["loss", "run", "more"]),
            metrics(0, 1.5, 0, 0, 1, 0),
            metrics(0, 65, 0, 0, 1, 0),
            metrics(-1, 1, 0, 0, 1, 0),
            metrics(math.nan, 1, 0, 0, 1, 0),
            ({"kind": "answer", "id": -1, "value": "x"}, []),
            ({"kind": "answer", "id": 1, "value": {"x": 1}}, []),
            ({"kind": "failure", "id": 1, "message": 7, "field": None}, []),
            ({"kind": "failure", "id": 1, "message": "x", "field": 7}, []),
        ]
        for content, buffers in hostile:
            with self.subTest(content=str(content)[:200]):
                self.assertIsNone(messages.read(content, buffers))

    def test_long_sentences_are_cut(self) -> None:
        message = messages.read({"kind": "failure", "id": None, "message": "x" * 10**6, "field": "y" * 10**6}, None)
        self.assertEqual(message, messages.Failure(None, "x" * messages.MAX_SENTENCE, "y" * messages.MAX_NAME))


class Data(unittest.TestCase):
    def test_what_was_read_is_in_pythons_spelling(self) -> None:
        told = messages.read({"kind": "data", "data": '{"evalPairs": [], "mapping": {"heldOut": "split"}, "pairs": []}'}, None)
        assert isinstance(told, messages.Data)
        self.assertEqual(files.answer(told.text), {"eval_pairs": [], "mapping": {"held_out": "split"}, "pairs": []})
        self.assertIsNone(messages.read({"kind": "data", "data": "[]"}, None))

    def test_files_are_read_here(self) -> None:
        self.assertEqual(files.read(b"a"), [("", b"a")])
        self.assertEqual(files.read([Path(__file__), b"b"])[0][0], "test_messages.py")
        for given in ("/nowhere/at/all.csv", 5, [None], bytes(files.MOST_BYTES + 1)):
            with self.assertRaises(LabError) as raised:
                files.read(given)  # type: ignore[arg-type]
            self.assertEqual(raised.exception.field, "data")


class Arguments(unittest.TestCase):
    def test_what_a_lab_is_made_of(self) -> None:
        file = Path(__file__).parents[2] / "www/presets/yes-no.json"
        smaug = {"preset": "smaug", "seed": 3}
        for lab, spec in [
            (Lab(preset="smaug", seed=3), smaug),
            (Lab({"preset": "yes-no"}, preset="smaug", seed=3), smaug),
            (Lab(json.dumps(smaug)), smaug),
            (Lab(file), json.loads(file.read_text())),
        ]:
            self.assertEqual((lab.spec, lab.metrics, lab.error), (spec, [], None))
        self.assertEqual(Lab(preset="smaug", panel=["strip", "curves"]).panel, "strip,curves")
        self.assertEqual(len({lab._module.model_id for lab in (Lab(preset="smaug"), Lab(preset="yes-no"))}), 1)

    def test_what_is_no_lab_is_said(self) -> None:
        for given, fragment in [
            (None, "no lab"),
            ({}, "no lab"),
            ("smaug", "not JSON"),
            ("[1]", "list"),
            (7, "int"),
            (Path("/nowhere.json"), "nowhere.json"),
            ({"seed": math.nan}, "JSON"),
            ({"seed": object()}, "JSON"),
        ]:
            with self.subTest(given=str(given)), self.assertRaisesRegex(LabError, fragment) as caught:
                Lab(given)  # type: ignore[arg-type]
            self.assertEqual(caught.exception.field, "spec")


if __name__ == "__main__":
    unittest.main()
