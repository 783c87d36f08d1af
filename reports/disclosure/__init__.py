"""Disclosure control: what a public report hides so that nobody can work out a small count.

Pure functions over the report as plain values (the JSON of design 6); nothing here knows Django.
``reading`` tells what a report says, ``attack`` what a reader can work out of it, ``suppression``
chooses what to hide until the attack finds nothing (design 5, docs/disclosure.md).
"""
