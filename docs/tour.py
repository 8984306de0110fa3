"""`python docs/tour.py`: the pictures of the README's five-minute tour, taken from the real pages on the small demo.

It makes the demo in a workspace of its own, starts the workbench on it, and does in Chromium what the tour tells:
whatever it can't find on a page ends it. Pictures go to docs/tour/.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from recsys import tasks  # noqa: E402
from recsys.data import dataset as datasets  # noqa: E402
from recsys.progress import silent, unrecorded  # noqa: E402
from tests import live  # noqa: E402

PICTURES = ROOT / "docs" / "tour"
WIDTH, HEIGHT = 1280, 860  # pixels
COLORS = 256  # of a picture: a third of its size, and a repository keeps every version
JOB_TIMEOUT = 600_000  # milliseconds
FAVORITES = 6


def main() -> None:
    """Makes every picture; an assertion or a timeout names what was not there."""
    expect.set_options(timeout=live.SETTLE_TIMEOUT)
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        with live.Server(home) as server, live.chromium() as browser:
            make_demo(home)
            window = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            window.set_default_timeout(live.SETTLE_TIMEOUT)
            page = window.new_page()
            page.goto(server.url)
            for number, step in enumerate(STEPS, 1):
                step(page)
                settle(page)
                picture(page, f"{number:02}-{step.__name__.replace('_', '-')}.png")


def make_demo(home: Path) -> None:
    """The small demo, as dataset “demo”."""
    os.environ["VOTEBOOK_HOME"] = str(home)
    tasks.make_demo({"dataset": "demo", "size": "small"}, silent, unrecorded)


def overview(page: Page) -> None:
    """Data, and the whole pipeline by one button."""
    settle(page)
    page.get_by_role("button", name="Run what is missing").click()
    expect(page.get_by_text("Everything is up to date")).to_be_visible(timeout=JOB_TIMEOUT)


def labeling_functions(page: Page) -> None:
    """A version as published, then a threshold that is moved."""
    go_to(page, "Versions")
    save_version(page, "as published")
    go_to(page, "Labeling functions")
    choose(page, "function", "polarity_positive")
    number = page.get_by_label("exactly")
    number.fill("0.55")
    number.press("Enter")


def suggested_terms(page: Page) -> None:
    """What each keyword is worth, and which others the labeled rows suggest."""
    choose(page, "function", "stars_in_review")
    page.get_by_text("Suggested terms").click()
    settle(page)
    page.get_by_text("Look for terms").click()
    settle(page)
    bring_to_top(page, page.get_by_text("What each term is worth"))


def data_points(page: Page) -> None:
    """The rows on which functions disagree."""
    go_to(page, "Data points")


def label_models(page: Page) -> None:
    """All label models on the same held-out rows."""
    go_to(page, "Versions")
    save_version(page, "surer polarity")
    go_to(page, "Label model")
    page.get_by_role("tab", name="All label models side by side").click()


def recommendations(page: Page) -> None:
    """What a reader is recommended, and why."""
    go_to(page, "Recommendations")


def lineage(page: Page) -> None:
    """Training rows, labels and votes behind one title."""
    page.get_by_role("tab", name="Where it comes from").click()
    settle(page)
    bring_to_top(page, page.get_by_role("tab", name="Where it comes from"))


def changes(page: Page) -> None:
    """What the edit did, down to who is recommended what."""
    go_to(page, "Changes")
    page.get_by_text(re.compile("^Train (both|the missing one)$")).click()
    expect(page.get_by_text(re.compile("^What readers get"))).to_be_visible(timeout=JOB_TIMEOUT)
    bring_to_top(page, page.get_by_text("What the labels are worth"))


def be_a_user(page: Page) -> None:
    """Some ratings of one's own."""
    go_to(page, "Be a user")
    page.get_by_role("button", name="Import").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": favorites().encode()}
    )
    page.get_by_role("button", name="Take them").click()
    expect(page.get_by_text(f"You rated {FAVORITES}")).to_be_visible()


def embeddings(page: Page) -> None:
    """A map of the model's vectors."""
    go_to(page, "Embeddings")
    page.get_by_role("tab", name="Map").click()
    settle(page)
    page.get_by_role("button", name="Draw the map").click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible(timeout=JOB_TIMEOUT)


def error_analysis(page: Page) -> None:
    """Labels right or wrong by model right or wrong."""
    go_to(page, "Error analysis")


STEPS: list[Callable[[Page], None]] = [
    overview, labeling_functions, suggested_terms, data_points, label_models, recommendations, lineage, changes,
    be_a_user, embeddings, error_analysis,
]  # fmt: skip


def go_to(page: Page, title: str) -> None:
    """By the navigation."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    settle(page)


def choose(page: Page, key: str, option: str) -> None:
    """One of the buttons of the choice with that key."""
    page.locator(f".st-key-{key}").get_by_role("radio", name=option).click()
    settle(page)


def save_version(page: Page, name: str) -> None:
    field = page.get_by_label("Name of the new version")
    field.fill(name)
    field.press("Enter")
    expect(page.get_by_text("Saved as version")).to_be_visible()
    settle(page)


def favorites() -> str:
    """The best known books of one genre, as a file of five-star ratings."""
    books = datasets.load("demo").items.filter(genres="fantasy|paranormal").head(FAVORITES)
    return "item_id,stars\n" + "".join(f"{book},5\n" for book in books["item_id"])


def bring_to_top(page: Page, what: Locator) -> None:
    settle(page)
    what.evaluate("element => element.scrollIntoView()")


def settle(page: Page) -> None:
    """Until the script has ended and every chart and table has drawn itself."""
    live.settle(page)
    page.locator('[data-testid="stSkeleton"]').first.wait_for(state="detached")
    page.wait_for_timeout(1_000)


def picture(page: Page, name: str) -> None:
    """What the window shows, as a file with a palette."""
    place = PICTURES / name
    page.screenshot(path=place)
    with Image.open(place) as taken:
        taken.convert("RGB").quantize(COLORS).save(place, optimize=True)
    print(f"{place.relative_to(ROOT)}: {place.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
