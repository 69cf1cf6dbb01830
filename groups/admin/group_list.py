"""The list of groups in the admin: in tree order, with what each page's groups hold counted all at once."""

from __future__ import annotations

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.timezone import localdate

from groups import composition


class GroupChangeList(ChangeList):
    """A page of groups, each with its `composition` today."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        groups = list(self.result_list)
        today = composition.on(localdate(), groups)
        for group in groups:
            group.composition = today[group.pk]
        self.result_list = groups
