"""callsys: campaigns from the command line.

The address and the key come from CALLSYS_URL and CALLSYS_KEY.
"""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import httpx

from callsys_client.client import Callsys, Row
from callsys_client.errors import Problem

_LISTS = ("contacts", "lists", "agents", "campaigns", "calls", "suppressions", "members", "audit")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command says; 0 when it was done, 1 when Callsys said no, 2 when misused."""
    given = _parser().parse_args(arguments)
    url, key = os.environ.get("CALLSYS_URL", ""), os.environ.get("CALLSYS_KEY", "")
    if not url or not key:
        print("Set CALLSYS_URL and CALLSYS_KEY.", file=sys.stderr)
        return 2
    try:
        with Callsys(url, key=key) as callsys:
            given.act(callsys, given)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except (httpx.TransportError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="callsys", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    verb = verbs.add_parser("import", help="upload a file of contacts and wait until it is read")
    verb.add_argument("file")
    verb.add_argument("--list", default="", help="its list's name; the file's name by default")
    verb.set_defaults(act=_import)

    for name, told in (
        ("start", "begin to call: real phones ring"),
        ("pause", "place no more calls for now"),
        ("resume", "go on calling"),
        ("cancel", "call nobody any more, for good"),
        ("report", "what came of a campaign"),
        ("follow", "its report again and again, until it is over"),
    ):
        verb = verbs.add_parser(name, help=told)
        verb.add_argument("campaign", type=int)
        verb.set_defaults(act=_on_campaign, verb=name)

    verb = verbs.add_parser("export", help="everything of a kind, as CSV or JSON lines")
    verb.add_argument("what", choices=_LISTS)
    verb.add_argument("--json", action="store_true", help="JSON, one row a line")
    verb.set_defaults(act=_export)
    return parser


def _import(callsys: Callsys, given: argparse.Namespace) -> None:
    _show(callsys.import_file(given.file, list_name=given.list))


def _on_campaign(callsys: Callsys, given: argparse.Namespace) -> None:
    if given.verb == "follow":
        for report in callsys.follow_campaign(given.campaign):
            print(f"{report['contacts']} people, {report['placed']} calls", report["states"])
    elif given.verb == "report":
        _show(callsys.report(given.campaign))
    else:
        _show(getattr(callsys, f"{given.verb}_campaign")(given.campaign))


def _export(callsys: Callsys, given: argparse.Namespace) -> None:
    rows = callsys.rows(f"{given.what}/")
    if given.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    else:
        _write_csv(rows)


def _write_csv(rows: Iterable[Row]) -> None:
    writer: Any = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(sys.stdout, fieldnames=list(row))
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> str:
    """What a spreadsheet shows and never runs: a leading `=`, `+`, `-` or `@` is made text."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
    text = "" if text is None else str(text)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _show(row: Row) -> None:
    print(json.dumps(row, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
