"""How the files have changed their form. Whoever reads them by program looks here first."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

CHANGES = [
    ("1.0", dt.date(2026, 11, 27), _("Första utgåvan.")),
]
"""Version, since when, and what changed; the newest first.

The first number rises when a field is taken away or means something else, the second when one is added.
"""

FORMAT = CHANGES[0][0]
ISSUED = CHANGES[-1][1]
