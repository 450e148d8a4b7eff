"""`read_data`: preference data in whatever form people have them, as pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from . import _files as files
from ._lab import SILENCE, Asking, Reply


class _Reader(Asking):
    """Asks the page and shows nothing."""

    def _silence(self, what: str, seconds: float) -> str:
        return (
            f"{super()._silence(what, seconds)} Data are read by WebAssembly in the browser that shows the notebook, not by the kernel. "
            "nbconvert, nbclient and papermill execute notebooks without a browser; kernels before ipykernel 7 hear of it between cells only."
        )


def read_data(
    data: files.Given | Sequence[files.Given],
    *,
    mapping: Mapping[str, str] | None = None,
    roles: Literal["drop", "keep"] = "drop",
    tokens: Literal["words", "characters"] = "words",
    timeout: float = SILENCE,
) -> Reply[dict[str, Any]]:
    """The pairs in preference data of any form: JSON lines, lists, columns, CSV; TRL's forms, HH, OpenAI's, KTO's; other columns' names.

    Await it for a dictionary with ``pairs`` (``prompt``, ``chosen``, ``rejected`` each), ``eval_pairs`` (held out: a lab's ``dataset.eval_pairs``),
    ``tokens``, ``form``, ``mapping``, ``columns``, ``notes`` (``code`` and ``message``: what was joined, split off or passed over) and ``problems`` (``line``,
    ``code`` and ``reason`` of every row of which no pair could be made), and where a lab could hold the pairs ``checks``, as `Lab.check` gives them.
    It is read in the page, as a lab is trained there.

    Args:
        data: The path of a file, its bytes, or a list of these. Of several files those that are named test, eval or valid are held out.
        mapping: Names of columns for ``prompt``, ``chosen``, ``rejected``, ``system``, ``input``, ``label`` and ``held_out``, where they are not
            known by themselves.
        tokens: What of the texts is a token. Characters keep the texts as they are, and cut a common beginning off at a character.
        roles: Whether the words for who speaks in a conversation are left out or kept.
        timeout: Seconds without a word from the page after which waiting ends.

    Raises:
        LabError: A file cannot be read here. Awaiting raises it where something is no data at all.
    """
    given = files.read(data)
    named = {"heldOut" if name == "held_out" else name: column for name, column in (mapping or {}).items()}
    reader = _Reader()
    names, contents = [name for name, _ in given], [content for _, content in given]
    return reader._ask("read", files.answer, "data to be read", timeout, contents, names=names, mapping=named, roles=roles, tokens=tokens)
