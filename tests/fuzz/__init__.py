"""What must hold for any input at all, tried with made-up bytes.

``laws.py`` states it, one function for each part of the program. The suite tries each law briefly (tests/test_fuzz.py);
``python -m tests.fuzz`` drives one with atheris, which looks for inputs that reach new code.
"""
