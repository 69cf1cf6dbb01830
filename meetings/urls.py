"""The pages about meetings."""

from __future__ import annotations

from django.urls import path, register_converter

from meetings.months import MonthConverter
from meetings.views import calendar_key, feeds, meeting, meeting_list, mine, month

app_name = "meetings"

register_converter(MonthConverter, "month")

urlpatterns = [
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
]
