"""The pages where files go in and out: upload, columns, preview, correction, confirmation, undoing.

All of it works without a script, and every step has an address of its own. What a page writes it writes on POST, and
then it leads on. The preview is kept (`exchange.showing`), so that turning its pages costs no new comparison.
"""
