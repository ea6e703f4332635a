"""What the eye would notice: nothing hides under the composer, and light and dark both have contrast."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SIZES

#: WCAG 2.2, 1.4.3: 4.5 to 1 for text of ordinary size
CONTRAST = """() => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
  const rgb = (colour, under) => { canvas.fillStyle = `rgb(${under})`; canvas.fillRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
  const light = (c) => c.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => { const chain = []; for (let at = node; at; at = at.parentElement) chain.unshift(at);
    return chain.reduce((under, at) => rgb(getComputedStyle(at).backgroundColor, under), [255, 255, 255]); };
  const weak = [];
  for (const node of document.querySelectorAll('body *')) {
    if (![...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()) || !node.getClientRects().length || node.matches('.unseen, .skip, :disabled, option, script')) continue;
    const under = ground(node), over = rgb(getComputedStyle(node).color, under);
    const [a, b] = [light(over), light(under)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.push(`${node.className || node.tagName}: ${((a + 0.05) / (b + 0.05)).toFixed(2)} ${node.textContent.trim().slice(0, 30)}`);
  }
  return [...new Set(weak)];
}"""


PAGES = [("cora", "/"), ("cora", "/documents"), ("admin", "/admin/checks"), ("audra", "/audit"), (None, "/login")]


@pytest.mark.parametrize(("name", "address"), PAGES)
def test_text_stands_out_and_no_page_is_wider_than_its_window(visit, name, address):
    page = visit(name, address)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRAST) == [], scheme
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), width


def test_the_measure_sees_weak_text(visit):
    page = visit(None)
    page.evaluate("document.querySelector('h1').style.color = '#b9b9b9'")
    assert page.evaluate(CONTRAST)


def test_the_end_of_an_answer_does_not_hide_under_the_composer(visit, size):
    page = visit("stan", size=size)
    for number in range(4):
        page.get_by_label("Your question").fill(f"What is the melting point of element {number} on Neptune?")
        page.keyboard.press("Enter")
        page.locator("article.answer").nth(number).locator(".foot:not(:empty)").wait_for()
    bottom = page.locator("article.answer").last.bounding_box()
    composer = page.locator("#ask").bounding_box()
    assert bottom["y"] + bottom["height"] <= composer["y"] + 12
