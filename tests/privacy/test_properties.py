"""What holds for every text, with the real detector: offsets, replacement, scrubbing twice, stand-ins, planted values."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.policy import Policy
from appliance.privacy.scrubber import Scrubber
from appliance.privacy.stand_ins import KEYED
from tests.privacy.test_scrubber import rebuilt

KEY = b"k" * 32
few = settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def luhn_ended(body: str) -> str:
    """The digits with their Luhn digit (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body))]
    return body + str(-sum(one - 9 if one > 9 else one for one in doubled) % 10)


def iban(country: str, account: str) -> str:
    """The account as IBAN (ISO 13616: ISO 7064 MOD 97-10)."""
    number = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02}{account}"


def in_fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


FIRST = ["Priya", "Oliver", "Siobhán", "Jürgen", "Kwabena", "Xiuying", "Yusuf", "Agnieszka", "Thiago", "Marie-Claire"]
LAST = [
    "Natarajan",
    "Thackeray",
    "Ní Dhomhnaill",
    "Großmann",
    "Asante",
    "Zhang",
    "el-Haddad",
    "Wiśniewska",
    "Nogueira",
    "Lefèvre",
]
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)
EMAILS = st.builds(
    lambda a, b, c, end: f"{a}.{b}@{c}.{end}", WORD, WORD, WORD, st.sampled_from(["example", "com", "local", "corp"])
)
PHONES = st.one_of(
    digits(3).map(lambda tail: f"+44 7700 900{tail}"),  # Ofcom's numbers for drama
    digits(2).map(lambda tail: f"(513) 555-01{tail}"),  # North American numbers for fiction
    digits(3).map(lambda tail: f"+49 30 23125 {tail}"),  # Bundesnetzagentur's numbers for film and television
)
IBANS = st.one_of(
    digits(14).map(lambda tail: iban("GB", f"WEST{tail}")),
    digits(18).map(lambda tail: in_fours(iban("DE", tail))),
    digits(10).map(lambda tail: iban("NL", f"BANK{tail}")),
)
CARDS = digits(14).map(lambda tail: in_fours(luhn_ended(f"4{tail}")))
SSNS = st.builds(
    lambda area, group, serial: f"{area}-{group:02}-{serial:04}", st.integers(773, 899), st.integers(1, 99), st.integers(1, 9999)
)
NAMES = st.builds(lambda title, first, last: f"{title} {first} {last}", st.sampled_from(["Mr", "Mrs", "Dr", "Prof."]), st.sampled_from(FIRST), st.sampled_from(LAST))  # fmt: skip
FRAMES: dict[str, tuple[st.SearchStrategy[str], list[str]]] = {
    "EMAIL_ADDRESS": (EMAILS, ["Please write to {}.", "e-mail: {}", "From: <{}>\nSubject: rota"]),
    "PHONE_NUMBER": (PHONES, ["Ring me on {} after five.", "Tel.: {}", "| Desk | {} |"]),
    "IBAN_CODE": (IBANS, ["Pay into {} by Friday.", "IBAN: {}"]),
    "CREDIT_CARD": (CARDS, ["The card {} was declined.", "card number {}, expiry 09/29"]),
    "US_SSN": (SSNS, ["Her SSN is {}.", "SSN: {}"]),
    "PERSON": (NAMES, ["I met {} at the gate.", "Please ask {} about the keys.", "The form was signed by {} in the hall."]),
}
PLANTED = st.one_of(*(st.tuples(st.just(e), v, st.sampled_from(frames)) for e, (v, frames) in FRAMES.items()))
NOISE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
TEXTS = st.lists(st.one_of(NOISE, PLANTED.map(lambda one: one[2].format(one[1]))), min_size=1, max_size=4).map("\n".join)


def plain_name(value: str) -> str:
    return value.partition(" ")[2]  # a title beside a name stays


@few
@given(text=TEXTS)
def test_the_text_is_the_input_with_its_findings_replaced(scrubber: Scrubber, default: Policy, text: str) -> None:
    clean, findings = scrubber.scrub_text(text, default, KEY)
    assert clean.value == rebuilt(text, findings)


@few
@given(text=TEXTS)
def test_scrubbing_what_was_scrubbed_finds_nothing_to_act_on(scrubber: Scrubber, default: Policy, text: str) -> None:
    clean, _ = scrubber.scrub_text(text, default, KEY)
    _, again = scrubber.scrub_text(clean.value, default, KEY)
    assert [one for one in again if one.action != "keep"] == []


@few
@given(planted=PLANTED)
def test_no_planted_value_survives(scrubber: Scrubber, default: Policy, planted: tuple[str, str, str]) -> None:
    entity, value, frame = planted
    clean, _ = scrubber.scrub_text(frame.format(value), default, KEY)
    lost = plain_name(value) if entity == "PERSON" else value
    assert lost not in clean.value
    if entity == "PERSON":
        assert not any(word in clean.value for word in lost.split())


@few
@given(planted=PLANTED)
def test_the_same_value_has_the_same_stand_in(scrubber: Scrubber, default: Policy, planted: tuple[str, str, str]) -> None:
    entity, value, frame = planted
    stand_ins: Callable[[str], list[str]] = lambda text: [  # noqa: E731
        one.stand_in or "" for one in scrubber.scrub_text(text, default, KEY)[1] if one.entity == entity
    ]
    alone, among = stand_ins(frame.format(value)), stand_ins(f"The minutes are filed.\n\n{frame.format(value)}\nThank you.")
    assert alone == among
    assert len(set(alone)) == 1
    if default.rule(entity).action == "pseudonym":
        assert KEYED.fullmatch(alone[0])
