"""The demo's reviews: sentences composed so that their words follow the stars, with the noise of real ones."""

import random
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recsys.data.demo import chatter, phrases, stars, words
from recsys.data.demo.choice import Ints
from recsys.data.demo.phrases import ARDENT, CROSS, EVEN, FURIOUS, PLEASED
from recsys.data.demo.readers import Touches
from recsys.data.demo.world import World
from recsys.progress import Report, silent

REVIEWED = 0.082  # share of ratings with a review
MOODS = (ARDENT, PLEASED, EVEN, CROSS, FURIOUS)
# How often each mood is written in by those who gave 1, 2, 3, 4, 5 stars.
MOOD_SHARES = {
    1: (0.05, 0.12, 0.24, 0.40, 0.19),
    2: (0.06, 0.18, 0.31, 0.34, 0.11),
    3: (0.09, 0.26, 0.37, 0.22, 0.06),
    4: (0.17, 0.385, 0.285, 0.12, 0.04),
    5: (0.32, 0.375, 0.20, 0.065, 0.04),
}
NAMES_STARS = {ARDENT: 0.18, PLEASED: 0.18, EVEN: 0.97, CROSS: 0.18, FURIOUS: 0.18}
EMPTY, ELSEWHERE = 0.02, 0.02  # shares of reviews without text, and in another language
REVIEWS_A_REPORT = 5_000
MUCH_MORE = 0.14  # share of reviews that retell the plot


@dataclass(frozen=True)
class Reviewer:
    """Writes the review of any touch; it depends on the touch and the seed alone, not on earlier requests."""

    world: World
    user_id: list[str]
    touches: Touches
    seed: int

    @cached_property
    def reviewed(self) -> Ints:
        """The touches that have a review, ascending: some readers review much of what they rate, most hardly any."""
        rng = np.random.default_rng([self.seed, 4])
        zeal = rng.gamma(3.0, 1 / 3.0, int(self.touches.reader.max()) + 1)
        wanted = rng.random(len(self.touches.book)) < REVIEWED * zeal[self.touches.reader]
        return np.flatnonzero(wanted & (self.touches.stars > 0))

    def write(self, touch: int) -> str:
        """The review of one touch; may be empty."""
        text = random.Random(self.seed * 1_000_000_007 + touch)
        if text.random() < EMPTY:
            return ""
        given = int(self.touches.stars[touch])
        slots = _Slots(self._about(int(self.touches.book[touch])), text)
        if text.random() < ELSEWHERE:
            sentences = [text.choice(chatter.ELSEWHERE[given > 3])]
        else:
            sentences = _sentences(given, text)
        return _typed(" ".join(sentence.format_map(slots) for sentence in sentences), given, text)

    def write_all(self, touches: Ints, report: Report = silent) -> list[str]:
        """The reviews of some touches."""
        written = []
        for count, touch in enumerate(touches.tolist()):
            if count % REVIEWS_A_REPORT == 0:
                report(count / len(touches), f"writing reviews: {count:,} of {len(touches):,}")
            written.append(self.write(touch))
        return written

    def _about(self, book: int) -> dict[str, str]:
        """What a review can mention of a book. A series has its characters: the same in every review and volume."""
        niche = words.NICHES[self.world.niche[book]]
        names, series = words.FIRST_NAMES, int(self.world.series[book])
        return {
            "title": self.world.title[book].split(" (")[0],
            "author": self.world.authors[self.world.author[book]],
            "genre": niche.genre.replace("-", " ").removesuffix("s"),
            "thing": niche.nouns[book % len(niche.nouns)].lower(),
            "hero": names[series * 7 % len(names)],
            "friend": names[(series * 7 + 1 + series % 50) % len(names)],
        }


class _Slots(dict[str, str]):
    """What fills a phrase's slots: the book's own words, and for any other slot a word drawn from chatter.SLOTS."""

    def __init__(self, about: dict[str, str], text: random.Random) -> None:
        super().__init__(about)
        self.text = text

    def __missing__(self, slot: str) -> str:
        word = self.text.choice(chatter.SLOTS[slot.lower()])
        return word[0].upper() + word[1:] if slot[0].isupper() else word


def _sentences(given: int, text: random.Random) -> list[str]:
    """The phrases of a review by someone who gave `given` stars, their slots still open."""
    mood = text.choices(MOODS, MOOD_SHARES[given])[0]
    own = (phrases.LIKED if given > 3 else phrases.NOT_LIKED)[mood]
    names_stars = text.random() < NAMES_STARS[mood]
    longer = text.random() < MUCH_MORE
    only_stars = names_stars and not longer and text.random() < 0.6 and mood == EVEN
    count = 0 if only_stars else text.choices((1, 2, 3), (45, 35, 20))[0]
    sentences = text.sample(own, min(count, len(own)))
    if longer:
        sentences = _at_length(sentences, mood, text)
    if names_stars:
        remark = stars.remark(given, text)
        sentences.insert(text.choice((0, len(sentences))), remark + text.choice((".", ".", "!", "", "...")))
    return sentences


def _at_length(sentences: list[str], mood: int, text: random.Random) -> list[str]:
    """The sentences among a retelling of the plot; where the mood is even, with praise and complaints too."""
    plot = text.sample(chatter.PLOT, text.randint(1, 5))
    if mood == EVEN:
        plot += text.sample(chatter.MIXED, text.randint(1, 3))
        text.shuffle(plot)
    return sentences[:1] + plot + sentences[1:]


def _typed(review: str, given: int, text: random.Random) -> str:
    """The review as people type it: emoji, entities left over from HTML, no capitals or nothing but."""
    habit = text.random()
    if habit < 0.05:
        review += " " + text.choice(chatter.EMOJI[given > 3])
    elif habit < 0.08:
        review = review.replace(" and ", " &amp; ").replace("'", "&#39;").replace("<", "&lt;")
    elif habit < 0.14:
        review = review.lower()
    elif habit < 0.15:
        review = review.upper()
    elif habit < 0.19:
        review = review.replace(". ", ".\n\n")
    return review
