"""The tools that are measured side by side, each in a program of its own, all asked in the same way.

A program is given its setting and then either files, which it checks once, or none: then it stays, reads lines with a
JSON list of files and answers each with the number of things it found in them. Every tool reads its files itself.
"""
