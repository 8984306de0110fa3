"""Which genres a book is of, from the shelves Goodreads readers put it on."""

import polars as pl

from recsys.columns import GENRES, ITEM_ID

MOST = 5

SHELVES_OF = {
    "young-adult": ("ya", "ya-fiction", "teen", "ya-books"),
    "children": ("childrens", "children-s", "kids", "childrens-books", "children-s-books", "kidlit"),
    "middle-grade": ("middle-school",),
    "picture-books": ("picture-book",),
    "fantasy": ("ya-fantasy", "high-fantasy", "epic-fantasy", "fantasy-fiction"),
    "urban-fantasy": (),
    "paranormal": ("paranormal-romance", "ya-paranormal", "supernatural"),
    "vampires": ("vampire",),
    "magic": ("witches",),
    "fairy-tales": ("retellings", "fairytales", "fairy-tale"),
    "mythology": ("greek-mythology",),
    "dystopian": ("dystopia", "ya-dystopian", "post-apocalyptic"),
    "science-fiction": ("sci-fi", "scifi", "sf", "sciencefiction", "scifi-fantasy", "sci-fi-fantasy"),
    "steampunk": (),
    "time-travel": (),
    "romance": ("ya-romance", "love", "love-story"),
    "contemporary": ("ya-contemporary", "contemporary-fiction", "realistic-fiction", "contemporary-romance"),
    "new-adult": (),
    "chick-lit": ("chicklit",),
    "erotica": ("bdsm",),
    "lgbt": ("lgbtq", "glbt", "queer", "m-m"),
    "mystery": ("mysteries", "detective", "cozy-mystery"),
    "crime": ("true-crime",),
    "thriller": ("suspense", "mystery-thriller", "thrillers"),
    "horror": ("scary", "ghosts", "zombies"),
    "adventure": ("action", "action-adventure"),
    "historical-fiction": ("historical", "ya-historical", "historical-romance"),
    "history": ("world-history", "american-history"),
    "biography": ("memoir", "memoirs", "biographies", "autobiography", "biography-memoir"),
    "non-fiction": ("nonfiction",),
    "science": ("popular-science",),
    "religion": ("christian", "christian-fiction", "spirituality"),
    "poetry": ("poems",),
    "classics": ("classic", "classic-literature"),
    "literary-fiction": ("literature",),
    "humor": ("humour", "funny", "comedy"),
    "comics": ("comic", "comic-books", "graphic-novels", "graphic-novel", "comics-graphic-novels"),
    "manga": (),
    "short-stories": ("short-story", "anthology", "anthologies"),
    "war": ("world-war-ii", "wwii"),
    "sports": (),
    "music": (),
    "animals": ("horses", "dogs", "cats"),
    "school": ("high-school", "boarding-school"),
}
"""Genre -> shelves that mean it too. All other shelves (to-read, favorites, owned) say nothing about the book."""

_GENRE = pl.DataFrame(
    [(shelf, genre) for genre, others in SHELVES_OF.items() for shelf in (genre, *others)],
    schema={"shelf": pl.String, GENRES: pl.String},
    orient="row",
)


def genres(shelved: pl.DataFrame) -> pl.DataFrame:
    """item_id, genres ("fantasy|romance", at most 5, the one most readers chose first) of the books that have any.

    shelved: item_id, popular_shelves (a list of {name}, the fullest shelf first, as the Book Graph has them).
    """
    return (
        shelved.explode("popular_shelves")
        .select(ITEM_ID, pl.col("popular_shelves").struct.field("name"))
        .join(_GENRE, left_on="name", right_on="shelf", maintain_order="left")
        .unique([ITEM_ID, GENRES], keep="first", maintain_order=True)
        .group_by(ITEM_ID, maintain_order=True)
        .agg(pl.col(GENRES).head(MOST).str.join("|"))
    )
