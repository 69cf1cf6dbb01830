"""The yearly compilation as people read it: one content, several clothes (page, tables, Word document, PDF)."""
