"""The pages about meetings."""

from __future__ import annotations

from django.urls import path

from meetings.views import notes, noting

app_name = "meetings"

urlpatterns = [
    path("moten/<int:pk>/anteckna/", notes.notes, name="notes"),
    path("moten/<int:pk>/anteckna/kalla/", notes.call, name="notes-call"),
    path("moten/<int:pk>/anteckna/dagordning/", notes.prepare, name="notes-agenda"),
    path("moten/<int:pk>/anteckna/mote/", noting.facts, name="notes-facts"),
    path("moten/<int:pk>/anteckna/narvaro/", noting.presence, name="notes-presence"),
    path("moten/<int:pk>/anteckna/deltagare/", noting.new_participant, name="notes-new-participant"),
    path("moten/<int:pk>/anteckna/deltagare/<int:key>/", noting.participant, name="notes-participant"),
    path("moten/<int:pk>/anteckna/punkt/<uuid:uid>/", noting.item, name="notes-item"),
    path("moten/<int:pk>/anteckna/beslut/<uuid:uid>/", noting.decision, name="notes-decision"),
    path("moten/<int:pk>/anteckna/atgard/<uuid:uid>/", noting.action, name="notes-action"),
]
