"""Remember what was asked for last, so that an edit costs only what it changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

import numpy as np

K = TypeVar("K", bound=Hashable)
A = TypeVar("A", bound=np.ndarray)


class Recent(Generic[K, A]):
    """The arrays made last, by key, read-only. Safe to share between threads: at worst two make the same one."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[K, A] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], A]) -> A:
        """What `make` made for this key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        made.setflags(write=False)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made
