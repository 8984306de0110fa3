"""Streamlit as `streamlit` starts it, in a process that on SIGUSR1 prints what it has loaded: one line of JSON."""

import gc
import json
import signal
import sys
import time
from types import FrameType

from streamlit.web.cli import main

HEAVY = ("tensorflow", "keras", "torch", "snorkel")
WORD = "INSPECTED "


def inspect(signal_number: int, frame: FrameType | None) -> None:
    """loaded: the heavy modules. objects: how many the collector goes through. milliseconds: of full collections."""
    gc.collect()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        gc.collect()
        times.append((time.perf_counter() - start) * 1e3)
    found = {
        "loaded": [name for name in HEAVY if name in sys.modules],
        "objects": len(gc.get_objects()),
        "frozen": gc.get_freeze_count(),
        "milliseconds": sorted(times)[2],
    }
    print(WORD + json.dumps(found), flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, inspect)
    sys.exit(main(prog_name="streamlit"))
