"""Text from outside on its way to where Streamlit reads Markdown."""

import re


def plain(text: str) -> str:
    """`text` made safe: no link, image or markup in it works, it is shown as it was typed."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~:$&.@-])", r"\\\1", text)
