"""How a pattern of data ends, in Python and in the JSON schemas that are made from the same types."""

from __future__ import annotations

from typing import Final

END: Final = r"(?![\s\S])"
"""The very end of a text. Not ``$``, which in Python also matches before a line break at the end."""
