"""A person's way through the pages in a real browser, at a desk and on a telephone, with the keyboard alone."""

from __future__ import annotations

import json
import re

from tests.conftest import PASSWORD, ROOT

QUESTIONS = [json.loads(line) for line in (ROOT / "samples" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
ANSWERABLE = [one["question"] for one in QUESTIONS if one.get("answers")]


def is_wider_than_the_window(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def answered(page):
    """Ask until one of the samples' questions is answered, and return its card."""
    for question in ANSWERABLE[:6]:
        page.get_by_label("Your question").fill(question)
        page.keyboard.press("Enter")
        card = page.locator("article.answer").last
        card.locator(".foot:not(:empty)").wait_for()
        if card.locator(".source").count():
            return card
    raise AssertionError("none of six sample questions is answered on the page")


def test_a_question_is_answered_with_sources_that_open_at_the_quote(visit, size):
    page = visit("stan", size=size)
    card = answered(page)
    assert "Receipt" in card.inner_text()
    assert not re.search(r"<[A-Z_]+_[A-Z]{10,}>", page.locator("main").inner_text())
    assert not is_wider_than_the_window(page)
    with page.context.expect_page() as opened:
        card.locator(".source").first.click()
    document = opened.value
    mark = document.locator("mark.cited").first
    mark.wait_for()
    assert document.evaluate(
        "m => { const r = m.getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight }", mark.element_handle()
    )
    assert "Pseudonymised, not anonymous" in document.locator("body").inner_text()
    assert not is_wider_than_the_window(document)


def test_what_the_documents_do_not_hold_is_said_plainly(visit):
    page = visit("stan")
    page.get_by_label("Your question").fill("What is the boiling point of tungsten hexafluoride on Neptune?")
    page.keyboard.press("Enter")
    card = page.locator("article.answer")
    card.locator(".foot:not(:empty)").wait_for()
    assert card.locator(".source").count() == 0
    assert "unanswered" in card.get_attribute("class")


def test_shift_and_enter_begin_a_new_line(visit):
    page = visit("stan")
    page.get_by_label("Your question").type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    assert page.get_by_label("Your question").input_value() == "one\ntwo"
    assert page.locator("article.answer").count() == 0


def test_an_answer_can_be_stopped(visit):
    page = visit("stan")
    page.route("**/chat", lambda route: None)  # a server that says nothing yet
    page.get_by_label("Your question").fill("How long?")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    page.locator("article.answer").get_by_text("Stopped.").wait_for()
    assert page.get_by_label("Your question").evaluate("box => box === document.activeElement")


def test_markup_in_a_question_stays_text(visit):
    page = visit("stan")
    page.get_by_label("Your question").fill("<img src=x onerror=alert(1)><b>bold</b>")
    page.keyboard.press("Enter")
    page.locator("article.answer .foot:not(:empty)").wait_for()
    assert page.locator("#log img, #log b").count() == 0
    assert "<b>bold</b>" in page.locator(".asked").inner_text()


def test_a_curator_uploads_and_watches_it_become_searchable(visit, size):
    page = visit("cora", "/documents", size)
    page.locator("#files").set_input_files([
        {"name": f"kettle {size[0]}.txt", "mimeType": "text/plain", "buffer": f"The kettle of room {size[0]} is descaled in May.".encode()},
        {"name": f"broken {size[0]}.xyz", "mimeType": "application/octet-stream", "buffer": b"\x00\x01\x02" * 50},
    ])  # fmt: skip
    page.locator("#progress li.good").wait_for()
    page.locator("#progress li.bad").wait_for()
    assert not is_wider_than_the_window(page)
    page.get_by_role("link", name="Show the new documents").click()
    page.get_by_placeholder("Find by name").fill(f"kettle {size[0]}")
    page.locator("#count", has_text="1 found").wait_for()
    assert page.locator("#list tbody tr:visible").count() == 1


def test_the_list_is_narrowed_by_name(visit):
    page = visit("stan", "/documents")
    assert page.locator("#list tbody tr:visible").count() > 1
    page.get_by_placeholder("Find by name").fill("no document is called so")
    page.get_by_text("No document has that in its name.").wait_for()
    assert page.locator("#list tbody tr:visible").count() == 0


def test_a_sign_in_works_with_the_keyboard_alone(visit):
    page = visit(None)
    page.locator("input[name=username]:focus").wait_for()  # the form takes the focus by itself, on a busy machine a moment later
    page.keyboard.type("stan")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Your question").wait_for()
    page.locator("body").press("Tab")
    focused = [page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")]
    for _ in range(12):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert {"question", "send"} & set(focused)
    assert any("Documents" in one for one in focused)


def test_every_control_has_a_name_for_a_screen_reader(visit):
    for name, address in (("cora", "/"), ("cora", "/documents"), ("admin", "/admin"), ("audra", "/audit")):
        page = visit(name, address)
        nameless = page.evaluate("""() => [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea')]
          .filter(one => !(one.textContent.trim() || one.getAttribute('aria-label') || one.title || one.labels?.length || one.querySelector?.('img[alt]')?.alt))
          .map(one => one.outerHTML.slice(0, 80))""")
        assert not nameless, address
