"""A curator mends what is found: with the mouse, with the keyboard alone, on a telephone; others see nothing of it."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import SIZES
from tests.browser.test_look import CONTRAST

#: the first place of these words in the text, selected
SELECT = """([within, words]) => {
  const walk = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walk.currentNode, at);
    range.setEnd(walk.currentNode, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return true;
  }
  return false;
}"""


def upload(page, name: str, text: str) -> str:
    """Take in a document as cora and return its address."""
    page.goto("/documents")
    page.locator("#files").set_input_files([{"name": name, "mimeType": "text/plain", "buffer": text.encode()}])
    page.locator("#progress li.good").wait_for()
    page.goto("/documents")
    return str(page.locator("#list a", has_text=name).first.get_attribute("href"))


def wait_until_named(page, address: str, words: str) -> None:
    """Open the document until it is back and the words are a name at the glass."""
    for _ in range(120):
        reply = page.request.get(address)
        if reply.status == 200 and re.search(rf'class="value"[^>]*>{words}<', reply.text()):
            return
        page.wait_for_timeout(500)
    raise AssertionError("the document was not scrubbed again within a minute")


def test_words_are_selected_and_hidden_and_taken_back(visit, size):
    page = visit("cora", "/documents", size)
    who = f"grey heron {size[0]}"
    address = upload(page, f"heron {size[0]}.txt", f"😀 The lamp room is looked after by {who}, who has the key.\n")
    page.goto(address)
    assert page.evaluate(SELECT, [".text", who])
    bar = page.get_by_role("dialog")
    bar.wait_for()
    box = bar.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    bar.get_by_label("This is").select_option("PERSON")
    bar.get_by_role("button", name="Hide it everywhere").click()
    bar.get_by_text("being cleaned again, and out of sight until that is done").wait_for()
    wait_until_named(page, address, who)

    page.goto("/collections/general")
    row = page.locator("tr", has_text=who)
    row.get_by_role("button", name="Take back").click()
    page.get_by_text("Taken back.").wait_for()
    assert page.locator("tr", has_text=who).count() == 0


def test_with_the_keyboard_alone_a_name_is_said_to_be_none(visit):
    page = visit("cora")
    address = upload(page, "larch.txt", "The oil is kept by Brunhilde Larchhouse of the harbour.\n")
    page.goto(address)
    name = page.locator("[data-mendable]").first
    assert name.inner_text() == "Brunhilde Larchhouse"
    name.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "This is not personal data"
    page.keyboard.press("Escape")
    assert page.locator("#mend").is_hidden()
    assert name.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_text("Shown in general from now on.").wait_for()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("Taken back.").wait_for()


def test_from_selected_words_the_tabulator_leads_into_the_bar(visit):
    page = visit("cora")
    page.goto(upload(page, "pond.txt", "The pond belongs to some blue heron.\n"))
    page.evaluate(SELECT, [".text", "blue heron"])
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "entity"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hide it everywhere"
    page.keyboard.press("Escape")
    assert page.locator("#mend").is_hidden()


def test_a_hidden_value_is_shown_only_when_asked_twice(visit):
    page = visit("cora")
    page.goto(upload(page, "ring.txt", "Ring the lamp room on 07700 900123 at noon.\n"))
    page.locator("[data-mendable].label").first.click()
    page.get_by_role("button", name="This is not personal data").click()
    page.get_by_role("button", name="Show it to every reader?").wait_for()
    page.keyboard.press("Escape")
    assert "07700" not in page.locator("main").inner_text()


def test_where_an_answer_is_cited_the_words_can_be_hidden_too(visit):
    page = visit("cora")
    upload(page, "barge.txt", "The barge Morgenstern is steered by small heron every Sunday.\n")
    page.goto("/")
    page.get_by_label("Your question").fill("Who steers the barge Morgenstern every Sunday?")
    page.keyboard.press("Enter")
    page.locator("article.answer .foot:not(:empty)").wait_for()
    page.locator(".cite q").first.wait_for()
    assert page.evaluate(SELECT, [".cite q", "small heron"])
    page.get_by_role("dialog").wait_for()
    page.get_by_role("button", name="Hide it everywhere").click()
    page.get_by_text("Hidden in general from now on. One document is being cleaned again").wait_for()


@pytest.mark.parametrize("address", ["/", "/documents"])
def test_others_see_no_bar_and_no_link(visit, address):
    page = visit("stan", address)
    if address == "/documents":
        assert page.locator("a[href^='/collections']").count() == 0
        page.locator("#list a").first.click()
        page.locator(".sheet").first.wait_for()
    assert page.locator("#mend, [data-mendable], [data-document]").count() == 0


def test_the_bar_and_the_list_have_contrast_in_light_and_dark(visit):
    page = visit("cora")
    address = upload(page, "look.txt", "The lamps are trimmed by a pale heron, and by Brunhilde Achterberg.\n")
    for where in (address, "/collections/general"):
        page.goto(where)
        if where == address:
            page.evaluate(SELECT, [".text", "pale heron"])
            page.get_by_role("dialog").wait_for()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(CONTRAST) == [], (where, scheme)
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), (
                where,
                width,
            )
