"""Every chart, and what charts paint with."""
