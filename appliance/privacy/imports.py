"""Importing a library without the optional packages that it would load if it could."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Hide optional packages: thinc imports torch if it can, which costs 3 s and 250 MB and serves nothing here."""
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None makes an import fail, as documented
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
