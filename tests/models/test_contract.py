"""What every family promises, on a world whose best answer is known: each block of readers reads its own block."""

import errno
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from recsys.errors import BadInput, Cancelled, Failure
from recsys.models import contract, families, stored
from recsys.models.checkpoints import Checkpoint
from recsys.models.contract import Around, Explains, Family, Model
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelf, Shelves, Validation
from tests import fake_families

BLOCKS, READERS, BOOKS = 2, 12, 8  # a block's readers and books
N_USERS, N_ITEMS = BLOCKS * READERS, BLOCKS * BOOKS
STRANGERS = 4  # who have a shelf too, but from whom nothing is learned


@dataclass(frozen=True)
class Quick:
    """How a family is trained here. epochs: the name of the setting that counts them, where it learns in epochs.

    brief: what else is set where it need not find anything, a few steps an epoch. finds_blocks: whether it knows one
    reader's taste from another's, which popularity does not.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    epochs: str | None = None
    brief: dict[str, Any] = field(default_factory=dict)
    finds_blocks: bool = True

    def cut_short(self, epochs: int = 3) -> dict[str, Any]:
        """Settings of a training that only has to go its way: an epoch teaches little, but each takes the same path."""
        return self.brief | ({self.epochs: epochs} if self.epochs else {})


NEURAL = {"embedding": 4, "hidden": [8], "dropout": [0.2], "epochs": 40, "batch_size": 32, "learning_rate": 0.02}
RATINGS, USERS = {"batch_size": 96}, {"batch_size": 16}  # half of all
QUICK: dict[str, Quick] = {
    "rating": Quick(
        {"embedding": 8, "hidden": [8], "epochs": 40, "batch_size": 64, "learning_rate": 0.02, "start": "random"},
        "epochs",
        {"batch_size": 128},
    ),
    "mf": Quick({"dimension": 4, "epochs": 60, "batch_size": 32, "learning_rate": 0.02}, "epochs", RATINGS),
    "mf-regularized": Quick({"dimension": 4, "epochs": 60, "batch_size": 64, "learning_rate": 0.02}, "epochs", RATINGS),
    "softmax": Quick({"embedding": 8, "epochs": 40, "batch_size": 8, "learning_rate": 0.02}, "epochs", USERS),
    "neumf": Quick(NEURAL, "epochs", RATINGS),
    "hybrid": Quick(NEURAL | {"vector_width": 4}, "epochs", RATINGS),
    "kernel": Quick({"iterations": 30, "noise": 0.1}, "iterations"),
    "history": Quick(
        {"embedding": 8, "epochs": 30, "batch_size": 8, "learning_rate": 0.02, "linear_l2": 5.0}, "epochs", USERS
    ),
    "blend": Quick(brief={"members": ["ease", "als"]}),
    "popularity": Quick(finds_blocks=False),
    "item-cosine": Quick(),
    "item-bm25": Quick(),
    "als": Quick({"factors": 4, "l2": 0.1}),
    "bpr": Quick({"factors": 8, "iterations": 200, "learning_rate": 0.05}),
    "ease": Quick({"l2": 5}),
    "biases": Quick(finds_blocks=False),
    "svd": Quick({"factors": 4, "epochs": 200}),
    "svdpp": Quick({"factors": 4, "epochs": 200}),
    "knn-baseline": Quick({"l2_user": 15, "l2_item": 10}),
}
FAMILIES = list(families.FAMILIES.values())
STEPWISE = [family for family in FAMILIES if QUICK[family.name].epochs]


def named(family: Family) -> str:
    return family.name


def block_of(user: int) -> range:
    return range(user // READERS * BOOKS, (user // READERS + 1) * BOOKS)


def left_out(user: int) -> set[int]:
    """Two books of the reader's block, which differ from reader to reader."""
    return {block_of(user)[user % BOOKS], block_of(user)[(user + 3) % BOOKS]}


def ratings() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Users, items, stars: five for a book of one's own block, and one star for a book of the other block."""
    mine = [(user, book, 5) for user in range(N_USERS) for book in block_of(user) if book not in left_out(user)]
    others = [(user, (block_of(user)[user % BOOKS] + BOOKS) % N_ITEMS, 1) for user in range(N_USERS)]
    user, item, stars = np.array([*mine, *others]).T
    return user.astype(np.int32), item.astype(np.int32), stars.astype(np.float32)


def feedback(strange: int = 0) -> Feedback:
    """What the readers rated. On the strangers' shelves are the books `strange` and the two after it."""
    user, item, stars = ratings()
    examples = Examples(user, item, (stars >= 4).astype(np.float32), np.ones(len(user), np.float32))
    stranger, book = np.indices((STRANGERS, 3), np.int32).reshape(2, -1)
    shelves = Shelves.rated(
        np.concatenate([user, N_USERS + stranger]), np.concatenate([item, strange + book]),
        np.concatenate([stars, np.full(len(book), 5, np.float32)]), N_USERS + STRANGERS,
    )  # fmt: skip
    return Feedback(examples, stars, (1, 5), 4, shelves, np.arange(N_USERS, dtype=np.int32), N_ITEMS)


ITEMS = pl.DataFrame(
    {
        "item_id": [f"i{item}" for item in range(N_ITEMS)],
        "title": [f"Book {item}" for item in range(N_ITEMS)],
        "genres": ["war|love" if item < BOOKS else "love" for item in range(N_ITEMS)],
        "year": [1990 + item for item in range(N_ITEMS)],
    }
)


def fit(family: Family, of: Feedback | None = None, changed: dict[str, Any] | None = None, **around: Any) -> Model:
    settings = family.settings.model_validate(QUICK[family.name].settings | (changed or {}))
    return family.fit(of or feedback(), settings, Around(around.pop("items", ITEMS), **around))


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    """Each family once, trained when it is first asked for."""
    return {}


def trained(models: dict[str, Model], family: Family) -> Model:
    if family.name not in models:
        models[family.name] = fit(family)
    return models[family.name]


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_it_is_a_model_of_its_family(models: dict[str, Model], family: Family) -> None:
    model = trained(models, family)
    assert isinstance(model, Model)
    assert (model.family, model.n_items) == (family.name, N_ITEMS)
    for array in model.arrays().values():
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


@pytest.mark.parametrize("family", [f for f in FAMILIES if QUICK[f.name].finds_blocks], ids=named)
def test_the_rest_of_the_own_block_comes_before_the_other_block(models: dict[str, Model], family: Family) -> None:
    model, shelves = trained(models, family), feedback().shelves
    for user in range(N_USERS):
        best, _ = contract.recommend(model, shelves.of(user), k=2)
        assert set(best.tolist()) == left_out(user)


@pytest.mark.parametrize("family", [f for f in FAMILIES if QUICK[f.name].finds_blocks], ids=named)
def test_somebody_never_met_is_known_by_their_shelf(models: dict[str, Model], family: Family) -> None:
    model = trained(models, family)
    for block in range(BLOCKS):
        own = np.arange(block * BOOKS, (block + 1) * BOOKS, dtype=np.int32)
        shelf = Shelf(own[:5], np.full(5, 5, np.float32))
        best, _ = contract.recommend(model, shelf, k=3)
        assert set(best.tolist()) == set(own[5:].tolist())


@pytest.mark.parametrize("family", FAMILIES, ids=named)
@pytest.mark.parametrize(
    "shelf",
    [Shelf.touched([]), Shelf.touched([3]), Shelf.touched(range(N_ITEMS)), Shelf.touched([0], user=10_000)],
    ids=["empty", "one book", "everything", "unknown user"],
)
def test_whatever_stands_on_a_shelf_there_is_a_score_for_each_item(
    models: dict[str, Model], family: Family, shelf: Shelf
) -> None:
    scores = trained(models, family).scores(shelf)
    assert scores.shape == (N_ITEMS,)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    best, _ = contract.recommend(trained(models, family), shelf, k=1_000)
    assert len(best) == N_ITEMS - len(shelf)


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_contributions_are_finite_and_one_for_each_book(models: dict[str, Model], family: Family) -> None:
    model, shelf = trained(models, family), feedback().shelves.of(0)
    pulls = contract.contributions(model, shelf, item=2)
    assert pulls.shape == (len(shelf),)
    assert np.isfinite(pulls).all()
    assert contract.contributions(model, Shelf.touched([]), 2).shape == (0,)
    assert isinstance(model, Explains) == hasattr(model, "contributions")


@pytest.mark.parametrize("family", [f for f in FAMILIES if QUICK[f.name].finds_blocks], ids=named)
def test_books_of_one_block_are_more_alike_than_those_of_two(models: dict[str, Model], family: Family) -> None:
    model = trained(models, family)
    for by in ("cosine", "dot"):
        alike = np.stack([model.similarity(item, by) for item in range(N_ITEMS)])
        assert np.isfinite(alike).all()
        own = np.arange(N_ITEMS) // BOOKS
        same = (own[:, None] == own[None]) & ~np.eye(N_ITEMS, dtype=bool)
        assert alike[same].mean() > alike[own[:, None] != own[None]].mean()


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_the_same_seed_gives_the_same_scores_whatever_is_on_shelves_that_are_not_learned_from(
    models: dict[str, Model], family: Family
) -> None:
    brief = {} if family in STEPWISE else QUICK[family.name].brief  # a blend's members are tested themselves
    one = fit(family, changed=brief) if brief else trained(models, family)
    again = fit(family, feedback(strange=9), brief)
    for shelf in (Shelf(np.array([0, 1], np.int32), np.array([5, 5], np.float32)), feedback().shelves.of(5)):
        np.testing.assert_array_equal(again.scores(shelf), one.scores(shelf))


ELSEWHERE = """
import json, pathlib, sys
import numpy as np
from recsys.models import families, stored
from recsys.models.feedback import Shelf

shelf = Shelf(np.array([0, 3], np.int32), np.array([5, 1], np.float32))
scores = {}
for folder in pathlib.Path(sys.argv[1]).iterdir():
    model = stored.load(families.named(folder.name), folder)
    scores[folder.name] = model.scores(shelf).tobytes().hex()
loaded = [name for name in ("tensorflow", "keras", "torch", "implicit", "surprise") if name in sys.modules]
print(json.dumps({"scores": scores, "loaded": loaded}))
"""


@pytest.fixture(scope="module")
def elsewhere(models: dict[str, Model], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What another process says of all models once they are stored: `scores` of one shelf, and libraries `loaded`."""
    place = tmp_path_factory.mktemp("stored")
    for family in FAMILIES:
        (place / family.name).mkdir()
        stored.save(trained(models, family), place / family.name)
    asked = subprocess.run([sys.executable, "-c", ELSEWHERE, str(place)], capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(asked.stdout)
    return said


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_a_stored_model_gives_the_same_scores_in_another_process(
    models: dict[str, Model], elsewhere: dict[str, Any], family: Family
) -> None:
    shelf = Shelf(np.array([0, 3], np.int32), np.array([5, 1], np.float32))
    assert elsewhere["scores"][family.name] == trained(models, family).scores(shelf).tobytes().hex()


def test_to_ask_a_model_takes_no_library_that_trains(elsewhere: dict[str, Any]) -> None:
    assert elsewhere["loaded"] == []


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_nothing_to_learn_from_is_a_sentence(family: Family) -> None:
    whole = feedback()
    none, nothing = np.empty(0, np.int32), np.empty(0, np.float32)
    empty = Feedback(Examples(none, none, nothing, nothing), nothing, (1, 5), 4, whole.shelves, whole.users, N_ITEMS)
    with pytest.raises(BadInput, match="nothing to train on"):
        fit(family, empty)


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("family", [f for f in FAMILIES if "learning_rate" in f.settings.model_fields], ids=named)
def test_steps_that_are_too_large_are_a_sentence(family: Family) -> None:
    brief = family.settings.model_validate(QUICK[family.name].settings | QUICK[family.name].cut_short())
    settings = brief.model_copy(update={"learning_rate": 1e30})  # more than may be set, to be there at once
    with pytest.raises(Failure, match="Lower the learning rate"), np.errstate(all="ignore"):
        family.fit(feedback(), settings, Around(ITEMS))


def test_a_model_that_learned_what_is_no_number_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = fake_families.Same(None, np.full(N_ITEMS, np.nan))
    family = fake_families.register(monkeypatch, "nowhere", lambda *_: nothing)
    with pytest.raises(Failure, match=r"Nowhere learned what is no number \(values\)"):
        family.fit(feedback(), None, Around(ITEMS))


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_one_user_of_one_book_is_enough(family: Family) -> None:
    one, ones = np.zeros(1, np.int32), np.ones(1, np.float32)
    shelves = Shelves.rated(one, one, 5 * ones, 1)
    alone = Feedback(Examples(one, one, ones, ones), 5 * ones, (1, 5), 4, shelves, one, 1)
    model = fit(family, alone, QUICK[family.name].cut_short(), items=ITEMS[:1])
    assert model.scores(shelves.of(0)).shape == (1,)
    assert np.isfinite(model.scores(shelves.of(0))).all()


@pytest.mark.parametrize("family", [family for family in FAMILIES if family not in STEPWISE], ids=named)
def test_what_is_computed_in_one_go_can_be_cancelled_too(family: Family) -> None:
    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        fit(family, changed=QUICK[family.name].cut_short(), report=stop)


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("family", STEPWISE, ids=named)
def test_a_training_that_was_stopped_ends_where_one_that_was_not_does(
    family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recsys.models.training.SAVE_EVERY", -1.0)  # after each epoch
    brief, told = QUICK[family.name].cut_short(4), list[float]()
    whole: list[dict[str, float]] = []
    expected = fit(family, changed=brief, record=whole.append, valid=validation())
    points: list[dict[str, float]] = []

    def stop_in_the_third(fraction: float, message: str) -> None:
        told.append(fraction)
        if len(points) == 2:
            raise Cancelled

    checkpoint = Checkpoint(tmp_path / "checkpoint")
    with pytest.raises(Cancelled):
        fit(
            family, changed=brief, report=stop_in_the_third, record=points.append, checkpoint=checkpoint,
            valid=validation(),
        )  # fmt: skip
    assert told == sorted(told)
    assert told[-1] < 1
    saved = checkpoint.load()
    assert saved is not None
    assert saved.epoch == 2
    with monkeypatch.context() as patched:
        patched.setattr(np, "savez", disk_full)
        with pytest.raises(Failure, match="Free some disk space, then resume it"):
            checkpoint.save(3, saved.arrays, saved.notes)
    again: list[dict[str, float]] = []
    resumed = fit(family, changed=brief, record=again.append, checkpoint=checkpoint, valid=validation())
    assert again == whole
    shelf = feedback().shelves.of(1)
    np.testing.assert_array_equal(resumed.scores(shelf), expected.scores(shelf))


def disk_full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def validation() -> Validation:
    """Every third user is asked for the books they do not show."""
    pairs = [(user, book) for user in range(0, N_USERS, 3) for book in sorted(left_out(user))]
    user, item = np.array(pairs, np.int32).T
    ones, shelves = np.ones(len(user), np.float32), feedback().shelves
    everything = Shelves.rated(
        np.concatenate([shelves.owner, user]), np.concatenate([shelves.items, item]),
        np.concatenate([shelves.stars, 5 * ones]), len(shelves),
    )  # fmt: skip
    asked = np.arange(len(user), dtype=np.int32)
    return Validation(Examples(user, item, ones, ones), 5 * ones, asked, shelves, everything)
