"""Reads an annual report on law-based government and judges it against a rule pack."""

__version__ = "0.1.0"
