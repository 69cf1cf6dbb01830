"""The admin's own name, and the registers that go in and out as files (groups knows nothing of files)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin

from groups.admin.organisation import InhabitantsAdmin
from groups.admin.types import TopicAdmin
from groups.models import Inhabitants, Topic
from samverkan.registers import FilesInAndOut, InhabitantsResource, TopicResource

admin.site.site_header = admin.site.site_title = settings.SITE_NAME


@admin.register(Topic)
class TopicFilesAdmin(FilesInAndOut, TopicAdmin):
    resource_classes = [TopicResource]


@admin.register(Inhabitants)
class InhabitantsFilesAdmin(FilesInAndOut, InhabitantsAdmin):
    resource_classes = [InhabitantsResource]
