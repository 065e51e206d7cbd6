"""Briefing: today's sessions, each with a brief that takes fifteen seconds."""
