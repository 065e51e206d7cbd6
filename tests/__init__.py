"""Tests of Briefing."""
