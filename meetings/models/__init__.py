"""Meetings, one file per idea."""

from meetings.models.action import Action, ActionParty
from meetings.models.agenda import AgendaItem, Decision
from meetings.models.attendance import Attendance
from meetings.models.calendar_key import CalendarKey
from meetings.models.meeting import Meeting, Minutes
from meetings.models.minutes import Attachment, AttachmentContent, Correction, VerifiedWords, Verifier
from meetings.models.practice import Mode, NoMeeting, Practice, Term

__all__ = [
    "Action",
    "ActionParty",
    "AgendaItem",
    "Attachment",
    "AttachmentContent",
    "Attendance",
    "CalendarKey",
    "Correction",
    "Decision",
    "Meeting",
    "Minutes",
    "Mode",
    "NoMeeting",
    "Practice",
    "Term",
    "VerifiedWords",
    "Verifier",
]
