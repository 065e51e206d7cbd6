"""Calendar files (iCalendar, RFC 5545): what calendars of all vendors write, read event by event."""
