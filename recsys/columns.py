"""The names of the columns every table here uses; no source format's own names go further than its reader."""

USER = "user"  # internal, 0 … n_users - 1
ITEM = "item"  # internal, 0 … n_items - 1
USER_ID = "user_id"  # the source's own, a string
ITEM_ID = "item_id"  # the source's own, a string
TITLE = "title"
AUTHOR_ID = "author_id"  # first author's key; functions compare it
AUTHOR = "author"  # first author's name, or the key where the source has no name
GENRES = "genres"  # "fantasy|romance", "" where unknown
AVERAGE_RATING = "average_rating"  # the source's own average over all its readers
MEAN_STARS = "mean_stars"  # of the ratings here, without what is held out; to be shown, no function may see it
RATINGS_COUNT = "ratings_count"
YEAR = "year"  # of publication, null where unknown
SERIES = "series"  # the series' ids, "1|2", "" where in none
SIMILAR = "similar"  # ids of items the source calls similar, "1|2"
TAGS = "tags"  # what anybody tagged the item with, "funny|slow", "" where nobody did
STARS = "stars"  # 0 where the user touched the item without rating it
TIME = "time"  # of the touch: seconds since 1970, UTC; null where unknown
TEXT = "text"
OCCUPATION = "occupation"  # these three of the user, as the source gives them; null where unknown
GENDER = "gender"
AGE = "age"

TRAIN, DEV, VALID, TEST = 0, 1, 2, 3
SPLITS = ("train", "dev", "valid", "test")
