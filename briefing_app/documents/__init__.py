"""The same view models as text, CSV and JSON."""
