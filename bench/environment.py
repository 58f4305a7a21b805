"""The virtual environment of the peers: made at first use, with exactly what their lock names."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.running import ROOT

ENVIRONMENT: Final = ROOT / "bench" / ".venv"
LOCK: Final = ROOT / "bench" / "peers" / "requirements.lock"


def python_of_peers() -> Path:
    """Return the interpreter that has the peers' packages; install them if they aren't there."""
    python, ready = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "ready"
    made = python.exists() and ready.exists()
    if not made or ready.stat().st_mtime < LOCK.stat().st_mtime:
        setup = ROOT / "scripts" / "setup.sh"
        subprocess.run(["bash", setup, sys.executable, ENVIRONMENT, LOCK], cwd=ROOT, check=True)
        ready.touch()
    return python
