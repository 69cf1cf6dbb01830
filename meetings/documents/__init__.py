"""The minutes as people read them: one content, three clothes (page, Word document, PDF)."""
