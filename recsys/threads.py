"""Work side by side: NumPy, Polars, Arrow and the checksums let go of the interpreter while they are busy."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

WORKERS = 2  # what a small machine has; more would need more memory too

Given = TypeVar("Given")
Made = TypeVar("Made")


def together(works: Iterable[Callable[[], Made]]) -> list[Made]:
    """What some pieces of work give, in their order. An error is raised once all have ended."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return [running.result() for running in [pool.submit(work) for work in works]]


def both(one: Callable[[], Given], other: Callable[[], Made]) -> tuple[Given, Made]:
    """What two pieces of work give. An error is raised once both have ended, that of the first before the other's."""
    with ThreadPoolExecutor(WORKERS) as pool:
        first, second = pool.submit(one), pool.submit(other)
        return first.result(), second.result()


def in_order(work: Callable[[Given], Made], several: Iterable[Given]) -> Iterator[Made]:
    """What `work` makes of each, in their order, while those that come next are worked on; never of all at once.

    If getting the next one fails, whatever is wrong with those before it is raised first.
    """
    running: deque[Future[Made]] = deque()
    coming = iter(several)
    with ThreadPoolExecutor(WORKERS) as pool:
        while True:
            try:
                running.append(pool.submit(work, next(coming)))
            except StopIteration:
                break
            except Exception:  # whatever the source raised: what came before it is heard first, as without threads
                for future in running:
                    future.result()
                raise
            if len(running) > WORKERS:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
