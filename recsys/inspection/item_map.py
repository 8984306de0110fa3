"""A model's items on a plane, near one another where it takes them for alike: t-SNE, kept with the run."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field

from recsys import files, model_runs, runs, workspace
from recsys.data.dataset import Dataset, Doubles, Ints
from recsys.errors import BadInput, DamagedFile
from recsys.inspection import neighbors
from recsys.models.contract import HasVectors
from recsys.progress import Report, part
from recsys.runs import ModelRun
from recsys.settings import Settings

FEWEST, MOST = 5, 4_000  # items
EARLY, LATE = 250, 500  # iterations: clusters pull together first, then find their places
REPORT_EVERY = 5  # iterations
SPREAD = 1e-4  # of where they start, as t-SNE wants it
REMEDY = "Draw the map again."


class MapItems(Settings):
    """Draw a map of the items of a trained model, `run`, the most popular ones."""

    dataset: str
    run: str
    items: int = Field(1_000, ge=FEWEST, le=MOST, description="How many, the most popular first")
    perplexity: float = Field(30.0, ge=2, le=100, description="About how many neighbors each item keeps close")
    seed: int = Field(0, ge=0)

    @property
    def file(self) -> Path:
        """Where this map is, or would be."""
        name = f"map-{self.items}-{self.perplexity:g}-{self.seed}.npz"
        return runs.folder(self.run) / name


@dataclass(frozen=True)
class ItemMap:
    """items: (n,) numbers, the most popular first. places: (n, 2), in no unit; only what is near to what counts."""

    items: Ints
    places: Doubles


def found(wanted: MapItems) -> ItemMap | None:
    """The map if it was made already; raises DamagedFile if it can't be read any more."""
    if not wanted.file.exists():
        return None
    try:
        with np.load(wanted.file, allow_pickle=False) as arrays:
            kept = ItemMap(arrays["items"], arrays["places"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DamagedFile(f"{wanted.file} is damaged. {REMEDY}") from error
    if kept.places.shape != (len(kept.items), 2):
        raise DamagedFile(f"{wanted.file} is no map. {REMEDY}")
    return kept


def make(dataset: Dataset, wanted: MapItems, report: Report) -> ItemMap:
    """The map, kept beside its run; raises BadInput for a model without vectors, or of other data."""
    run = runs.load_model_run(wanted.run)
    _check(run, dataset)
    model = model_runs.load_model(run)
    if not isinstance(model, HasVectors):
        raise BadInput(f"{run.id} has no vectors, so there is nothing to draw. Choose a model of another family.")
    counts = neighbors.popularity(dataset)
    items = np.argsort(-counts, kind="stable")[: min(wanted.items, np.count_nonzero(counts))].astype(np.int32)
    if len(items) < FEWEST:
        raise BadInput(f"{len(items)} items of {run.dataset} stand on a shelf; a map needs {FEWEST}.")
    vectors = neighbors.unit(model.item_vectors[items])
    made = ItemMap(items, project(vectors, wanted.perplexity, wanted.seed, part(report, 0.05, 0.98)))
    _check(runs.load_model_run(wanted.run), dataset)  # it may have been removed meanwhile
    with files.new_file(wanted.file) as temporary:
        np.savez(temporary, allow_pickle=False, items=made.items, places=made.places)
    return made


def project(vectors: Doubles, perplexity: float, seed: int, report: Report) -> Doubles:
    """Vectors (n, d) on a plane (n, 2) by t-SNE, the same for the same seed."""
    from openTSNE import TSNE  # with scikit-learn, which no page needs

    done = 0

    def tell(iteration: int, error: float, places: object) -> bool:
        nonlocal done
        done += REPORT_EVERY
        report(min(done / (EARLY + LATE), 1.0), f"moving {len(vectors):,} items to their neighbors")
        return False

    report(0.0, f"finding the neighbors of {len(vectors):,} items")
    placed = TSNE(
        perplexity=min(perplexity, (len(vectors) - 1) / 3), initialization=_start(vectors, seed), neighbors="exact",
        early_exaggeration_iter=EARLY, n_iter=LATE, n_jobs=1, random_state=seed, callbacks=tell,
        callbacks_every_iters=REPORT_EVERY,
    ).fit(vectors)  # fmt: skip
    return np.asarray(placed, float)


def _start(vectors: Doubles, seed: int) -> Doubles:
    """Where the items begin: along the two directions in which they differ most, or at random where there are none."""
    centered = vectors - vectors.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centered, full_matrices=False)
    start = np.random.default_rng(seed).normal(size=(len(vectors), 2)) * 0.01
    known = min(2, np.count_nonzero(sizes > 1e-9))
    start[:, :known] += (left * sizes)[:, :known] / sizes[0] if known else 0
    return start / start.std(axis=0) * SPREAD


def _check(run: ModelRun, dataset: Dataset) -> None:
    if not workspace.is_fresh(run, dataset):
        raise BadInput(f"{run.id} was trained on other data than {dataset.about.name} as it is now. Train it again.")
