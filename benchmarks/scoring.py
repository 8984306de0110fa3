"""`python -m benchmarks.scoring`: the ten best of 31,000 books, touched ones left out, ours against `model.predict`.

Both ask the very same network of S1's size, untrained: what its numbers are costs no time. The reference gives Keras
each user's history and all books, as the tutorial does, and sorts what comes back. `--threads 1` as in a worker.
"""

import argparse
import os
import sys
from typing import Any

import numpy as np

from benchmarks.timing import Comparison, Line, machine, print_table, say, seconds, shown
from recsys.models.feedback import Shelf
from recsys.models.rating import RatingModel, RatingSettings
from recsys.models.top import top

K = 10
AT_ONCE = 100  # users whose scores are held in memory together
MOST_FOR_ONE, MOST_FOR_ALL = 0.010, 2.0  # seconds
REPEATS = 5


def main() -> int:
    """Prints the table; exit code 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scoring", description=__doc__)
    parser.add_argument("--books", type=int, default=31_000)
    parser.add_argument("--users", type=int, default=1_000)
    parser.add_argument("--history", type=int, default=60, help="books of each user")
    parser.add_argument(
        "--threads", type=int, default=0, help="TensorFlow's and NumPy's threads; 0: as many as they like"
    )
    asked = parser.parse_args()
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if asked.threads and os.environ.get("OMP_NUM_THREADS") != str(asked.threads):
        limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
        os.environ.update(dict.fromkeys(limits, str(asked.threads)))
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks.scoring", *sys.argv[1:]])  # NumPy reads them once
    rng = np.random.default_rng(0)
    shelves = [
        Shelf.touched(np.sort(rng.choice(asked.books, asked.history, replace=False))) for _ in range(asked.users)
    ]
    say("building the network")
    network, model = untrained(asked.books)
    best = ours(model, shelves[:1])[0]
    theirs = reference(network, shelves[0], asked.books)
    if best.tolist() != theirs.tolist():
        print(f"the two do not recommend the same: {best.tolist()}, {theirs.tolist()}", file=sys.stderr)
        return 1
    say("one user")
    one = seconds(lambda: ours(model, shelves[:1]), 4 * REPEATS)
    say("all users")
    every = seconds(lambda: ours(model, shelves), REPEATS)
    say("model.predict")
    predicted = seconds(lambda: reference(network, shelves[0], asked.books), REPEATS)
    print(f"top {K} of {asked.books:,} books; {asked.threads or 'any number of'} thread(s); {machine()}")
    lines = [
        timed("for one user", one, predicted, MOST_FOR_ONE),
        timed(f"for {asked.users:,} users", every, predicted * asked.users, MOST_FOR_ALL),
    ]
    return 0 if print_table(lines) else 1


def timed(what: str, ours: float, reference: float, most: float) -> Line:
    """A line whose target is a time."""
    ratio = Comparison(what, ours, reference, "").ratio
    by = "model.predict, one user after the other" if what != "for one user" else "model.predict"
    return Line(what, shown(ours), shown(reference), f"{ratio:,.0f}×", f"≤ {shown(most)}", by, ours <= most)


def untrained(n_items: int) -> tuple[Any, RatingModel]:
    """The same parameters as a Keras network and as our arrays."""
    from recsys.models.rating_network import RatingNetwork
    from recsys.models.rating_training import parameters

    settings = RatingSettings()
    network = RatingNetwork(n_items, settings.embedding, settings.hidden, settings.seed)
    return network, parameters(network, settings)


def ours(model: RatingModel, shelves: list[Shelf]) -> list[np.ndarray]:
    """Everybody's best."""
    found = []
    for start in range(0, len(shelves), AT_ONCE):
        some = shelves[start : start + AT_ONCE]
        scores = model.scores_of_many(some)
        found += [top(row, shelf.items, K) for row, shelf in zip(scores, some, strict=True)]
    return found


def reference(network: Any, shelf: Shelf, n_items: int) -> np.ndarray:
    """A user's best by Keras: the history beside each book."""
    books = np.arange(n_items, dtype=np.int32)
    history = np.broadcast_to(shelf.items, (n_items, len(shelf)))
    scores = network.predict({"history": history, "item": books}, batch_size=4_096, verbose=0)
    scores[shelf.items] = -np.inf
    return np.argsort(-scores, kind="stable")[:K]


if __name__ == "__main__":
    sys.exit(main())
