"""What a person clicks on the pages that look into a model: each with how long its answer may take."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

from playwright.sync_api import Locator, Page

from benchmarks import browser_clock, timing
from benchmarks.timing import Line

MOST_CLICK, MOST_SWITCH = 0.3, 1.0  # seconds
ROUNDS = 4
HEADER, ROW = 31, 31  # pixels of a table's rows
WORDS = ("the", "of", "night", "king")


@dataclass(frozen=True)
class Click:
    """A click or a key on a page. do: does it, given how often it was done before, so that each time is another."""

    page: str
    what: str
    do: Callable[[Page, int], None]
    rounds: int = ROUNDS


def lines(page: Page) -> list[Line]:
    """A line for each of CLICKS: the median of its answers."""
    return [_line(page, click) for click in CLICKS]


def switch_line(title: str, seconds: float, reference: float, by: str) -> Line:
    """A line for a switch to a page, beside the reference's."""
    compared = timing.share(f"page switch: {title}", seconds, reference, by)
    return replace(compared, target=f"≤ {timing.shown(MOST_SWITCH)}", met=seconds <= MOST_SWITCH)


def _line(page: Page, click: Click) -> Line:
    if browser_clock.title(page) != click.page:
        browser_clock.page_switch(page, click.page)
    times = []
    for turn in range(click.rounds):
        click.do(page, turn)
        times.append(browser_clock.answer(page))
    ours, most = median(times), MOST_CLICK
    return Line(f"{click.page}: {click.what}", timing.shown(ours), "", "", f"≤ {timing.shown(most)}", "", ours <= most)


def _press(name: str) -> Callable[[Page, int], None]:
    return lambda page, turn: page.get_by_role("button", name=name, exact=True).first.click()


def _pill(label: str, first: int = 0) -> Callable[[Page, int], None]:
    """One after the other of a row of pills, and from the first again after the last."""

    def click(page: Page, turn: int) -> None:
        pills = _labeled(page, "stButtonGroup", label).get_by_role("radio")
        pills.nth((first + turn) % pills.count()).click()

    return click


def _option(label: str) -> Callable[[Page, int], None]:
    """The second of a list's options, then the third, and so on, and from the first again after the last."""

    def click(page: Page, turn: int) -> None:
        _labeled(page, "stSelectbox", label).locator("input").click()
        options = page.get_by_role("option")
        options.nth((turn + 1) % options.count()).click()

    return click


def _tabs(*names: str) -> Callable[[Page, int], None]:
    return lambda page, turn: page.get_by_role("tab", name=names[turn % len(names)], exact=True).first.click()


def _row(table: int) -> Callable[[Page, int], None]:
    """The box before a row of one of the page's tables, which is drawn on a canvas: by where it must be."""

    def click(page: Page, turn: int) -> None:
        grid = page.get_by_test_id("stDataFrame").nth(table)
        grid.click(position={"x": 15, "y": HEADER + ROW * (turn + 1) + ROW / 2})

    return click


def _words(label: str) -> Callable[[Page, int], None]:
    def write(page: Page, turn: int) -> None:
        field = page.get_by_label(label, exact=True)
        field.fill(WORDS[turn % len(WORDS)])
        field.press("Enter")

    return write


def _step(page: Page, turn: int) -> None:
    page.get_by_test_id("stSlider").get_by_role("slider").first.press("ArrowRight")


def _labeled(page: Page, kind: str, label: str) -> Locator:
    return page.get_by_test_id(kind).filter(has_text=label).first


_RECOMMENDATIONS, _USER, _EMBEDDINGS, _ERRORS = "Recommendations", "Be a user", "Embeddings", "Error analysis"
CLICKS = (
    Click(_RECOMMENDATIONS, "draw others", _press("Draw others")),
    Click(_RECOMMENDATIONS, "another reader", _pill("Reader", first=1)),
    Click(_RECOMMENDATIONS, "a row of the list", _row(0)),
    Click(_RECOMMENDATIONS, "a genre", _option("Genre")),
    Click(_RECOMMENDATIONS, "where it comes from", _tabs("Where it comes from", "Why this one?")),
    Click(_RECOMMENDATIONS, "the shelf", _tabs("The shelf", "Why this one?")),
    Click(_RECOMMENDATIONS, "votes, row by row", _tabs("Votes, row by row", "Why this one?")),
    Click(_RECOMMENDATIONS, "beside another model", _option("Beside it")),
    Click("Changes", "another version", _option("Before"), rounds=2),
    Click(_USER, "search", _words("Find by title or id")),
    Click(_USER, "a row of the list", _row(1)),
    Click(_USER, "what is like a title", _words("Find a title")),
    Click(_EMBEDDINGS, "cosine, dot product", _pill("Alike by", first=1)),
    Click(_EMBEDDINGS, "another title", _option("The best matches")),  # of what was searched for before
    Click(_EMBEDDINGS, "length and popularity", _tabs("Length and popularity", "Nearest neighbors")),
    Click(_ERRORS, "rows of a cell", _press("Rows")),
    Click(_ERRORS, "a row", _row(0)),
    Click(_ERRORS, "functions", _tabs("Functions", "Thresholds")),
    Click(_ERRORS, "slices", _tabs("Slices", "Thresholds")),
    Click(_ERRORS, "wrong and confident", _tabs("Wrong and confident", "Thresholds")),
    Click(_ERRORS, "a threshold", _step),
)
