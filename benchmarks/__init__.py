"""How fast the site is, as ratios in one run on the same data (design 8)."""
