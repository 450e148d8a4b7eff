"""The page's module and its wasm, as one model that all labs of a kernel share: they travel to the browser once."""

from __future__ import annotations

import functools
import gzip
import hashlib
from pathlib import Path

import ipywidgets
import traitlets

from ._errors import LabError

#: What `cargo xtask package` puts beside this file.
FILES = Path(__file__).parent / "static"


class Module(ipywidgets.Widget):
    """Carries the files; shows nothing."""

    #: Bytes by name, gzipped.
    files = traitlets.Dict().tag(sync=True)
    #: Of all files, 16 hexadecimal digits: a page with two releases of this package keeps them apart.
    digest = traitlets.Unicode().tag(sync=True)


def shared() -> Module:
    """The kernel's one module. It is made anew where someone has closed it, as ``Widget.close_all()`` does."""
    global _shared
    if _shared is None or _shared.comm is None:
        files, digest = _packed()
        _shared = Module(files=files, digest=digest)
    return _shared


_shared: Module | None = None


@functools.cache
def _packed() -> tuple[dict[str, bytes], str]:
    """Every file by its name in the site, and the digest of all.

    Raises:
        LabError: The package was installed from the sources, which lack what is built from Rust.
    """
    # pip compiles what ends in .py, and leaves that beside it.
    paths = sorted(path for path in FILES.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    if not any(path.name == "module.js" for path in paths):
        raise LabError(
            f"The module is missing from {FILES}: this is the package's source. "
            "`cargo xtask package` writes the whole package to target/package/python; install that folder."
        )
    files = {path.relative_to(FILES).as_posix(): path.read_bytes() for path in paths}
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return {name: gzip.compress(content, mtime=0) for name, content in files.items()}, digest.hexdigest()[:16]
