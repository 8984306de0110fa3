"""Times as a person in front of the browser has them: from an action until nothing on the page moves any more."""

from playwright.sync_api import Locator, Page

TIMEOUT = 120_000.0  # milliseconds

# Runs in the page. Counts from the last click or key to the last change in what the page shows; says so once the script
# has ended, what is waited for is there, and nothing has changed for a while.
CLOCK = """
(() => {
  const QUIET = 500;
  let start = 0, last = 0, seen = 0;
  const begin = () => { start = last = seen = performance.now(); };
  const isHidden = node => (node.nodeType === 1 ? node : node.parentElement)?.closest('canvas, head');
  addEventListener('click', begin, true);
  addEventListener('keydown', begin, true);
  new MutationObserver(changes => {
    last = performance.now();
    if (!changes.every(change => isHidden(change.target))) seen = last;
  })
    .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  const find = query => document.querySelector(query);
  const shown = '[data-testid="stDataFrame"] table, [data-testid="stMetricValue"]';
  const numbers = () => [...document.querySelectorAll(shown)]
    .map(element => element.textContent).join();
  let before = '';
  window.clock = {
    remember: () => { before = numbers(); },
    numbersChanged: () => numbers() !== before,
    titleIs: title => find('h1')?.textContent === title,
    still: () => (performance.now() - last) / 1000,
    isThere: query => find(query) !== null,
    settled: () => find('[data-test-script-state="notRunning"]') && performance.now() - last > QUIET,
    seconds: () => (last - start) / 1000,
    secondsSeen: () => (seen - start) / 1000,
  };
})()
"""


def open_tab(page: Page, url: str, title: str) -> None:
    """Open an address and wait until the page with that title stands."""
    page.add_init_script(CLOCK)
    page.goto(url)
    _wait(page, f"clock.titleIs({title!r})")


def page_switch(page: Page, title: str) -> float:
    """Seconds from a click in the navigation until that page stands."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    return _wait(page, f"clock.titleIs({title!r})")


def choose(page: Page, pill: str, query: str) -> float:
    """Seconds from a click on a pill until what a CSS selector finds is there."""
    page.get_by_test_id("stButtonGroup").get_by_text(pill, exact=True).click()
    return _wait(page, f"clock.isThere({query!r})")


def slider_step(page: Page, slider: Locator) -> float:
    """Seconds from a slider's next value until the tables have other numbers and the charts stand."""
    page.evaluate("clock.remember()")
    slider.press("ArrowRight")
    return _wait(page, "clock.numbersChanged()")


def title(page: Page) -> str:
    """The title of the page that stands."""
    return page.locator("h1").first.inner_text()


def answer(page: Page) -> float:
    """Seconds from the last click or key until nothing that can be seen moves any more.

    What a screen reader finds in a table, inside its canvas, is not seen; the grid writes it a fifth of a second later.
    """
    _wait(page, "true")
    return float(page.evaluate("clock.secondsSeen()"))


def still(page: Page) -> float:
    """Seconds since anything moved on the page."""
    return float(page.evaluate("clock.still()"))


def _wait(page: Page, condition: str) -> float:
    page.wait_for_function(f"{condition} && clock.settled()", timeout=TIMEOUT)
    return float(page.evaluate("clock.seconds()"))
