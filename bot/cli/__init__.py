"""The command line: `python -m bot COMMAND`. Exit code 0 only when it did what it was asked."""

import typer

from bot.cli.access import access_list, invite
from bot.cli.audit import audit
from bot.cli.backup import backup
from bot.cli.breach import breach
from bot.cli.calendar import calendar
from bot.cli.directory import import_
from bot.cli.keys import rekey
from bot.cli.report import report
from bot.cli.schedule import export
from bot.cli.serving import demo, doctor, migrate, run
from bot.cli.terms import due
from bot.cli.words import preview

app = typer.Typer(
    name="bot",
    help="Qabyldau: citizens book a personal reception with state officials.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (run, demo, doctor, preview, due, export, report, migrate, backup):
    app.command()(command)
app.command("access-list")(access_list)
app.command()(invite)
app.command()(breach)
app.command()(rekey)
app.command("import")(import_)
app.add_typer(calendar, name="calendar")
app.add_typer(audit, name="audit")
