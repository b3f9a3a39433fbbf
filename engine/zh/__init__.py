"""The only place in code with knowledge of the Chinese language: width, figures, dates, sentences, headings, modality.

Nothing here knows of rules or reports. Every function works on folded text (``fold``), whose positions lead back to
the text as it was read.
"""
