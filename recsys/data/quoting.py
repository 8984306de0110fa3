"""What stands in somebody's file, as it is shown in a sentence."""

HIDDEN = "�"


def quoted(text: str, most: int = 80) -> str:
    """Its beginning in quotation marks; what can't be seen, or would change how the rest is shown, is made visible."""
    return f"“{''.join(sign if sign.isprintable() else HIDDEN for sign in text[:most])}”"
