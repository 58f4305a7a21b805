"""The document of the benchmarks: the bars first, then part by part, with a plot for each claim."""

import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.figures import Book, Plot, Section, number, table

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "benchmarks.md"
CACHE: Final = Path(__file__).parent / ".cache"
"""What no run has to make anew, and what the last one saw."""
FIGURES: Final = ROOT / "docs" / "benchmarks"
HEAD: Final = (
    "Written by `make bench`: do not edit. Everything was measured in one run, the systems in "
    "turn, round by round; a figure is the median of its rounds, with the range in brackets, a "
    "ratio is made round by round. All samples: [samples.jsonl](benchmarks/samples.jsonl)."
)
OURS: Final = "#1f6f8b"
OTHERS: Final = "#b9c4cc"


def machine() -> str:
    """Describe what it ran on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} × {cpu}, {memory:.0f} GiB, Linux {platform.release()}, "
        f"Python {sys.version.split()[0]}, aiogram {version('aiogram')}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def write(book: Book, sections: Sequence[Section], day: str) -> None:
    """Write the document and its plots."""
    FIGURES.mkdir(exist_ok=True)
    book.save(FIGURES / "samples.jsonl")
    parts = [
        "# Benchmarks",
        "",
        HEAD,
        "",
        f"{machine()}. {day}.",
        "",
        "## The bars",
        "",
        _bars(sections),
        "",
    ]
    for section in sections:
        parts += [f"## {section.title}", "", section.text.strip(), ""]
        for plot in section.plots:
            draw(book, plot, FIGURES / f"{plot.name}.png")
            parts += [f"![{plot.title}](benchmarks/{plot.name}.png)", ""]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", "utf-8")


def _bars(sections: Sequence[Section]) -> str:
    bars = [bar for section in sections for bar in section.bars]
    shown = table(
        ("claim", "bar", "seen", ""),
        (
            (
                bar.claim,
                f"{'≤' if bar.at_most else '≥'} {number(bar.limit)} {bar.unit}",
                bar.seen,
                "held" if bar.met else "**not held**",
            )
            for bar in bars
        ),
    )
    missed = [bar for bar in bars if not bar.met and bar.why]
    if not missed:
        return shown
    lines = [shown, "", "Why a bar is not held:"]
    for why in dict.fromkeys(bar.why for bar in missed):
        lines += ["", f"{why[0].upper()}{why[1:]}:", ""]
        lines += [f"- {bar.claim}" for bar in missed if bar.why == why]
    return "\n".join(lines)


def draw(book: Book, plot: Plot, file: Path) -> None:
    """Draw the systems side by side; ours in a colour of its own."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    systems = [one for one in plot.systems if book.has(plot.what, one)]
    seen = [book.of(plot.what, one) for one in systems]
    middle = [one.median for one in seen]
    errors = [
        [one.median - one.low for one in seen],
        [one.high - one.median for one in seen],
    ]
    figure, axes = plt.subplots(figsize=(8, 0.9 + 0.42 * len(systems)))
    colours = [OURS if one.startswith("ours") else OTHERS for one in systems]
    axes.barh(systems, middle, xerr=errors, color=colours, ecolor="#555555", height=0.62)
    for nth, one in enumerate(seen):
        axes.text(one.high, nth, f"  {number(one.median)}", va="center", fontsize=9)
    axes.invert_yaxis()
    axes.margins(x=0.14)
    axes.set_title(f"{plot.title} ({book.unit(plot.what)})", loc="left", fontsize=11)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    plt.close(figure)
