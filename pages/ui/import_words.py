"""What is said of an import in the words of its form: a setting is called as its field is, not by its option."""

from pages.ui import build_form, table_form

FIELDS = {
    "--highest-rating": table_form.HIGHEST,
    "--zero-is-a-rating": table_form.ZERO,
    "--positive-from": "liked from",
} | {f"--{name.replace('_', '-')}": label for name, label in build_form.FILTERS.items()}


def of_form(sentence: str) -> str:
    """The sentence with each option that it names as “the field”; where those words stand before it, they are it."""
    for option, label in FIELDS.items():
        sentence = sentence.replace(f"{label} ({option})", f"“{label}”").replace(f"({option})", f"(“{label}”)")
    return sentence
