"""The admin of meetings: when groups meet, their habits, and what waits. Notes are taken on pages of their own."""

from meetings.admin import meeting, practice

__all__ = ["meeting", "practice"]
