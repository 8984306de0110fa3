"""How the demo's reviewers write the stars they gave, and the ways of mentioning stars that fool a list of keywords."""

import random

WORDS = ("", "one", "two", "three", "four", "five")
EXACT = (
    "{n} stars",
    "{n} stars",
    "{n} stars",
    "{n} stars",
    "{word} stars",
    "{word} stars",
    "{word} stars",
    "{n} stars from me",
    "Rating: {n} stars",
    "{n} out of 5",
    "{n} out of 5 stars",
    "{n}/5",
    "{word} out of five",
    "A solid {n} stars",
)
SINGULAR = ("1 star", "one star", "1/5", "1 out of 5", "One star, and that is for the cover")
HALF = ("{h} stars", "{h} stars", "{h} stars, rounded {way}", "{h} out of 5", "{h}/5", "{whole} 1/2 stars")
HALVES = {1: (1.5,), 2: (1.5, 2.5), 3: (2.5, 3.5, 2.75), 4: (3.5, 4.5, 3.75), 5: (4.5, 4.5, 4.75)}
DISAPPOINTED = (
    "Not even close to 5 stars",
    "How did this get five stars from anyone",
    "It could have been 5 stars",
    "I can't see where all the 5 stars come from",
    "My sister gave it five stars, I don't see it",
    "I was ready to give it 4 stars until page 200",
    "Would have been four stars without the epilogue",
    "All those 5 stars had me fooled",
)
DELIGHTED = (
    "I would give it 10 stars if I could",
    "I never give 5 stars, and here we are",
    "Started at 3 stars, ended at {n}",
    "For the first half I thought 3 stars, no more",
    "Why is anyone giving this 2 stars",
    "Ignore the one star reviews",
    "There are 21 starships in it",
    "More than five stars",
)


def remark(stars: int, text: random.Random) -> str:
    """A mention of stars by someone who gave `stars`: mostly those, often half a star off, at times about others."""
    kind = text.random()
    if kind < 0.11:
        return text.choice(DELIGHTED if stars > 3 else DISAPPOINTED).format(n=stars)
    if kind < 0.33:
        half = text.choice(HALVES[stars])
        way = "up" if half < stars else "down"
        return text.choice(HALF).format(h=f"{half:g}", way=way, whole=int(half))
    return text.choice(SINGULAR) if stars == 1 else text.choice(EXACT).format(n=stars, word=WORDS[stars])
