"""The rooms of the school year: the trust's calendar, each school's, and bringing one in from a file."""

from adapters.web.calendars.http import routes

__all__ = ["routes"]
