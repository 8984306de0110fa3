"""The only code that knows Streamlit's state, caches and charts."""
