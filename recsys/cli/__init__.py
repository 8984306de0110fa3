"""The command line: `python -m recsys VERB …`. Errors go to stderr, with exit code 2 for bad input, 1 for a failure."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from recsys.cli import benchmark, data, data_import, label, label_export, label_tune, model
from recsys.errors import BadInput, VotebookError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    asked = parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if asked.verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    # What TensorFlow's native code says after its import, `process.import_quietly` does not see.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        asked.run(asked)
    except BadInput as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except (VotebookError, MemoryError, OSError) as error:
        print(f"error: {error or 'There is not enough memory for this. Take a smaller dataset.'}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """All verbs; each sets `run`, the function that does it."""
    whole = argparse.ArgumentParser("recsys", description="Votebook without a browser.")
    whole.add_argument("--verbose", action="store_true", help="say on stderr what each stage did, with its time")
    verbs = whole.add_subparsers(required=True, metavar="VERB")
    data_import.add_verbs(data.add_verbs(verbs))
    of_label = label.add_verbs(verbs)
    label_export.add_verb(of_label)
    label_tune.add_verb(of_label)
    model.add_verbs(verbs)
    benchmark.add_verb(verbs)
    return whole
