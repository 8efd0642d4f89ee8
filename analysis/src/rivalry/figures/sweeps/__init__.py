"""Figures of sweeps and ensembles: one module a kind of panel, and the page that chooses among them."""
