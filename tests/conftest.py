"""What the tests of the whole house share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.house import House, running_house

expect.set_options(timeout=90_000)  # a call takes its time, and a busy machine more

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Every process of Callsys, with a simulator whose time runs five times as fast."""
    with running_house(tmp_path_factory.mktemp("house"), speed=5) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser: the system's, or the one that Playwright has installed. It ends with its
    file: while it is there, Django takes its event loop for a reason to refuse the database."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, _NAMES)), playwright.chromium.executable_path)
        if not Path(path).exists():
            pytest.skip("no Chromium here: install one, or run `playwright install chromium`")
        sandbox = [] if os.geteuid() else ["--no-sandbox"]  # which Chromium refuses to root
        browser = playwright.chromium.launch(executable_path=path, args=sandbox)
        yield browser
        browser.close()
