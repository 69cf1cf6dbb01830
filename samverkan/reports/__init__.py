"""The yearly compilation: what is frozen, what is made of it, and how people read it.

One content, several clothes: page, tables, Word document, PDF.
"""
