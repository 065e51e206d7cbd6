"""Tests that need a window."""
