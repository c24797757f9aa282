"""Figures of floec's speed and memory, to be read by a person: `make bench`."""
