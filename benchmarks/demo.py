"""The demo at S1's scale beside S1's published numbers: `python -m benchmarks.demo [small|full] [seed]`.

Makes the demo in a temporary folder, prints the dev table of the five published functions beside the published one,
and what making it took.
"""

import os
import resource
import sys
import tempfile
import time

from recsys.data import build, dataset, demo
from recsys.labeling import analysis, functions, patterns
from recsys.labeling.facts import features
from recsys.labeling.votes import Voter

PUBLISHED = {
    "stars_in_review": (0.0277, 0.0049, 0.0014, 0.840),
    "shared_first_author": (0.0502, 0.0015, 0.0001, 0.849),
    "polarity_positive": (0.0408, 0.0123, 0.0008, 0.799),
    "subjectivity_positive": (0.0178, 0.0143, 0.0035, 0.759),
    "polarity_negative": (0.0182, 0.0049, 0.0039, 0.576),
}
MEASURES = ("coverage", "overlaps", "conflicts", "accuracy")


def made(size: str, seed: int | None) -> dataset.Dataset:
    """The demo, stored, with a line on what each stage took."""
    settings = demo.SIZES[size] if seed is None else demo.SIZES[size].model_copy(update={"seed": seed})
    start = time.perf_counter()
    source = demo.source(settings)
    generated = time.perf_counter()
    built = build.build(source, demo.build_settings(size), demo.about("demo"))
    written = time.perf_counter()
    stored = dataset.save(features.add(built))
    end = time.perf_counter()
    print(
        f"demo {size}, seed {settings.seed}: {end - start:.1f} s in all: world {generated - start:.1f}, dataset and "
        f"review texts {written - generated:.1f}, TextBlob and storing {end - written:.1f}; "
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )
    print(stored)
    return stored


def main() -> None:
    """Prints the table."""
    size = sys.argv[1] if len(sys.argv) > 1 else "full"
    with tempfile.TemporaryDirectory() as home:
        os.environ["VOTEBOOK_HOME"] = home
        data = made(size, int(sys.argv[2]) if len(sys.argv) > 2 else None)
    published = functions.published().enabled
    found = patterns.count(Voter(data).columns(published, data.rows("dev")), data.gold("dev"))
    table = analysis.summary(found, [function.name for function in published]).set_index("name")
    print(f"{'dev, here / published':24}" + "".join(f"{measure:>18}" for measure in MEASURES))
    for name, numbers in PUBLISHED.items():
        pairs = zip(MEASURES, numbers, strict=True)
        cells = (f"{float(table[measure][name]):.4f} / {number:.4f}" for measure, number in pairs)
        print(f"{name:24}" + "".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    main()
