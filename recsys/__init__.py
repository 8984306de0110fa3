"""Votebook's computing: labeling functions, label models and recommenders, without a browser.

Nothing below this package imports streamlit or altair, so every result can be had from a script or a test.
"""
