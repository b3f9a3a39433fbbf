"""How fast an audit is, beside what a user would run instead: ``python -m tests.bench speed``.

Everything that is compared is run in turns within one run, so that a busy machine is busy for all alike.
"""
