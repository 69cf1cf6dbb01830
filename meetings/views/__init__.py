"""The public pages about meetings, and the calendars."""
