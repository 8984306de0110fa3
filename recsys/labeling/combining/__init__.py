"""Combine the rules: label models from vote patterns, what they are worth, and whether to trust them."""
