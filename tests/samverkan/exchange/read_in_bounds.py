"""Read the file named first, in a process that may take so many megabytes and seconds as named then; tell what it cost.

Run by the tests: what is read out of bounds ends the process, and the test with it.
"""

import json
import resource
import sys

import django

from samverkan.exchange.reading import Unreadable, read


def peak():
    """Return the most memory that the process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


name, megabytes, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2, megabytes * 1024**2))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
django.setup()
before = peak()
try:
    with open(name, "rb") as file:
        told = {"rows": [len(sheet.rows) for sheet in read(file, name)]}
except Unreadable as error:
    told = {"refused": error.message}
sys.stdout.write(json.dumps(told | {"megabytes": peak() - before}))
