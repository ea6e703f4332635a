"""Documents about customers: tariffs, requests, calls, letters."""

from __future__ import annotations

from making.pen import Pen


def tariff(p: Pen) -> str:
    """What water and light cost."""
    return f"""
# Tariffs of Saltmarrow Water & Light from 1 April 2026

Adopted by the board on 12 February 2026. Questions are answered at the accounts desk in the
old fish hall, Monday to Friday from 8:30 to 17:00.

## 1 Prices

| Tariff | Standing charge per day | Per cubic metre of water | Who may have it |
| Household | 14 pence | 1.92 pounds | every home |
| Lantern | 9 pence | 1.38 pounds | homes on a low income |
| Market | 31 pence | 1.74 pounds | shops and stalls |
| Harbour | 55 pence | 1.61 pounds | boats with a berth |

A cubic metre is about thirteen bathtubs, or one week of tea for the control room.

===

## 2 The Lantern tariff

The Lantern tariff is open to homes with an income below 21,500 pounds a year. It is granted for 12 months and can be
renewed. Whoever applies sends form L2 and one proof of income. The office answers within 10 working days. Nobody is
asked for a bank statement.

## 3 Bills and late payment

Bills are sent every quarter and are due 28 days after the date of the bill. After that there is one friendly reminder,
then a charge of 12 pounds. Water is never cut off from a home: the charter of 1926 forbids it, and so does the law.
Payment by instalments over up to 24 months is agreed by telephone.

===

## 4 When we fail you

If water is cut off without warning for more than 12 hours, every home receives 30 pounds, and 15 pounds for each
further 12 hours. The money is paid without being asked for. If we miss an appointment, the compensation is 25 pounds.

## 5 Whom to ask

Head of customer accounts: {p.name("billing")}, {p.phone("billing")}, {p.mail("billing")}. Complaints that are not settled
within 8 weeks may be taken to the Water Ombudsman. The head of customer care, {p.name("care")}, looks after everyone
who finds bills hard to read.
"""


def hardship(p: Pen) -> str:
    """A request for the Lantern tariff and a plan of instalments."""
    return f"""
# Request for instalments and the Lantern tariff

Decision sheet HR-2026-088, customer accounts office

## Who asks

| Item | Entry |
| Name | {p.name("hardship")} |
| Date of birth | {p.born("hardship")} |
| Address | {p.address("hardship")} |
| Telephone | {p.phone("hardship")} |
| Customer number | {p.number("hardship")} |
| National Insurance number | {p.nino("hardship")} |
| Bank account | {p.iban("hardship")} |

## What he writes

{p.titled("hardship")} worked as a net maker until the workshop closed in January. A hidden leak under his kitchen brought
his winter bill to 612 pounds, four times what he is used to. He asks to pay it over two years and to be put on the
Lantern tariff. His daughter, who lives with him, helps with the forms.

## Assessment

The leak was confirmed by {p.name("fitter")} on 4 March 2026 and repaired the same day. Under rule C-7 the part of a bill
that is due to a hidden leak is forgiven once in five years. The leak accounts for 430 pounds. The income shown on form
L2 is 16,900 pounds a year, which is below the limit.

## Decision

- The leak allowance of 430 pounds is granted. It cannot be granted again before March 2031.
- The remaining 182 pounds are paid in 14 instalments of 13 pounds, on the first of each month, from 1 May 2026.
- The Lantern tariff is granted from 1 April 2026 for 12 months.

Decided by {p.name("billing")} on 19 March 2026. An appeal against the decision may be sent within 30 days to the
Finance Director, {p.name("finance")}, {p.mail("finance")}. {p.titled("hardship")} was told by telephone and, at his wish,
by letter in Polish.
"""


def calls(p: Pen) -> str:
    """Notes of telephone calls."""
    return f"""
# Customer care, notes of calls, week 22 of 2026

Written up by {p.name("care")}. Notes are deleted after 18 months unless a complaint is open.

## Monday 25 May, 08:55

{p.name("leaker")}, {p.address("leaker")}, customer number {p.number("leaker")}, rang from {p.phone("leaker")}. His meter
turns although every tap is shut. Asked him to turn the stop tap under the stairs; the meter still turned, so the leak
is between the meter and the house. The first visit for such a leak is free of charge. Visit booked for 27 May at 10:00.

## Monday 25 May, 14:20

{p.name("landlord")} rang from Ireland ({p.phone("landlord")}). He lets the house at {p.street("baker")} and wants the bill
sent to {p.address("landlord")} instead. Told him that the bill follows the person who uses the water, and that a
landlord only pays for empty houses. He will send the letting agreement by e-mail from {p.mail("landlord")}.

## Wednesday 27 May, 11:05

{p.name("mover")} is moving to Brittany on 12 June and wants the final bill sent to {p.address("mover")}, telephone
{p.phone("mover")}. A final reading is taken within 3 working days of moving out. The deposit of 75 pounds goes back to
his account {p.iban("mover")}. He thanked us for the water, which he says made better tea than any in France.

## Thursday 28 May, 16:40

Old {p.titled("hoist")} ({p.phone("hoist")}, born {p.born("hoist", "%d/%m/%Y")}) asked whether the lift in his building will
run while the mains are tested. It will: light and water are on different nights. {p.name("hoist")} is on the priority
services register, and asked us to note that his sister no longer lives with him.

## Friday 29 May, 09:15

A lady who would not give her name asked for the otter of Lower Tern to be left in peace. Noted.
"""


COMPLAINT_FIRST = """Dear Ms {care},

I live at {address} and my customer number is {number}. On 6 April a gentleman of yours came to read the meter. He stood
on my late mother's hydrangeas, read the meter of the house next door, and left. My bill is now 388.40 pounds. It is
usually about 95.

I am {age_note} and have never used that much water in my life. Please send somebody who can tell two houses apart.
You can ring me on {phone} after four o'clock.

Yours sincerely,
{name}
"""


def complaint(p: Pen) -> list[tuple[str, str, str, str, str]]:
    """The thread about the hydrangeas: (from, to, subject, date, body), oldest first."""
    first = COMPLAINT_FIRST.format(
        care=p.family("care"),
        address=p.address("complainant"),
        number=p.number("complainant"),
        age_note=f"a retired botanist (born {p.born('complainant', '%d.%m.%Y')})",
        phone=p.phone("complainant"),
        name=p.name("complainant"),
    )
    second = f"""Dear Ms {p.family("complainant")},

thank you for your letter, and I am sorry about the hydrangeas. Our reader did read the wrong meter: the serial number
in his book, 77-2041, belongs to your neighbour. Your bill of 388.40 pounds is cancelled. The corrected bill is 91.25
pounds and has a new due date, 5 June 2026.

For the plants we offer 60 pounds under rule C-3 (damage done by staff). Please tell us the account to pay it to.

Complaints about meter readings are answered within 5 working days; yours took 6, and for that I apologise too. The
reader has been shown both houses. The file number of your complaint is CMP-0417.

With kind regards,
{p.name("care")}
Head of Customer Care, Saltmarrow Water & Light
{p.mail("care")} - {p.phone("care")}
"""
    third = f"""Dear Ms {p.family("care")},

that is handsome of you. Please pay the 60 pounds to {p.iban("complainant")}, and I shall plant something that
spreads.

I have one more question. My neighbour, Mr {p.family("teacher")}, would like a meter with a dial that one can read
without kneeling. Is there such a thing?

{p.name("complainant")}
"""
    fourth = f"""Dear Ms {p.family("complainant")},

there is. A meter may be moved to a wall at waist height; the customer pays 85 pounds, and nothing if a doctor's note
says that kneeling is difficult. Your neighbour can ask for form M6, or write to {p.name("billing")}
({p.mail("billing")}), who will see to it.

The 60 pounds were sent today.

{p.name("care")}
"""
    care, botanist = p.mail("care"), p.mail("complainant")
    subject = "Meter reading and hydrangeas"
    return [
        (botanist, care, subject, "Mon, 13 Apr 2026 17:22:00 +0100", first),
        (care, botanist, f"Re: {subject} (CMP-0417)", "Tue, 21 Apr 2026 10:05:00 +0100", second),
        (botanist, care, f"Re: {subject} (CMP-0417)", "Tue, 21 Apr 2026 18:31:00 +0100", third),
        (care, botanist, f"Re: {subject} (CMP-0417)", "Wed, 22 Apr 2026 09:12:00 +0100", fourth),
    ]


def refund(p: Pen) -> list[tuple[str, str, str, str, str]]:
    """The thread about a double payment."""
    baker, billing, finance = p.mail("baker"), p.mail("billing"), p.mail("finance")
    subject = "Bill paid twice"
    first = f"""Good morning,

my card was charged twice for the water of the bakery: 214.60 pounds on 1 June and again on 2 June. The card is
{p.card(0)}. I attach the receipt of the second payment. Could you pay one back? June is the month in which we buy
flour.

{p.name("baker")}, {p.address("baker")}
Customer number {p.number("baker")}, mobile {p.phone("baker")}
"""
    second = f"""Hello {p.name("finance")},

please release a refund of 214.60 pounds for {p.name("baker")}. I checked it with the card company: the second payment
is real and it is ours to return. Refunds above 200 pounds need the Finance Director's signature, which is why this
reaches you.

{p.name("billing")}
"""
    third = f"""Released. A refund goes back to the card that paid, within 5 working days, never to another account and
never in cash; please tell {p.titled("baker")} so. And please ask the card company why a terminal that was switched off
can take a payment. I should like the answer by 19 June.

{p.name("finance")}
Finance Director - {p.phone("finance")}
"""
    return [
        (baker, billing, subject, "Wed, 03 Jun 2026 06:48:00 +0100", first),
        (billing, finance, f"Fwd: {subject}", "Wed, 03 Jun 2026 11:30:00 +0100", second),
        (finance, billing, f"Re: Fwd: {subject}", "Thu, 04 Jun 2026 09:01:00 +0100", third),
    ]


def receipt(p: Pen) -> str:
    """The attachment of the refund thread."""
    return f"""SALTMARROW WATER & LIGHT
Card receipt, copy for the customer

Terminal 04, Lantern Street
2 June 2026, 08:03
Amount: 214.60 GBP
Card: {p.card(0)}
Card holder: {p.name("baker")}
Customer number: {p.number("baker")}
Receipt number: R-2026-55871

Keep this receipt. Without it a payment can be traced for 13 months.
"""


PRIORITY_HEAD = ("customer number", "name", "street address", "telephone", "date of birth", "why", "what we do", "checked on")


def priority(p: Pen) -> list[tuple[str, ...]]:
    """The priority services register."""
    reasons = (
        (
            "dialysis",
            "home dialysis, three times a week",
            "ring at least two days before any planned work; 60 litres of water at once when supply fails",
        ),
        ("infant", "newborn twin grandchildren in the house", "bottled water to the door, low in sodium"),
        ("blind", "blind", "bills in Braille; knock and say the password of the day"),
        ("hoist", "uses a wheelchair, fourth floor", "carry water up; never leave it at the entrance"),
        ("stairs", "heart condition, lives alone", "visit in person if the telephone is not answered"),
        ("complainant", "weak knees", "meter at waist height asked for in April"),
        (
            "teacher",
            "cares for his father, who has dementia",
            "speak to him, not to his father; never ask for bank details at the door",
        ),
        ("leaker", "prefers Mandarin", "interpreter by telephone"),
    )
    days = ("2026-02-03", "2026-03-19", "2026-01-27", "2026-05-28", "2026-04-14", "2026-04-22", "2026-06-14", "2026-05-27")
    rows = [
        (p.number(who), p.name(who), p.street(who), p.phone(who), p.born(who, "%Y-%m-%d"), why, deed, day)
        for (who, why, deed), day in zip(reasons, days, strict=True)
    ]
    return [PRIORITY_HEAD, *rows]
