"""A headless Chromium of the machine, driven over the served samples."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
SIZES = {"desk": (1280, 800), "telephone": (390, 844)}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; a missing one fails with the remedy, it does not skip."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("no Chromium on this machine: install it (Debian, Ubuntu: apt install chromium) and run the tests again")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def size(request) -> tuple[int, int]:
    """Width and height of the window."""
    return SIZES[request.param]


@pytest.fixture
def visit(chromium: Browser, served: str) -> Iterator[Callable[..., Page]]:
    """(name, address, size) → a page with that person signed in; an error in the console fails the test."""
    contexts, problems = [], []

    def enter(name: str | None, address: str = "/", size: tuple[int, int] = SIZES["desk"]) -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, base_url=served)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.on("request", lambda sent: problems.append(f"asked for {sent.url}") if not sent.url.startswith(served) else None)
        page.goto("/login")
        if name:
            page.get_by_label("User name").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.get_by_role("button", name="Sign out").wait_for()
            page.goto(address)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not problems
