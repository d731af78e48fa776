"""What every template and colour must keep, whoever writes it."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings

TEMPLATES = {
    str(path.relative_to(settings.BASE_DIR)): path.read_text(encoding="utf-8")
    for folder in [settings.BASE_DIR / "templates", *settings.BASE_DIR.glob("*/templates")]
    for path in sorted(folder.rglob("*.html"))
}
CALLSYS = settings.BASE_DIR / "static" / "callsys"
COLOURS = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
STATES = ["success", "warning", "danger", "info"]

FORBIDDEN = {
    "an inline style": r"\sstyle=|<style",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline handler": r"\son[a-z]+=|hx-on",
    "an evaluated value": r"js:|javascript:",
    "something of another site": r"(?:src|href)=\"(?:https?:)?//",
    "a filter that htmx evaluates": r"hx-trigger=\"[^\"]*\[",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds_what_the_policy_forbids(what):
    assert not [path for path, text in TEMPLATES.items() if re.search(FORBIDDEN[what], text)]


def test_every_icon_that_is_used_exists():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (CALLSYS / "icons.svg").read_text()))
    used = {
        name
        for text in TEMPLATES.values()
        for name in re.findall(r"components/icon\.html[\"'] with name=[\"']([\w-]+)[\"']", text)
    }
    assert used
    assert used <= drawn


def pairs() -> Iterator[tuple[str, str, float]]:
    """(what is read, what it stands on, the contrast that WCAG 2.2 AA asks)."""
    for ground in ("paper", "surface", "sunken"):
        for ink in ("ink", "ink-soft", "accent"):
            yield ink, ground, 4.5
        yield "line-strong", ground, 3.0
    for ground in ("accent-soft", "neutral-soft"):
        yield "ink-soft", ground, 4.5
    for state in STATES:
        yield state, "surface", 4.5
        yield state, f"{state}-soft", 4.5
    yield "accent", "accent-soft", 4.5
    yield "accent-strong", "accent-soft", 4.5
    yield "on-accent", "accent", 4.5
    yield "on-accent", "accent-strong", 4.5
    yield "on-danger", "danger", 4.5


@pytest.mark.parametrize(("ink", "ground", "least"), list(pairs()))
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_read_stands_out_from_its_ground(ink, ground, least, theme):
    tokens = COLOURS.findall((CALLSYS / "tokens.css").read_text(encoding="utf-8"))
    colours = {name: {"light": light, "dark": dark} for name, light, dark in tokens}
    assert contrast(colours[ink][theme], colours[ground][theme]) >= least


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours like #1a2b3c: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG's relative luminance: 0 (black) to 1 (white)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_on_white_has_all_the_contrast_there_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
