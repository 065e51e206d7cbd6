"""What a page says: frozen dataclasses and words; no Qt."""
