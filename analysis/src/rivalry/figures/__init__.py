"""Figures of results: one module a panel, and the page that joins them."""
