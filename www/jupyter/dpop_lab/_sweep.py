"""`sweep`: a lab over axes of values and over seeds, trained by Node on this machine's processors, without a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ._errors import LabError

#: The module for programs, and the command that comes with it.
COMMAND = Path(__file__).parent / "node" / "cli.js"

#: The first Node that the module runs in.
NODE = (20, 16)


def sweep(
    spec: Mapping[str, Any] | str | Path,
    *,
    axes: Mapping[str, Sequence[float | str]] | None = None,
    seeds: int | Sequence[int] | None = None,
    steps: Sequence[int] = (),
    workers: int | None = None,
    shard: tuple[int, int] | None = None,
    on_cell: Callable[[dict[str, Any]], None] | None = None,
) -> list[dict[str, Any]]:
    """Trains a lab at every combination of some values, once for each seed, and gives one dictionary a cell.

    A cell has ``at`` (its value of each axis), ``seed``, and ``runs``: of each run the last row of metrics, with ``delta/chosen`` and
    ``delta/rejected`` (nats from the reference; ``eval_delta/…`` of held-out pairs) beside it; or ``error`` in their place. The numbers
    are those of the lab trained alone, to the bit.

    Node 20.16 or newer trains, and must be on the path; no browser is needed. An interrupt of the kernel ends it.

    Args:
        spec: A lab file: a dictionary, such as ``{"preset": "smaug"}``, its JSON text, or the path of a file.
        axes: Fields of the lab file and their values, such as ``{"runs[*].beta": [0.1, 0.3], "preference.learning_rate": [3e-4, 3e-3]}``.
        seeds: So many seeds from 0, or these; by default the lab's own.
        steps: Steps of the preference phase whose rows are wanted too, in ``rows`` of each run.
        workers: Processors to train on; by default all but one.
        shard: ``(3, 16)``: the third of sixteen fixed shares of the cells.
        on_cell: Is given each cell as soon as it is there.

    Raises:
        LabError: What was given is no lab or no sweep; or Node is not at hand, or too old.
    """
    text = _text(spec)
    words = ["sweep", "-"]
    for field, values in (axes or {}).items():
        words += ["--axis", f"{field}={','.join(str(value) for value in values)}"]
    if seeds is not None:
        words += ["--seeds", str(seeds) if isinstance(seeds, int) else ",".join([*map(str, seeds), ""])]
    if steps:
        words += ["--steps", ",".join(map(str, steps))]
    if workers is not None:
        words += ["--workers", str(workers)]
    if shard is not None:
        words += ["--shard", f"{shard[0]}/{shard[1]}"]
    cells = []
    with subprocess.Popen(
        [_node(), str(COMMAND), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as node:
        try:
            # It reads all of it before it writes anything.
            try:
                node.stdin.write(text)
                node.stdin.close()
            except BrokenPipeError:
                pass  # It has refused what else it was given, and says why.
            for line in node.stdout:
                cells.append(json.loads(line))
                if on_cell is not None:
                    on_cell(cells[-1])
            said = node.stderr.read().strip()
        except BaseException:
            node.kill()
            raise
    if node.returncode != 0:
        raise LabError(said or f"Node ended with the exit status {node.returncode}.")
    return sorted(cells, key=lambda cell: cell["cell"])


def _text(spec: Mapping[str, Any] | str | Path) -> str:
    if isinstance(spec, Mapping):
        return json.dumps(spec)
    if isinstance(spec, str) and spec.lstrip().startswith("{"):
        return spec
    try:
        return Path(spec).read_text(encoding="utf-8")
    except OSError as cause:
        raise LabError(f"The lab file {spec} cannot be read: {cause.strerror}.") from cause


def _node() -> str:
    wanted = ".".join(map(str, NODE))
    node = shutil.which("node")
    if node is None:
        raise LabError(f"A sweep needs Node {wanted} or newer, and there is no program node on the path; install it from nodejs.org or with conda.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    numbers = tuple(int(part) for part in version.lstrip("v").split(".")[:2] if part.isdigit())
    if numbers < NODE:
        raise LabError(f"A sweep needs Node {wanted} or newer; {node} is {version or 'none'}.")
    return node
