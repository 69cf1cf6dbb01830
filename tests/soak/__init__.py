"""What must hold under hard use: many writers at once, processes killed in the middle.

`make soak` runs every part on both databases at full size (`__main__.py` has the list); `make test` runs the same
parts at a small one (`tests/samverkan/test_soak.py`). A part is a module that is run as a program with a migrated,
empty database of its own in `DATABASE_URL`: it prints what it found and ends with 1 if anything did not hold.
"""
