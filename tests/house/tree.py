"""Where the tree's files are, for the tests that guard the house itself."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    """Walk the folders' files with one of these suffixes, in a steady order."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file():
                yield path


def name(path: Path) -> str:
    """Call a file by its path from the root."""
    return path.relative_to(ROOT).as_posix()
