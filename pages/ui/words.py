"""What codes are called in front of people."""

VOTE_WORDS = {1: "liked", 0: "not liked", -1: "–"}
LABEL_WORDS = {1: "liked (1)", 0: "not liked (0)"}
SPLIT_WORDS = {
    "user": "by user: whole users in one split",
    "holdout": "at random: some of each user's ratings",
    "time": "by time: the latest ratings last",
}
