"""Every output is given to the program that reads it."""
