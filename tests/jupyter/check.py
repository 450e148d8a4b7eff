"""The Python package in a real JupyterLab with a real kernel, seen by a real browser: `cargo xtask test --jupyter`.

By hand, in an environment that has JupyterLab and the package installed: `python tests/jupyter/check.py`. Pictures go to target/e2e.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from servers import Broken, Page, chromium, firefox, jupyterlab

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "www/jupyter/example.ipynb"
Browser = Callable[[], contextlib.AbstractContextManager[Page]]
PICTURES = REPOSITORY / "target/e2e"

#: What scripts in JupyterLab have at hand: its notebook, the figures in it, and Python in its kernel.
NOTEBOOK = """
const app = await until(() => window.jupyterapp, 'JupyterLab');
// Until then JupyterLab may put another widget in the notebook's place, and what was asked of the first one is never answered.
await app.restored;
const panel = await until(() => app.shell.currentWidget?.content?.widgets?.length && app.shell.currentWidget, 'the notebook');
const all = (root, found = []) => { for (const e of root.querySelectorAll('*')) if (e.localName.startsWith('dpop-lab-')) found.push(e); return found; };
const figures = () => all(document);
const inside = (figure, what) => figure.shadowRoot?.querySelector(what);
const done = (figure) => inside(figure, '.page')?.dataset.phase === 'done';
const python = async (code) => {
  let said;
  const future = panel.sessionContext.session.kernel.requestExecute({ code, allow_stdin: false });
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === 'execute_result') said = content.data['text/plain'];
    if (header.msg_type === 'error') said = `${content.ename}: ${content.evalue}`;
  };
  await future.done;
  return said;
};
"""


def lab(page: Page, script: str, *arguments: object) -> Any:
    return page.value(NOTEBOOK + script, *arguments)


@contextlib.contextmanager
def notebook_page(browser: Browser = chromium, **settings: str) -> Iterator[tuple[Page, Path]]:
    """The example, opened in a JupyterLab of its own, and where it lies."""
    with tempfile.TemporaryDirectory() as folder, jupyterlab(Path(folder), **settings) as address, browser() as page:
        notebook = Path(folder) / "notebooks" / EXAMPLE.name
        notebook.write_bytes(EXAMPLE.read_bytes())
        page.visit(address.format(path=f"/lab/tree/{EXAMPLE.name}"))
        yield page, notebook


def check_notebook(page: Page, notebook: Path) -> None:
    """All cells run, one after the other, without an error, and what they say is saved."""
    begun = time.monotonic()
    lab(
        page,
        """await panel.context.ready; await panel.sessionContext.ready;
           await until(() => panel.sessionContext.session?.kernel?.status === 'idle', 'the kernel');
           await app.commands.execute('notebook:run-all-cells');
           await until(() => panel.sessionContext.session.kernel.status === 'idle', 'the last cell');
           await app.commands.execute('docmanager:save');""",
    )
    print(f"    every cell in {time.monotonic() - begun:.1f} s")
    cells = {cell["id"]: cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"}
    for name, cell in cells.items():
        for output in cell.outputs:
            assert output.output_type != "error", f"cell {name}: {output.ename}: {output.evalue}"
        assert cell.execution_count, f"cell {name} was not executed"
    said = {name: "\n".join(_text(output) for output in cell.outputs) for name, cell in cells.items()}
    assert said["train"].split()[:2] == ["('preference',", "160,"], said["train"]
    changes = dict(re.findall(r"'(dpop?)': (-?[\d.e-]+)", said["changes"]))
    assert float(changes["dpo"]) < -1 and float(changes["dpop"]) > -0.1, said["changes"]
    assert "<eos>" in said["inspect"] and len(said["inspect"].splitlines()) > 3, said["inspect"]
    assert re.search(r"\breduced +6\d of +70 ", said["argument"]) and len(said["argument"].splitlines()) == 16, said["argument"]
    assert "\nruns[0].lambda\nruns[0].lambda is -1; allowed is a number from 0 to" in said["wrong"], said["wrong"]
    assert re.search(r"\(\d{3},\s+\d{4,},\s+.https://your\.site/lab/#v=1&\S*lab=\S+&step=40&digest=[0-9a-f]{16}'\)", said["more"]), said["more"]
    print(f"    from Python: {said['changes'].strip()}")


def _text(output: Any) -> str:
    return output.get("text") or output.get("data", {}).get("text/plain", "")


def check_offline_and_shared(page: Page) -> None:
    """Two labs train with one module, and nothing came from anywhere but the kernel."""
    seen = lab(
        page,
        """const from = [...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin))];
           return [figures().length, figures().filter(done).length, globalThis[Symbol.for('dpop-lab.modules')].size, from, location.origin];""",
    )
    *counts, origins, own = seen
    assert counts == [2, 2, 1], f"figures, those that are done, modules: {counts}"
    assert set(origins) <= {own, "null"}, f"asked of other hosts: {origins}"


def check_metrics_are_the_pages(page: Page) -> None:
    """Python's numbers are those of the page, to the bit; and a lab's digest is that of any page."""
    rows, said = lab(page, "return [JSON.stringify(await figures()[0].metrics()), await python('import json; json.dumps(lab.metrics)')];")
    assert json.loads(ast.literal_eval(said)) == json.loads(rows)


def check_turning(page: Page) -> None:
    """Python turns the figure to a step and a pair."""
    seen = lab(
        page,
        """await python('await lab.show(step=40, pair=1)');
           await until(() => inside(figures()[0], '[data-live=step]')?.textContent === 'preference 40/160', 'step 40');
           return [done(figures()[0]), await python('lab.step')];""",
    )
    assert seen == [True, "160"], seen


def check_keys(page: Page) -> None:
    """What is typed in a figure, and the keys that it uses, do nothing to the notebook's cells."""
    cells = "[panel.content.widgets.length, panel.content.activeCellIndex]"
    field = "inside(figures()[0], '[data-field=prompt]')"
    before = lab(
        page,
        f"""await python("lab.panel = 'answers,time'");
           const field = await until(() => {field}, 'the prompt');
           field.scrollIntoView({{ block: 'center' }});
           field.focus();
           return {cells};""",
    )
    page.press("ddxb")
    typed = lab(page, f"const typed = {field}.value; inside(figures()[0], 'footer .main').focus(); return [typed, {cells}];")
    assert typed[0].endswith("ddxb") and typed[1] == before, (typed, before)
    page.press("j")
    assert lab(page, f"return {cells}") == before
    lab(page, """await python("lab.panel = 'headline,curves,strip,time'"); await until(() => inside(figures()[0], '.strip') && done(figures()[0]), 'the figure as it was');""")


def check_theme(page: Page) -> None:
    """The figure follows JupyterLab from light to dark."""
    lab(
        page,
        """await app.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' });
           await until(() => figures()[0].getAttribute('theme') === 'dark', 'the dark figure');
           figures()[0].scrollIntoView();
           await until(() => !document.querySelector('#jupyterlab-splash'), 'the curtain to rise');""",
    )
    page.screenshot(PICTURES / "jupyter-dark.png")
    lab(page, "await app.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' });")


def check_reload(page: Page) -> None:
    """After a reload of the page the figures are there again, and train to the same bits."""
    before = lab(page, "const digest = await python('await lab.digest()'); await app.commands.execute('docmanager:save'); return digest;")
    page.request("POST", "/refresh", {})
    after = lab(
        page,
        """await until(() => figures().length === 2 && figures().every(done), 'the figures, trained again');
           return await python('await lab.digest()');""",
    )
    assert after == before, f"{after} is not {before}"


def check_scrolled_away(page: Page) -> None:
    """A cell that JupyterLab takes out of the document, and puts back, has its figure as it was."""
    same = lab(
        page,
        """const [figure] = figures();
           const root = inside(figure, '.page');
           const cell = figure.closest('.jp-Cell');
           const { parentElement, nextSibling } = cell;
           cell.remove();
           await new Promise((next) => setTimeout(next));
           parentElement.insertBefore(cell, nextSibling);
           await new Promise((next) => setTimeout(next));
           return [inside(figure, '.page') === root, done(figure)];""",
    )
    assert same == [True, True], same


def check_edits(page: Page) -> None:
    """What is edited in the figure is Python's `spec`, and stays when other parts and other cells show it."""
    seen = lab(
        page,
        """const pairs = async () => Number(await python("len(lab.spec['dataset']['pairs'])"));
           const before = await pairs();
           await python("steps = []; lab.observe(lambda change: steps.append(change.new), 'step')");
           await python("lab.panel = 'pairs,curves'");
           const click = async (name) => {
             const buttons = () => [...inside(figures()[0], '.builder')?.querySelectorAll('button') ?? []];
             (await until(() => buttons().find((button) => button.textContent.trim() === name), name)).click();
           };
           await click('Edit');
           await click('Delete');
           await until(async () => await pairs() === before - 1, 'the edit in Python');
           const rows = await python("len(await lab.train()), len(steps) > 1 and steps[-1]");
           await python("lab.panel = 'curves,time'");
           const shown = await python("(await lab.train())[-1]['step'], len(lab.spec['dataset']['pairs'])");
           const first = inside(figures()[0], '.page');
           panel.content.widgets.find(({ model }) => model.id === 'show').outputArea.model.clear();
           await until(() => !first.isConnected, 'the first output to go');
           panel.content.model.sharedModel.insertCell(0, { cell_type: 'code', source: 'lab' });
           panel.content.activeCellIndex = 0;
           await app.commands.execute('notebook:run-cell');
           const again = await python("(await lab.train())[-1]['step'], len(lab.spec['dataset']['pairs'])");
           return [before, rows, shown, again, figures().length];""",
    )
    assert seen == [10, f"({101 + 2 * 161}, 160)", "(160, 9)", "(160, 9)", 2], seen


def check_removal(page: Page) -> None:
    """A figure goes with its output, and Python keeps what it has."""
    said = lab(
        page,
        """const roots = figures().map((figure) => figure.shadowRoot);
           await app.commands.execute('notebook:clear-all-cell-outputs');
           await until(() => roots.every((root) => !root.querySelector('.page')) && figures().length === 0, 'the figures to go');
           return [await python('len(lab.metrics)'), await python('await lab.train(timeout=1)')];""",
    )
    assert said[0] == str(101 + 2 * 161), said
    assert said[1].startswith("LabError: Waited 1 s for training") and "shown" in said[1], said


def check_one_shell() -> None:
    """A front end that gives widgets no subshell of their own: their messages come between a cell's waits."""
    with notebook_page(comms="disabled") as (page, _):
        said = lab(
            page,
            """await panel.context.ready; await panel.sessionContext.ready;
               panel.content.activeCellIndex = panel.content.widgets.findIndex(({ model }) => model.id === 'show');
               await app.commands.execute('notebook:run-cell');
               return await python('(len(await lab.train()), lab.step)');""",
        )
    assert said == f"({101 + 2 * 161}, 160)", said


def check_without_a_browser() -> None:
    """Where no browser is, waiting ends with a sentence that says so."""
    code = "from dpop_lab import Lab\nlab = Lab(preset='smaug')\nawait lab.train(timeout=1)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute()
    [error] = [output for output in notebook.cells[0].outputs if output.output_type == "error"]
    assert error.ename == "LabError" and "no browser has opened" in error.evalue, error


def check_console(page: Page) -> None:
    """Neither the browser nor the widget complained."""
    entries = page.request("POST", "/se/log", {"type": "browser"})
    severe = [entry["message"] for entry in entries if entry["level"] == "SEVERE"]
    assert not severe, "\n".join(severe)


IN_THE_NOTEBOOK: list[Callable[[Page], None]] = [
    check_offline_and_shared,
    check_metrics_are_the_pages,
    check_turning,
    check_keys,
    check_theme,
    check_scrolled_away,
    check_reload,
    check_edits,
    check_removal,
]

BROWSERS: list[Browser] = [chromium, firefox]

#: Drivers of Firefox have no way to ask for its console.
ONLY_IN = {"chromium": [check_console]}


def main() -> int:
    names = ["anywidget", "ipywidgets", "jupyterlab", "ipykernel", "dpop-lab"]
    print("    " + ", ".join(f"{name} {version(name)}" for name in names))
    try:
        check_without_a_browser()
        for browser in BROWSERS:
            print(f"  {browser.__name__}")
            with notebook_page(browser) as (page, notebook):
                check_notebook(page, notebook)
                page.screenshot(PICTURES / f"jupyter-{browser.__name__}.png")
                for check in [*IN_THE_NOTEBOOK, *ONLY_IN.get(browser.__name__, [])]:
                    check(page)
                    print(f"    {(check.__doc__ or '').strip()}")
        check_one_shell()
        print(f"    {check_one_shell.__doc__}")
    except Broken as cause:
        print(f"error: {cause}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
