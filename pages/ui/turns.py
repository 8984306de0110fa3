"""One session's page after the other's.

Python runs the code of one thread at a time. Ten pages drawn at once therefore are all done when the last is; drawn one
after the other, the last is done no later, and each of the others sooner.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.25  # seconds; whoever waited so long for a page that takes longer draws beside it

_turn = threading.Lock()


@contextmanager
def one_after_the_other() -> Iterator[None]:
    """Wait for the page being drawn, but not for long; then it is one's own turn."""
    mine = _turn.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            _turn.release()
