"""Bring what the tests need besides Python, or say loudly which of them will be left out."""

import os
import shutil
import subprocess
import sys

from tests.plugins.needs import complaint, missing_tools


def main() -> None:
    """Install the missing tools where that is ours to do: as root on Debian or Ubuntu."""
    packages = [package for tool in missing_tools() for package in tool.packages]
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing for the tests:", *packages, flush=True)
        install(packages)
    for tool in missing_tools():
        print(f"WARNING: {complaint(tool)}", file=sys.stderr)


def install(packages: list[str]) -> None:
    """Install packages quietly; where that fails, the warnings that follow say what is missing."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wanted = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], wanted):
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
