"""What a few users are recommended, in a report."""

from collections.abc import Iterator

from recsys import recommendations
from recsys.columns import AUTHOR, TITLE, USER_ID
from recsys.data.dataset import Dataset
from recsys.models.contract import Model
from recsys.models.feedback import Shelves
from recsys.reporting.html import Markup, element, note, section, table
from recsys.runs import ModelRun

SEED, USERS, SHOWN = 0, 5, 10


def sections(dataset: Dataset, run: ModelRun, model: Model) -> Iterator[Markup]:
    """Users of test drawn at random: the best of their shelf beside the best of their list."""
    split = "test" if len(dataset.users_in("test")) else "all"
    shelves = Shelves.of_dataset(dataset, run.labels == "ratings")
    parts = []
    for user in recommendations.draw_users(dataset, split, USERS, SEED).tolist():
        shelf, best = recommendations.shelf(dataset, user), recommendations.top(dataset, model, shelves.of(user), SHOWN)
        score = "log_odds" if "log_odds" in best else "score"  # P(liked) of the best is 1 to any number of digits
        columns = [name for name in ("rank", TITLE, AUTHOR, score) if name in best]
        rated = [name for name in (TITLE, AUTHOR, "stars") if name in shelf]
        parts += [
            element("h3", f"User {dataset.users[USER_ID][user]}"),
            note(f"The best rated of {len(shelf):,} on the shelf, and what is recommended."),
            table(shelf[rated].head(SHOWN)), table(best[columns].rename(columns={"log_odds": "log-odds of liked"})),
        ]  # fmt: skip
    yield section("Sampled recommendations", *(parts or [note("There are no users to draw.")]))
