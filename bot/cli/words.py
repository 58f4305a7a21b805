"""The command that shows every text."""

import json
import sys
from typing import Annotated

import typer


def preview(
    as_json: Annotated[bool, typer.Option("--json", help="One object per text.")] = False,
) -> None:
    """Render every text in both languages and on both channels, with the longest sample data."""
    from bot.preview import check, preview_rows

    rows = preview_rows()
    if as_json:
        fields = ("key", "language", "channel", "text", "segments")
        data = [{name: getattr(row, name) for name in fields} for row in rows]
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            cost = f", {row.segments} segments" if row.segments else ""
            print(f"— {row.key} [{row.language}, {row.channel}{cost}]\n{row.text}\n")
    problems = check(rows)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(1)
