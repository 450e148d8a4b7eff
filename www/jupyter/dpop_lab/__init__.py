"""DPOP Lab in a notebook: a small GPT-2 trained with preferences, by DPO and by DPOP, in the output of a cell.

>>> from dpop_lab import Lab
>>> lab = Lab(preset="smaug", panel="curves,strip")
>>> lab                        # the figure, which trains by itself
>>> rows = await lab.train()   # waits for it; one dictionary a row of metrics

The models are trained by WebAssembly in the browser that shows the notebook, not by the kernel: where nobody looks (nbconvert, papermill)
nothing is trained, and waiting for it ends with a sentence that says so.
"""

from ._data import read_data
from ._errors import LabError
from ._lab import Lab, Reply
from ._sweep import sweep

__all__ = ["Lab", "LabError", "Reply", "read_data", "sweep"]
