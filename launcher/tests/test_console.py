"""What a person sees."""

import io

from launcher.console import CLEAR_LINE, Console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_log_lines_carry_their_process_in_one_column():
    out, err = io.StringIO(), io.StringIO()
    console = Console(["web", "worker"], out, err)
    console.log("web", "one")
    console.log("worker", "two")
    assert err.getvalue() == "web    | one\nworker | two\n"
    assert out.getvalue() == ""


def test_names_are_coloured_on_a_terminal_alone():
    err = Terminal()
    Console(["web", "worker"], io.StringIO(), err).log("web", "one")
    assert err.getvalue() == "\x1b[36mweb    |\x1b[0m one\n"


def test_the_live_line_changes_in_place_on_a_terminal():
    out = Terminal()
    console = Console([], out, io.StringIO())
    console.status("1 of 2")
    console.status("2 of 2")
    assert out.getvalue() == f"1 of 2{CLEAR_LINE}2 of 2"


def test_the_live_line_stays_below_what_is_said():
    out = Terminal()
    console = Console([], out, io.StringIO())
    console.status("1 of 2")
    console.say("hello")
    assert out.getvalue() == f"1 of 2{CLEAR_LINE}hello\n1 of 2"


def test_the_live_line_is_printed_only_when_it_changes_elsewhere():
    out = io.StringIO()
    console = Console([], out, io.StringIO())
    for line in ("1 of 2", "1 of 2", "2 of 2"):
        console.status(line)
    assert out.getvalue() == "1 of 2\n2 of 2\n"
