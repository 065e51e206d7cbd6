"""The window: pages receive view models and show them; they compute nothing."""
