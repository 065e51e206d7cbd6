"""A leaf: paths, keys, settings, clock and resources."""
