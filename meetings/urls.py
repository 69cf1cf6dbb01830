"""The pages about meetings."""

from __future__ import annotations

from django.urls import path, register_converter

from meetings.months import MonthConverter
from meetings.views import (
    attachments,
    calendar_key,
    feeds,
    meeting,
    meeting_list,
    mine,
    minutes,
    minutes_steps,
    month,
    notes,
    noting,
    participation,
    plan,
    verifying,
)

app_name = "meetings"

register_converter(MonthConverter, "month")

urlpatterns = [
    # When they meet
    path("moten/", meeting_list.meeting_list, name="meeting-list"),
    path("moten/mina/", mine.my_meetings, name="my-meetings"),
    path("moten/manad/", month.this_month, name="this-month"),
    path("moten/manad/<month:first>/", month.month, name="month"),
    path("moten/<int:pk>/", meeting.meeting_detail, name="meeting-detail"),
    path("moten/<int:pk>/mote.ics", feeds.meeting_feed, name="meeting-feed"),
    path("moten.ics", feeds.chosen_feed, name="chosen-feed"),
    path("grupper/<slug:slug>/moten.ics", feeds.group_feed, name="group-feed"),
    path("delregioner/<slug:slug>/moten.ics", feeds.region_feed, name="region-feed"),
    path("kommuner/<slug:slug>/moten.ics", feeds.municipality_feed, name="municipality-feed"),
    path("kalender/<str:signed>.ics", feeds.member_feed, name="member-feed"),
    path("kalender/person/<int:pk>/", calendar_key.calendar_key, name="calendar-key"),
    # What a group's meetings have come to
    path("grupper/<slug:slug>/deltagande/", participation.participation_page, name="participation"),
    path("grupper/<slug:slug>/handlingsplan/", plan.plan, name="plan"),
    path("grupper/<slug:slug>/handlingsplan/<int:pk>/", plan.change, name="plan-action"),
    # The minutes
    path("moten/<int:pk>/anteckningar/", minutes.minutes, name="minutes"),
    path("moten/<int:pk>/anteckningar.docx", minutes.minutes_docx, name="minutes-docx"),
    path("moten/<int:pk>/anteckningar.pdf", minutes.minutes_pdf, name="minutes-pdf"),
    path("moten/<int:pk>/justerare/", minutes_steps.add_verifier, name="verifier-add"),
    path("moten/<int:pk>/justerare/<int:verifier>/justerat/", minutes_steps.verify_on_behalf, name="verifier-verify"),
    path("moten/<int:pk>/justerare/<int:verifier>/ny-lank/", minutes_steps.renew_link, name="verifier-renew"),
    path("moten/<int:pk>/justerare/<int:verifier>/ta-bort/", minutes_steps.remove_verifier, name="verifier-remove"),
    path("moten/<int:pk>/rattelser/", minutes_steps.correct, name="minutes-correct"),
    path("moten/<int:pk>/publicera/", minutes_steps.publish, name="minutes-publish"),
    path("moten/<int:pk>/avpublicera/", minutes_steps.withdraw, name="minutes-withdraw"),
    path("moten/<int:pk>/diarium/", minutes_steps.register, name="minutes-register"),
    path("moten/<int:pk>/bilagor/", attachments.add_attachment, name="attachment-add"),
    path("moten/<int:pk>/bilagor/<uuid:uid>/ta-bort/", attachments.remove_attachment, name="attachment-remove"),
    path("moten/bilagor/<uuid:uid>/", attachments.attachment, name="attachment"),
    path("moten/justera/<str:signed>/", verifying.verify, name="verify"),
    path("moten/justera/<str:signed>/anteckningar.pdf", verifying.verify_pdf, name="verify-pdf"),
    path("moten/justera/<str:signed>/bilagor/<uuid:uid>/", verifying.verify_attachment, name="verify-attachment"),
    # What is noted during the meeting
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
