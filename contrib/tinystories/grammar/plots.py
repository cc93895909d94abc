# SPDX-License-Identifier: MIT
"""All plots."""
import plots_a
import plots_b
import plots_c
import plots_d

PLOTS = plots_a.PLOTS + plots_b.PLOTS + plots_c.PLOTS + plots_d.PLOTS
