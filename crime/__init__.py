"""The police half: offences, suspects, outcomes, and the figures that the report takes of them."""
