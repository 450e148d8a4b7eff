"""The one exception of this package."""

from __future__ import annotations


class LabError(Exception):
    """What went wrong, as a sentence for the person.

    Attributes:
        field: The part of the input that is at fault, such as ``dataset.pairs[3].chosen``, if one is.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
