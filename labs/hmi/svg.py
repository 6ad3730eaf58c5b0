"""Pictures as plain SVG source: trends and synoptics that need no browser library, no font and no network.

Contract: pure functions from numbers to text, importable with nothing but numpy; lessons, apps and verdicts share
them. All text is escaped; there are no scripts and no addresses in the result.
"""

from labs.hmi.bars import Bar, bars_svg
from labs.hmi.chart import Series, trend_svg
from labs.hmi.furnace import synoptic_svg
from labs.hmi.scatter import Points, causes_svg, scatter_svg

__all__ = ["Bar", "Points", "Series", "bars_svg", "causes_svg", "scatter_svg", "synoptic_svg", "trend_svg"]
