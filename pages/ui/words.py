"""What codes are called in front of people."""

VOTE_WORDS = {1: "liked", 0: "not liked", -1: "–"}
LABEL_WORDS = {1: "liked (1)", 0: "not liked (0)"}
