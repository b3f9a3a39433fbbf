"""The measuring bench: how far the verdicts can be trusted, and what each capability of the engine is worth.

Run it with ``python -m tests.bench``.
"""
