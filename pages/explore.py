"""Look at the data themselves: who rated how much and how, which items stand out, one of them, and one user."""

from pages.ui import exploration, exploration_cards, exploration_tables, frame

with frame.open_page(
    "Explore",
    "What is in the data before anything is labeled: who rates how much, what is rated and how, and when.",
) as desk:
    found = exploration.open_exploration(desk)
    histograms, rankings, over_time, one_item, one_user = exploration.open_views(desk)
    if histograms.open:
        with histograms:
            exploration.show_linked(desk, found, "users")
            exploration.show_linked(desk, found, "items")
    if rankings.open:
        with rankings:
            exploration_tables.show_most_rated(desk, found)
            exploration_tables.show_best_rated(desk, found)
    if over_time.open:
        with over_time:
            exploration_tables.show_over_time(desk, found)
            exploration_tables.show_reviews(desk)
    if one_item.open:
        with one_item:
            item = exploration_cards.choose_item(desk, found)
            if item is not None:
                exploration_cards.show_item(desk, found, item)
    if one_user.open:
        with one_user:
            user = exploration_cards.choose_user(desk, found)
            if user is not None:
                exploration_cards.show_user(desk, found, user)
