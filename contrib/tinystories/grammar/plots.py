# SPDX-License-Identifier: MIT
"""All plots: a plot binds who and what it needs, and gives back the template of its story."""
from plots_a import PLOTS as THINGS
from plots_b import PLOTS as HEARTS
from plots_c import PLOTS as NEEDS

PLOTS = THINGS + HEARTS + NEEDS
