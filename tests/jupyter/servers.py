"""The programs of the Jupyter test: a JupyterLab of its own, and browsers on their drivers. Leaving their `with` blocks ends them."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import queue
import secrets
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

#: Seconds for a program to start, and for a script in the page; a busy machine takes its time, and a test that hangs still ends.
START, SCRIPT = 90.0, 300.0

#: What JupyterLab and anywidget need of a policy, and no more: the widget must do with it.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'self'"
)


class Broken(Exception):
    """What kept the test from testing, as a sentence with what to do about it."""


@contextlib.contextmanager
def program(command: list[str], env: dict[str, str], purpose: str) -> Iterator[queue.Queue[str | None]]:
    """Runs a program and gives the lines that it writes, and nothing for its end."""
    try:
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace")
    except OSError as cause:
        raise Broken(f"{command[0]} could not be started: {cause}. {purpose}") from cause
    lines: queue.Queue[str | None] = queue.Queue()

    def listen(stream: IO[str]) -> None:
        for line in stream:
            lines.put(line.rstrip())
        lines.put(None)

    assert process.stdout is not None
    listener = threading.Thread(target=listen, args=(process.stdout,), daemon=True)
    listener.start()
    try:
        yield lines
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def line_with(lines: queue.Queue[str | None], found: Callable[[str], str | None], what: str) -> str:
    """What is found in the first line in which something is."""
    said, end = [], time.monotonic() + START
    while time.monotonic() < end:
        try:
            line = lines.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            break
        if line is None:
            break
        said.append(line)
        if (value := found(line)) is not None:
            return value
    raise Broken(f"{what} did not say where it listens. It said:\n" + "\n".join(said[-20:]))


def answers(address: str) -> None:
    """Waits until a server answers there: some say where they will listen a moment before they do."""
    end = time.monotonic() + START
    while True:
        try:
            urllib.request.urlopen(address, timeout=START).close()
            return
        except urllib.error.URLError as cause:
            if time.monotonic() > end:
                raise Broken(f"Nobody answers at {address.split('?')[0]}: {cause}.") from cause
            time.sleep(0.05)


@contextlib.contextmanager
def jupyterlab(folder: Path, comms: str = "perCommTarget") -> Iterator[str]:
    """A JupyterLab over this folder's `notebooks`, with settings and runtime files of its own; its address, token and all, for `format(path=…)`.

    `comms` is its setting of how widgets' messages reach the kernel; "disabled" is how all front ends did before subshells.
    """
    token = secrets.token_hex(16)
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython", "HOME": "home"}
    env = {**os.environ, **{name: str(folder / place) for name, place in places.items()}, "JUPYTER_TOKEN": token}
    for place in [*places.values(), "notebooks", "config/labconfig"]:
        (folder / place).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--expose-app-in-browser"]
    command.append(f"--ServerApp.tornado_settings={ {'headers': {'Content-Security-Policy': POLICY}} }")
    command += ["--allow-root", f"--ServerApp.root_dir={folder / 'notebooks'}"]
    # Nobody is there to be asked whether they want news.
    settings: dict[str, object] = {"@jupyterlab/apputils-extension:kernels-settings": {"commsOverSubshells": comms}}
    settings |= {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (folder / "config/labconfig/default_setting_overrides.json").write_text(json.dumps(settings))

    def address(line: str) -> str | None:
        start = line.find("http://127.0.0.1:")
        return line[start:].split("/lab")[0] if start >= 0 and "/lab?token=" in line else None

    with program(command, env, "`cargo xtask test --jupyter` installs JupyterLab.") as lines:
        site = line_with(lines, address, "JupyterLab") + "{path}?token=" + token
        answers(site.format(path="/api/status"))
        yield site


@dataclass
class Page:
    """A window of a browser."""

    session: str

    def request(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.session + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=SCRIPT + 30) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as cause:
            raise AssertionError(f"{method} {path}: {json.load(cause)['value'].get('message', '')}") from cause

    def visit(self, address: str) -> None:
        self.request("POST", "/url", {"url": address})

    def value(self, script: str, *arguments: object) -> Any:
        """What the body of an async function gives, or the error that it throws."""
        body = f"""const done = arguments[arguments.length - 1];
            (async (...args) => {{ {HELPERS} {script} }})(...[...arguments].slice(0, -1))
              .then((value) => done({{ value }}), (cause) => done({{ error: String(cause?.stack ?? cause) }}));"""
        outcome = self.request("POST", "/execute/async", {"script": body, "args": list(arguments)})
        assert "error" not in outcome, outcome["error"]
        return outcome.get("value")

    def press(self, keys: str) -> None:
        """Types where the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.request("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.request("GET", "/screenshot")))


#: What scripts in the page have at hand: `until` waits for a condition.
HELPERS = """
const until = async (holds, what = holds) => {
  for (const end = performance.now() + 120000; ; await new Promise((next) => setTimeout(next, 50))) {
    const value = await holds();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
  }
};
"""


@contextlib.contextmanager
def chromium() -> Iterator[Page]:
    """A window of a Chromium that finds no host but this machine: what a widget fetched from elsewhere would fail."""
    arguments = ["--headless=new", "--no-sandbox", "--window-size=1280,1600", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    capabilities = {"goog:chromeOptions": _options("CHROME", arguments), "goog:loggingPrefs": {"browser": "ALL"}}
    purpose = "Chromium and chromedriver are needed; on Debian `apt-get install chromium chromium-driver`. CHROME and CHROMEDRIVER may name them."
    command = [os.environ.get("CHROMEDRIVER", "chromedriver"), "--port=0"]
    with _window(command, "started successfully on port ", capabilities, purpose) as page:
        yield page


@contextlib.contextmanager
def firefox() -> Iterator[Page]:
    """A window of Firefox."""
    capabilities = {"moz:firefoxOptions": _options("FIREFOX", ["-headless"])}
    purpose = "Firefox and geckodriver are needed: `cargo xtask setup` installs them. FIREFOX and GECKODRIVER may name them."
    command = [os.environ.get("GECKODRIVER", "geckodriver"), "--port=0", "--websocket-port=0"]
    with _window(command, "Listening on 127.0.0.1:", capabilities, purpose) as page:
        page.request("POST", "/window/rect", {"width": 1280, "height": 1600})
        yield page


def _options(variable: str, arguments: list[str]) -> dict[str, object]:
    program = os.environ.get(variable)
    return {"args": arguments, **({"binary": program} if program else {})}


@contextlib.contextmanager
def _window(command: list[str], listens: str, capabilities: dict[str, Any], purpose: str) -> Iterator[Page]:
    """A driver, which says where it `listens`, and a window that it opens."""

    def port(line: str) -> str | None:
        _, found, rest = line.partition(listens)
        return rest.rstrip(".") if found else None

    wanted = {**capabilities, "timeouts": {"script": int(SCRIPT * 1000)}}
    with program(command, dict(os.environ), purpose) as lines:
        sessions = Page(f"http://127.0.0.1:{line_with(lines, port, command[0])}/session")
        page = Page(f"{sessions.session}/{sessions.request('POST', '', {'capabilities': {'alwaysMatch': wanted}})['sessionId']}")
        try:
            yield page
        finally:
            page.request("DELETE", "")
