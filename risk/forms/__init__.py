"""The forms of the pages of children, a module for each."""
