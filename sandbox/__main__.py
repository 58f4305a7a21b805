"""Run the sandbox alone, to point a real bot at it: `python -m sandbox --port 8081`."""

import argparse
import asyncio
import sys

from sandbox.limits import Limits
from sandbox.server import TOKEN, Sandbox
from sandbox.sms import Account
from sandbox.world import STAFF_CHAT


async def _run(options: argparse.Namespace) -> None:
    sandbox = await Sandbox.start(
        options.host,
        options.port,
        limits=None if options.no_limits else Limits(),
        token=options.token,
        account=Account(sms_url=options.sms_inbound),
    )
    lines = [
        f"The phones are at {sandbox.url}/ - point a bot here with:",
        f"TELEGRAM_TOKEN={sandbox.token}",
        f"TELEGRAM_API={sandbox.url}",
        f"TWILIO_API={sandbox.url}",
        f"TWILIO_ACCOUNT_SID={sandbox.account.sid}",
        f"TWILIO_AUTH_TOKEN={sandbox.account.token}",
        f"TWILIO_FROM={sandbox.account.number}",
        f"The staff chat is {STAFF_CHAT}. Ctrl-C stops.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await sandbox.close()


def main() -> None:
    """Read the options and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN, help="the bot token to accept")
    parser.add_argument("--sms-inbound", default="", help="where inbound SMS are posted")
    parser.add_argument("--no-limits", action="store_true", help="never answer 429")
    try:
        asyncio.run(_run(parser.parse_args()))
    except KeyboardInterrupt:
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
