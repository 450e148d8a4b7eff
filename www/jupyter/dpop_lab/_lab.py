"""`Lab`, the widget, and `Reply`, what it gives for what takes time."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import anywidget
import ipywidgets
import traitlets

from . import _files as files
from . import _messages as messages
from ._errors import LabError
from ._module import shared

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")

_EXECUTED = "nbconvert, nbclient and papermill execute notebooks without a browser."
_LATER = (
    "Kernels before ipykernel 7 hear of widgets between cells only: there, let the figure train, and read lab.metrics in a later cell."
)

#: Seconds without a word from the page after which it is given up; training says how far it is several times a second.
SILENCE = 120.0
#: Seconds for a browser's first word; a front end that shows widgets opens one at once, before it has the module.
FIRST_WORD = 30.0


class Reply(Generic[T]):
    """What the page was asked for. ``await`` it; asking has already begun.

    Awaiting raises `LabError` with the page's own sentence, or one that says why no answer can come.
    """

    def __init__(self, lab: Asking, number: int, made_of: Callable[[Any], T], what: str, timeout: float) -> None:
        self._lab, self._number, self._made_of, self._what, self._timeout = lab, number, made_of, what, timeout
        self._begun = time.monotonic()
        # The page's messages arrive in another thread than the one that waits, where the front end gives widgets a subshell.
        self._future: Future[Any] = Future()

    def __await__(self) -> Generator[Any, None, T]:
        return self._wait().__await__()

    def __repr__(self) -> str:
        return f"<{self._what}: {'done' if self._future.done() else 'asked for'}; await it for the outcome>"

    def done(self) -> bool:
        """Whether the answer is there."""
        return self._future.done()

    async def _wait(self) -> T:
        answer = asyncio.wrap_future(self._future)
        while not answer.done():
            patience = self._timeout if self._lab._here else min(self._timeout, FIRST_WORD)
            silent = time.monotonic() - max(self._begun, self._lab._heard)
            if silent >= patience:
                self._lab._settle(self._number, lambda future: future.cancel())
                raise LabError(self._lab._silence(self._what, patience))
            await asyncio.wait({answer}, timeout=patience - silent)
        return self._made_of(answer.result())


class Asking(anywidget.AnyWidget):
    """A widget that asks the page, and takes its answers."""

    _esm = Path(__file__).parent / "widget.js"
    _module = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, **state: Any) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._pending: dict[int, tuple[Reply[Any], dict[str, Any], list[bytes]]] = {}
        #: Whether a page has the widget.
        self._here = False
        self._heard = 0.0
        super().__init__(_module=shared(), **state)
        self.on_msg(self._take)

    def _ask(
        self, kind: str, made_of: Callable[[Any], T], what: str, timeout: float, buffers: Sequence[bytes] = (), **more: Any
    ) -> Reply[T]:
        """Sends a request, now if a page is there and else when one comes. A page that comes later is asked again."""
        number = next(self._numbers)
        reply, request, beside = Reply(self, number, made_of, what, timeout), {"kind": kind, "id": number, **more}, list(buffers)
        with self._lock:
            self._pending[number] = (reply, request, beside)
            here = self._here
        if here:
            self.send(request, beside)
        return reply

    def _silence(self, what: str, seconds: float) -> str:
        return f"Waited {seconds:g} s for {what} without a word from the page."

    def _take(self, _: object, content: object, buffers: Sequence[Any] | None) -> None:
        """One message from the page."""
        message = messages.read(content, buffers)
        if message is not None:
            self._heard = time.monotonic()
            self._hear(message)

    def _hear(self, message: messages.Message) -> None:
        match message:
            case messages.Here():
                with self._lock:
                    self._here = True
                    waiting = [(asked, beside) for _, asked, beside in self._pending.values()]
                for asked, beside in waiting:
                    self.send(asked, beside)
            case messages.Answer(request, value):
                self._settle(request, lambda future: future.set_result(value))
            case messages.Failure(None, sentence, field):
                error = LabError(sentence, field)
                for number in list(self._pending):
                    self._settle(number, lambda future: future.set_exception(error))
            case messages.Failure(int(request), sentence, field):
                self._settle(request, lambda future: future.set_exception(LabError(sentence, field)))
            case _:
                pass

    def _settle(self, request: int, outcome: Callable[[Future[Any]], object]) -> None:
        with self._lock:
            reply, *_ = self._pending.pop(request, (None, None, None))
        if reply is not None:
            outcome(reply._future)


class Lab(Asking):
    """A vocabulary, preference pairs, and the models that are trained on them in the page.

    End a cell with it and the figure stands below: it trains by itself and can be played with as on the page. What happens there is here as
    `phase`, `step`, `spec` and `metrics`; the first three are traitlets, to be observed.

    Args:
        spec: A lab file (a dictionary), its JSON text, the path of one, or ``{"link": …}`` with a link that was shared. It may hold
            ``"preset"`` and some keys in place of that preset's own.
        preset: ``"smaug"``, ``"arithmetic"``, ``"yes-no"``, ``"far-apart"``, ``"betas"``, ``"penalties"``, ``"two-plus-two"`` or ``"sign-bug"``.
        panel: What the figure shows, names separated by commas: ``headline``, ``scores``, ``pairs``, ``strip``, ``microscope``,
            ``curves``, ``answers``, ``time``. Live.
        backend: Who trains: ``"auto"``, ``"cpu"`` or ``"gpu"``. Live.
        theme: ``"light"``, ``"dark"`` or ``"projector"``; by default as the notebook. Live.
        data: A file of preference data, or several, in place of the pairs: a path, bytes, or a list of these, as `read_data` takes them. Rows
            of which no pair can be made are an error, which names them; what else is said of the data is in `data`.
        **fields: Keys of a lab file, in place of those of ``spec`` and preset, such as ``seed=3``.

    Raises:
        LabError: ``spec`` is nothing of that kind. Whether it is a valid lab is checked in the page: what is wrong with it stands in the
            cell's output and in `error`, and is raised where something is awaited.
    """

    #: The lab file as JSON text: as given, and as it is by now once the page has it.
    _spec = traitlets.Unicode().tag(sync=True)
    #: Files of data: ``name`` and ``bytes`` of each.
    _data = traitlets.List(traitlets.Dict()).tag(sync=True)

    panel = traitlets.Unicode("headline,strip,curves,time").tag(sync=True)
    backend = traitlets.Enum(["auto", "cpu", "gpu"], "auto").tag(sync=True)
    theme = traitlets.Unicode("").tag(sync=True)

    #: Phase of the newest step, "sft" or "preference"; empty before the first.
    phase = traitlets.Unicode("", read_only=True)
    #: The newest step: how many updates were made in this phase.
    step = traitlets.Int(0, read_only=True)
    #: The lab file: as given, and with every default and edit once the page has shown it.
    spec = traitlets.Dict(read_only=True)
    #: What was read in ``data=``, as `read_data` gives it; empty before the page has read it, or where there is none.
    data = traitlets.Dict(read_only=True)
    #: The last `LabError` that the page has told of, or nothing.
    error = traitlets.Instance(LabError, allow_none=True, read_only=True)

    def __init__(
        self,
        spec: Mapping[str, Any] | str | Path | None = None,
        *,
        preset: str | None = None,
        panel: str | Sequence[str] | None = None,
        backend: Literal["auto", "cpu", "gpu"] = "auto",
        theme: str = "",
        data: files.Given | Sequence[files.Given] | None = None,
        **fields: Any,
    ) -> None:
        given = [] if data is None else files.read(data)
        lab_file = _lab_file(spec, preset, fields, bool(given))
        try:
            text = json.dumps(lab_file, allow_nan=False)
        except (TypeError, ValueError) as cause:
            raise LabError(f"The lab file cannot be written as JSON: {cause}.", "spec") from cause
        shown = {} if panel is None else {"panel": panel if isinstance(panel, str) else ",".join(panel)}
        self._tables: tuple[messages.Table, ...] = ()
        sent = [{"name": name, "bytes": content} for name, content in given]
        super().__init__(_spec=text, _data=sent, backend=backend, theme=theme, **shown)
        self.set_trait("spec", lab_file)

    def __repr__(self) -> str:
        done = f"{self.phase} step {self.step}" if self.phase else "not shown yet"
        what = f"preset {self.spec['preset']}" if "preset" in self.spec else "a lab file"
        return f"<Lab of {what}, {done}>"

    @property
    def metrics(self) -> list[messages.Row]:
        """The rows that have arrived: SFT first, then run by run; n steps give rows 0 to n, for each run.

        A row has ``phase`` (``"sft"`` or ``"preference"``), ``step`` (updates made), ``run`` (index of the run; ``None`` in SFT) and
        TRL's names: ``loss`` and ``logps/…`` in nats (sums over a completion, means over pairs), ``rewards/accuracies`` from 0 to 1, and so on; of a lab with
        held-out pairs (``dataset.eval_pairs``) ``eval_loss`` and ``eval_…`` likewise.
        While training goes on rows arrive now and then, those of large labs at its end; ``await lab.refresh()`` brings them up to now.
        """
        return [row for table in self._tables for row in table.rows()]

    def to_pandas(self) -> pandas.DataFrame:
        """`metrics` as a data frame, one row each; ``run`` is a nullable integer.

        Raises:
            LabError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as cause:
            raise LabError("pandas is not installed here: `pip install pandas`, or take lab.metrics as it is.") from cause
        frame = pandas.DataFrame(self.metrics)
        return frame.astype({"run": "Int64"}) if "run" in frame else frame

    def train(self, *, timeout: float = SILENCE) -> Reply[list[messages.Row]]:
        """Trains on to the lab file's last step, if it is not there yet; await it for `metrics`.

        Args:
            timeout: Seconds without a word from the page after which waiting ends with a `LabError`. Long training is not silence.
        """
        return self._ask("train", lambda _: self.metrics, "training", timeout)

    def pause(self, *, timeout: float = SILENCE) -> Reply[None]:
        """Pauses training; `train` goes on."""
        return self._ask("pause", lambda _: None, "a pause", timeout)

    def show(
        self,
        *,
        pair: int | None = None,
        token: int | None = None,
        run: int | str | None = None,
        phase: messages.Phase | None = None,
        step: int | None = None,
        timeout: float = SILENCE,
    ) -> Reply[None]:
        """Turns the figure to a pair, a token of its completions, a run (index, loss or name) or a step. What was computed stays."""
        looks = {"pair": pair, "token": token, "run": run, "phase": phase, "step": step}
        attributes = {name: value for name, value in looks.items() if value is not None}
        return self._ask("show", lambda _: None, "another view", timeout, attributes=attributes)

    def refresh(self, *, timeout: float = SILENCE) -> Reply[list[messages.Row]]:
        """Brings `metrics` up to the newest step, and gives them."""
        return self._ask("metrics", lambda _: self.metrics, "metrics", timeout)

    def inspect(self, *, run: int = 0, pair: int = 0, step: int | None = None, timeout: float = SILENCE) -> Reply[dict[str, Any]]:
        """One pair of one run at one step (by default the last).

        ``chosen`` and ``rejected`` have ``tokens`` (K), ``logps`` and ``ref_logps`` (K, in nats), ``logits`` and ``dlogits`` (K, V); ``theory`` has
        what the paper says about each position. K is a completion's length with its ``<eos>``, V the vocabulary's size.
        """
        return self._ask("inspect", json.loads, "an inspection", timeout, run=run, pair=pair, step=step)

    def argument(self, *, run: int = 0, step: int | None = None, timeout: float = SILENCE) -> Reply[list[dict[str, Any]]]:
        """The paper's statements, each checked on all pairs of one run at one step of the preference phase (by default the last).

        A verdict has ``id``, ``applies``, how often it ``holds`` and ``of`` how many pairs, positions or tokens, the first 20 ``exceptions`` and a
        ``sentence``; ``worst`` is the largest error where there is one, ``needed`` the λ that must be exceeded (``None`` where none suffices).
        """
        return self._ask("argument", json.loads, "the verdicts", timeout, run=run, step=step)

    def gauges(
        self, *, run: int = 0, step: int | None = None, pair: int | None = None, timeout: float = SILENCE
    ) -> Reply[list[dict[str, Any]]]:
        """What the papers that disagree with edit distance measure, a row a pair, of one run at one step of the preference phase (by default the last).

        A row has ``pair``, ``edit_distance``, ``logps/*`` and ``delta/*`` (in nats), ``ches``, ``hidden_similarity``, ``gradient_entanglement`` and the
        rest, as ``Gauges`` of the module's types defines them (``None`` where nothing can be said): ``pandas.DataFrame(await lab.gauges())`` is a table.
        At step 0 every run is the reference. With ``pair`` there is that pair's row alone, with ``token_cosine`` (T, T): the cosines of the gradients of
        the chosen answer's tokens and then the rejected one's.
        """
        return self._ask("gauges", json.loads, "the gauges", timeout, run=run, step=step, pair=pair)

    def check(self, *, timeout: float = SILENCE) -> Reply[list[dict[str, Any]]]:
        """What is found when the lab's pairs are looked over: contradictions, copies, sides that look swapped, end tokens inside of texts, ….

        A finding has an ``id``, the ``count`` of pairs that it is about, the first 20 of these ``pairs`` (indices from 0), a ``sentence`` and, where
        something could be done, a ``remedy``: ``"swap"``, ``"strip"`` or ``"leave-out"``. An empty list is the usual answer.
        """
        return self._ask("check", json.loads, "the data check", timeout)

    def export_model(self, run: int | Literal["reference"], step: int | None = None, *, timeout: float = SILENCE) -> Reply[bytes]:
        """Parameters at a step (by default the last) as safetensors with Hugging Face's names."""
        return self._ask("model", bytes, "a model", timeout, run=run, step=step)

    def export_bundle(self, run: int, step: int | None = None, *, timeout: float = SILENCE) -> Reply[bytes]:
        """A zip: a folder that ``transformers`` loads as it is, and in which ``python train_trl.py`` trains the run again with TRL."""
        return self._ask("bundle", bytes, "a bundle", timeout, run=run, step=step)

    def digest(self, step: int | None = None, *, timeout: float = SILENCE) -> Reply[str]:
        """64 bits in hexadecimal of all that was measured up to a preference step: equal where training was equal to the bit."""
        return self._ask("digest", str, "a digest", timeout, step=step)

    def share_url(self, site: str, step: int | None = None, *, timeout: float = SILENCE) -> Reply[str]:
        """A link that opens this lab on the page at ``site``, such as ``"https://your.site/lab/"``."""
        return self._ask("link", lambda fragment: site.split("#")[0] + str(fragment), "a link", timeout, step=step)

    def _silence(self, what: str, seconds: float) -> str:
        waited = f"Waited {seconds:g} s for {what} without a word from the page."
        if not self._here:
            return (
                f"{waited} The models are trained by WebAssembly in a browser, not by the kernel, and no browser has opened this lab's widget. "
                f"End a cell with the lab and wait for it in the next one. {_EXECUTED} {_LATER}"
            )
        return f"{waited} A lab trains only while it is shown and not paused: end a cell with it, or display it, before waiting. {_LATER}"

    def _hear(self, message: messages.Message) -> None:
        match message:
            case messages.Step(phase, step):
                with self.hold_trait_notifications():
                    self.set_trait("phase", phase)
                    self.set_trait("step", step)
            case messages.Spec(text):
                self._spec = text
                # The pairs are in the lab file by now, as they may have been edited.
                self._data = []
                self.set_trait("spec", json.loads(text))
                self.set_trait("error", None)
            case messages.Data(text):
                self.set_trait("data", files.answer(text))
            case messages.Metrics(tables):
                self._tables = tables
            case messages.Failure(None, sentence, field):
                self.set_trait("error", LabError(sentence, field))
                super()._hear(message)
            case _:
                super()._hear(message)


def _lab_file(
    spec: Mapping[str, Any] | str | Path | None, preset: str | None, fields: Mapping[str, Any], has_data: bool = False
) -> dict[str, Any]:
    """What was given as one dictionary.

    Raises:
        LabError: It is nothing that a lab can be read from.
    """
    if isinstance(spec, Path):
        try:
            spec = spec.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as cause:
            raise LabError(f"The lab file {spec} cannot be read: {cause}.", "spec") from cause
    if isinstance(spec, str):
        try:
            spec = json.loads(spec)
        except (ValueError, RecursionError) as cause:
            raise LabError(f"spec is text, but not JSON: {cause}. A preset is named by preset=, a file by a Path.", "spec") from cause
    if spec is not None and not isinstance(spec, Mapping):
        raise LabError(f"spec is of type {type(spec).__name__}; allowed are a dictionary, JSON text of one, and a Path.", "spec")
    named = {} if preset is None else {"preset": preset}
    lab_file = {**(spec or {}), **named, **fields}
    if not lab_file and not has_data:
        raise LabError('There is no lab: give a lab file, a preset such as preset="smaug", or data="pairs.jsonl".', "spec")
    return lab_file
