"""Rules about any part of the document."""
