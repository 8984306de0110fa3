"""The demo's readers: their tastes over niches, series and authors, what they touched when, and the stars they gave."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.data.demo import times, words
from recsys.data.demo.choice import Choice, Doubles, Ints, runs
from recsys.data.demo.world import World

STAR_SHARES = (0.035, 0.085, 0.225, 0.325, 0.33)  # of 1 to 5 stars, near those of Goodreads' young-adult readers
BINGERS = 0.134  # share of readers who read one author's books, many of them
BINGED_BOOKS = (19, 25)  # from, to: how many of them
BINGE_RATED = 0.8  # how often a binged book gets its stars, compared with others
BINGE_AUTHOR_FROM = 20  # books within S1's filter from which an author can be binged
FAVORITE_NICHES = 3
FAVORITE_AUTHORS = 6
LATER = 1 << 24  # urgencies of what is read for another reason than a binge start here
# What makes a reader pick up a book, as shares; what remains is whatever everybody reads.
FROM_NICHE, FROM_AUTHOR, FROM_SERIES = 0.35, 0.15, 0.23
# What the stars follow beside noise of 1: quality, mildness, a favorite niche, a favorite author, a binged author.
QUALITY, MILDNESS, NICHE_LIKING, AUTHOR_LIKING, BINGE_LIKING = 0.55, 0.55, 0.5, 0.35, 0.95


@dataclass(frozen=True)
class Readers:
    """One value, or row, a reader. binged: the author they read most of, -1 for none; size: books to touch."""

    user_id: list[str]
    size: Ints
    niches: Ints
    authors: Ints
    binged: Ints
    mildness: Doubles
    rates: Doubles


@dataclass(frozen=True)
class Touches:
    """Who touched which book, by reader, then book.

    stars: 0 where not rated; is_read: False for the to-read shelf; time: in seconds since 1970, UTC.
    """

    reader: Ints
    book: Ints
    stars: Ints
    is_read: npt.NDArray[np.bool_]
    time: Ints


def make(world: World, n_readers: int, seed: int) -> Readers:
    """`n_readers` with a taste each."""
    rng = np.random.default_rng([seed, 2])
    fame: Doubles = np.bincount(world.author, world.pull()).astype(np.float64)
    niches = _favorite_niches(world, n_readers, rng)
    of_author = rng.integers(0, FAVORITE_NICHES, (n_readers, FAVORITE_AUTHORS))
    by_niche = Choice(world.author_niche, fame, len(words.NICHES))
    authors = by_niche.draw(niches[np.arange(n_readers)[:, None], of_author].ravel(), rng)
    binged = _binged_authors(world, n_readers, fame, rng)
    niches[:, 0] = np.where(binged >= 0, world.author_niche[binged], niches[:, 0])
    size = np.clip(np.exp(rng.normal(3.82, 0.54, n_readers)), 8, 420).astype(np.int64)
    return Readers(
        user_id=[key.hex() for key in (rng.bytes(16) for _ in range(n_readers))],
        size=np.where(binged >= 0, np.maximum(size, 32), size),
        niches=niches,
        authors=authors.reshape(n_readers, FAVORITE_AUTHORS),
        binged=binged,
        mildness=rng.normal(0, 1, n_readers),
        rates=rng.beta(4, 3.5, n_readers),
    )


def touches(world: World, readers: Readers, seed: int) -> Touches:
    """What each reader touched and the stars they gave."""
    rng = np.random.default_rng([seed, 3])
    reader, book = _picked(world, readers, rng)
    liking = _liking(world, readers, reader, book) + rng.normal(0, 1, len(book))
    stars = 1 + np.searchsorted(np.quantile(liking, np.cumsum(STAR_SHARES)[:-1]), liking)
    # Some of the read books stay without stars; the rest of what is not rated is still to be read.
    binge = readers.binged[reader] == world.author[book]
    rated = rng.random(len(book)) < readers.rates[reader] * np.where(binge, BINGE_RATED, 1.0)
    is_read = rated | (rng.random(len(book)) < 0.15)
    return Touches(reader, book, np.where(rated, stars, 0), is_read, times.make(world, reader, book, seed))


def _favorite_niches(world: World, n_readers: int, rng: np.random.Generator) -> Ints:
    """Three niches a reader, the first two of one genre where it has two; only those that have authors and books."""
    there = np.bincount(world.niche, minlength=len(words.NICHES)) > 0
    there &= np.bincount(world.author_niche, minlength=len(words.NICHES)) > 0
    popularity = np.array([niche.popularity for niche in words.NICHES]) * there
    genre = np.array([words.GENRES.index(niche.genre) for niche in words.NICHES])
    niches = rng.choice(len(popularity), (n_readers, FAVORITE_NICHES), p=popularity / popularity.sum())
    niches[:, 1] = Choice(genre, popularity, len(words.GENRES)).draw(genre[niches[:, 0]], rng)
    return niches


def _binged_authors(world: World, n_readers: int, fame: Doubles, rng: np.random.Generator) -> Ints:
    """The author each reader binges, -1 for most; nobody binges in a library where no author wrote enough."""
    in_demand = (world.ratings_count >= 100) & (world.ratings_count <= 15_000)
    written = np.bincount(world.author[in_demand], minlength=len(world.authors))
    likely = np.where(written >= BINGE_AUTHOR_FROM, fame**0.5, 0.0)
    if not likely.any():
        return np.full(n_readers, -1)
    binges = rng.random(n_readers) < BINGERS
    return np.where(binges, rng.choice(len(likely), n_readers, p=likely / likely.sum()), -1)


def _picked(world: World, readers: Readers, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The distinct books each reader touched, as (reader, book): a binge, then a bit of everything."""
    pull = world.pull()
    by_niche = Choice(world.niche, pull, len(words.NICHES))
    by_author = Choice(world.author, pull, len(world.authors))
    anywhere = Choice(np.zeros(len(pull), np.int64), pull**2, 1)
    reader = np.repeat(np.arange(len(readers.size)), readers.size * 2 + 8)
    reasons = np.searchsorted(np.cumsum([FROM_NICHE, FROM_AUTHOR, FROM_SERIES]), rng.random(len(reader)))
    of_niche, of_author, of_series, of_crowd = (reader[reasons == reason] for reason in range(4))
    # Whoever starts a series goes on to read a few volumes, so a third as many starts as books will do.
    of_series = of_series[rng.random(len(of_series)) < 1 / 3]
    picked = [
        _binges(world, readers, rng),
        (of_niche, by_niche.draw(_niche_in_mind(readers, of_niche, rng), rng)),
        (of_author, by_author.draw(readers.authors[of_author, rng.integers(0, FAVORITE_AUTHORS, len(of_author))], rng)),
        _volumes(world, of_series, by_niche.draw(_niche_in_mind(readers, of_series, rng), rng), rng),
        (of_crowd, anywhere.draw(np.zeros_like(of_crowd), rng)),
    ]
    urgency = rng.integers(LATER, 2 * LATER, sum(len(reader) for reader, _ in picked))
    urgency[: len(picked[0][0])] -= LATER
    who, what = (np.concatenate(part) for part in zip(*picked, strict=True))
    return _cut(who, what, urgency, readers.size)


def _niche_in_mind(readers: Readers, reader: Ints, rng: np.random.Generator) -> Ints:
    """One of each reader's favorite niches, the first most often."""
    return readers.niches[reader, np.searchsorted([0.42, 0.74], rng.random(len(reader)))]


def _volumes(world: World, reader: Ints, start: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The first volumes, as many as interest lasts for, of the series that each `start` belongs to."""
    series = world.series[start]
    read = np.minimum(np.bincount(world.series)[series], rng.geometric(0.28, len(series)))
    return np.repeat(reader, read), runs(np.searchsorted(world.series, series), read)


def _binges(world: World, readers: Readers, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Some twenty of the binged author's books for each reader who binges."""
    bingers = np.flatnonzero(readers.binged >= 0)
    written = np.bincount(world.author)[readers.binged[bingers]]
    book = runs(np.searchsorted(world.author, readers.binged[bingers]), written)
    shuffled = np.lexsort((rng.random(len(book)), np.repeat(bingers, written)))
    place = runs(np.zeros_like(written), written)
    read = place < np.repeat(rng.integers(*BINGED_BOOKS, len(bingers)), written)
    return np.repeat(bingers, written)[read], book[shuffled[read]]


def _cut(reader: Ints, book: Ints, urgency: Ints, size: Ints) -> tuple[Ints, Ints]:
    """No pair twice, and of each reader's books the `size` most urgent (lowest); sorted by reader, then book."""
    n_books = int(book.max()) + 1
    pair = reader * n_books + book
    # Urgency in the lower bits makes one sort of plain numbers do for both keys: several times faster than lexsort.
    by_pair = np.sort(pair * (2 * LATER) + urgency)
    pair, urgency = by_pair // (2 * LATER), by_pair % (2 * LATER)
    first = np.diff(pair, prepend=-1) > 0
    pair, urgency = pair[first], urgency[first]
    reader = pair // n_books
    by_urgency = np.argsort(reader * (2 * LATER) + urgency, kind="stable")
    rank = np.empty_like(pair)
    rank[by_urgency] = np.arange(len(pair)) - np.searchsorted(reader, reader)
    kept = pair[rank < size[reader]]
    return kept // n_books, kept % n_books


def _liking(world: World, readers: Readers, reader: Ints, book: Ints) -> Doubles:
    """How much each reader likes a book they touched, before noise."""
    niche, author = world.niche[book], world.author[book]
    likes_niche = (readers.niches[reader] == niche[:, None]).any(axis=1)
    likes_author = (readers.authors[reader] == author[:, None]).any(axis=1)
    return (
        QUALITY * world.quality[book]
        + MILDNESS * readers.mildness[reader]
        + NICHE_LIKING * likes_niche
        + AUTHOR_LIKING * likes_author
        + BINGE_LIKING * (readers.binged[reader] == author)
    )
