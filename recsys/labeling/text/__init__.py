"""Rules on review texts: which terms a text has, what each term is worth, which others might be."""
