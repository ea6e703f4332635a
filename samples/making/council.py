"""Documents of the board, the town and the twin towns; money and data protection."""

from __future__ import annotations

from making.pen import Pen


def minutes(p: Pen) -> str:
    """Minutes of the May meeting."""
    return f"""
# Minutes of the board, 28 May 2026

Held in the net loft of the old fish hall, 18:00 to 20:25.

Present: {p.name("chair")} (chair), {p.name("councillor")}, {p.name("opposition")}, {p.name("director")} (director),
{p.name("finance")} (finance). Minutes: {p.name("privacy")}. Apologies: {p.name("operations")}, who was at a burst main.

## 1 Accounts

The Finance Director reported a surplus of 312,000 pounds for the year to 31 March 2026. The board agreed to put 200,000
pounds into the pipe fund and to leave the rest in reserve. The vote was unanimous.

## 2 Gull Lane

The report on the flooding of 17 May was read aloud. {p.titled("opposition")} asked why a gasket had been put off twice.
The director answered that the purchase rule demanded three offers even for rubber, and that she had been as astonished
as he was. Resolved: spare parts below 500 pounds may be bought without a second offer.

## 3 New main in Lantern Street

The main of 1931 will be replaced. The contract goes to Harrow & Pike at 684,000 pounds, the lowest of four offers. Work
begins on 7 September 2026 and lasts 14 weeks. {p.name("councillor")} speaks for the residents and can be reached on
{p.phone("councillor")} or at {p.mail("councillor")}.

## 4 Lamp centenary

A budget of 22,500 pounds was approved for the hundredth birthday of the lamp. {p.name("keeper")} chairs the centenary
committee.

## 5 Actions

| Action | Who | By |
| Write the new purchase rule | {p.name("finance")} | 30 June 2026 |
| Letter to all homes in Lantern Street | {p.name("councillor")} | 15 July 2026 |
| Report on lead pipes | {p.name("operations")} | 1 October 2026 |
| Find out who owns the stuffed pike | {p.name("privacy")} | no hurry |

The next meeting is on 24 September 2026. Signed, {p.name("chair")}.
"""


def centenary(p: Pen) -> str:
    """The plan of the party."""
    return f"""
# The lamp is a hundred: plan for 12 September 2026

Committee: {p.name("keeper")} (chair), {p.name("baker")}, {p.name("teacher")}, {p.name("relief")}. The committee meets
every second Tuesday at 17:30 in the lamp room. Bring your own mug.

## The day

- 10:00 Opening by the chair of the board, {p.name("chair")}
- 11:00 School concert, conducted by {p.name("teacher")}
- 14:00 Tours of the tower, at most 12 people at a time, no children under 8 on the gallery
- 19:42 Sunset, and the lamp is lit by the oldest former keeper
- 21:00 Boats in the bay answer with their horns

The oldest former keeper is {p.name("blind")}'s grandfather, aged 97. He will be fetched from {p.address("blind")} at
18:30. {p.titled("blind")} comes with him; her telephone is {p.phone("blind")}.

## Guests from the twin towns

Mayor {p.name("twin_mayor")} of Nordersiel and {p.name("breton")} of the museum at Plougazelle have accepted. Both stay
at the Pilot House from 11 to 14 September. {p.titled("breton")} brings a lens of 1887 for the exhibition; it is insured
for 40,000 euros, and nobody but {p.name("optician")} may unpack it.

## Money

The board has granted 22,500 pounds. Of this, 9,000 are for the exhibition, 6,200 for the fireworks barge, 4,100 for the
guests and the rest for rain. Bread and cake are a gift of the bakery. Sponsors write to {p.mail("keeper")}; gifts above
1,000 pounds are accepted by the board only.

## If it blows

If the forecast is worse than force 6 at noon on 11 September, everything outdoors moves to Sunday, 13 September. The
decision is made by {p.name("keeper")} alone, and announced on the door of the fish hall and on {p.phone("keeper")}.
"""


def hosepipes(p: Pen) -> str:
    """A public notice."""
    return f"""
# Notice: hosepipes in the summer of 2026

Saltmarrow, 1 July 2026. Issued by {p.name("director")}, Director.

After the driest spring since 1976 the Lower Tern reservoir stands at 58 per cent. From Saturday 4 July 2026 hosepipes
may not be used for gardens, cars, boats or paddling pools. The restriction ends when the reservoir has stood above 70
per cent for fourteen days.

## What is allowed

- watering cans, at any hour
- drip irrigation of vegetables between 21:00 and 06:00
- washing of fish boxes in the market, which the health rules demand
- hoses held by a blue badge holder or by anybody on the priority services register

## What happens if not

First comes a conversation. The second time there is a letter; the third time a penalty of 120 pounds, which the
magistrate in Kilbrack decides about. So far nobody has come to a third time. The money goes to the pipe fund.

## Questions and exceptions

Exceptions are granted within 3 working days by {p.name("billing")}, telephone {p.phone("billing")}, e-mail
{p.mail("billing")}. Growers need form H1. {p.name("mover")} of the rose garden, who has already asked, may keep his
seedlings alive until he moves.

## How it is going

| Week | Lower Tern | Upper Tern | Use a day, cubic metres |
| 8 June | 66 per cent | 81 per cent | 9,420 |
| 15 June | 63 per cent | 79 per cent | 9,610 |
| 22 June | 60 per cent | 76 per cent | 9,870 |
| 29 June | 58 per cent | 74 per cent | 10,050 |

Leaks seen in the street are reported to the control room on {p.phone("controller")}, day and night. Thank you for every
bucket.
"""


def privacy_notice(p: Pen) -> str:
    """Questions about data protection, with answers."""
    return f"""
# Data protection at Saltmarrow Water & Light: questions and answers

Last changed on 5 May 2026 by the data protection officer, {p.name("privacy")} ({p.mail("privacy")}, {p.phone("privacy")}).

## What do you know about me?

As a customer: your name, address, telephone, account and meter readings, and what you have told us on the telephone.
Ask for a copy and you will have it within one month, free of charge. Last year 61 people asked.

## How long do you keep it?

| What | How long |
| Bills and payments | 6 years |
| Notes of telephone calls | 18 months |
| Meter readings | 2 years |
| Applications of people we did not hire | 6 months |
| Pictures of the camera at the gatehouse | 14 days |

## Who reads the priority services register?

Customer care, the controller on duty and the fitter on call, and nobody else. The register is kept by {p.name("care")},
who checks every entry once a year by telephone.

## Something was lost. Whom do I tell?

Ring the data protection officer at once, at night the control room. A breach is reported to the regulator within 72
hours. In March 2026 a folder with eleven meter cards was left on the ferry. It was found by {p.name("teacher")} of
{p.address("teacher")}, who rang {p.phone("teacher")} to our night desk and kept it dry. Everybody concerned was told
within two days.

## May I send customers' papers to a service on the internet?

No. Questions about our papers are put to the machine in the cellar, which is not connected to anything but the office.

## May I take the register home?

No. {p.titled("privacy")} has heard all the reasons, the one about the dog included.
"""


def expenses(p: Pen) -> str:
    """What is paid back, and how."""
    return f"""
# Expenses and purchase rules

In force from 1 January 2026. Questions to the finance office, {p.name("finance")}, {p.mail("finance")}.

## Travel

- Second class by rail. First class only if it is cheaper, and it sometimes is.
- A private car is paid with 45 pence a mile.
- Meals away from Saltmarrow: up to 32 pounds a day, with receipts. Wine is not a meal.
- Hotels up to 110 pounds a night, in London up to 165.

Claims must be handed in within 30 days of the journey. Later ones are paid only with the director's signature. The
director is {p.name("director")}, and she asks why.

## Buying

| Value | Offers needed | Who signs |
| below 250 pounds | 1 | any team leader |
| 250 to 5,000 pounds | 2 | head of department |
| above 5,000 pounds | 3 | Finance Director |
| above 100,000 pounds | 4, in sealed envelopes | the board |

Since 1 June 2026 spare parts below 500 pounds need one offer only.

## The undertaking's card

There is one purchasing card, {p.card(5)}, held by {p.name("payroll")} ({p.number("payroll")}). It is lent against
signature for one day. Whoever lends it on loses the right to borrow it. The spare card, {p.card(6)}, lies in the safe;
the safe is opened by two people together.

## Examples

{p.name("fleet")} drove 84 miles to the tractor auction in his own car and was paid 37.80 pounds. {p.name("surveyor")}
claimed a flight from Maine; visitors' flights are paid only when the contract says so, and hers did. {p.name("relief")}
claimed a kettle for the lamp room, 24.99 pounds: approved, the old one had served since 1988.
"""


def twin_towns(p: Pen) -> list[tuple[str, str, str, str, str]]:
    """The thread about the grant for the exhibition."""
    finance, treasurer, breton = p.mail("finance"), p.mail("twin_treasurer"), p.mail("breton")
    subject = "Grant for the lens exhibition"
    first = f"""Sehr geehrter Herr {p.family("finance")},

the town council of Nordersiel has agreed to your request. We contribute 7,500 euros to the lens exhibition in
September. For our books we need from you a letter that names the purpose, and the account.

For your books: the grant is paid from account {p.iban("twin_treasurer")}. The mayor, {p.name("twin_mayor")}, will
travel at his own cost; his tax number for the hotel bill is {p.tax(0)} and his private address {p.address("twin_mayor")},
telephone {p.phone("twin_mayor")}. The money must be spent by 31 December 2026, otherwise it goes back.

Mit freundlichen Grüßen
{p.name("twin_treasurer")}
Kämmerei Nordersiel, {p.address("twin_treasurer")}, {p.phone("twin_treasurer")}
Steuer-ID {p.tax(1)}
"""
    second = f"""Dear {p.name("twin_treasurer")},

thank you, and please thank the council. The letter follows by post. Our account for gifts is
{p.iban("finance")}. I copy {p.name("breton")} of the museum at Plougazelle, who lends the lens and needs her travel
paid in advance.

{p.name("finance")}
"""
    third = f"""Bonjour à tous,

merci. The lens travels in its own crate, 184 kilograms, with the ferry of 8 September. I travel with it. For the
advance of 1,150 euros: my account is {p.iban("breton")}, my social security number for the insurance form is
{p.nir("breton")}, born {p.born("breton", "%d/%m/%Y")}, address {p.address("breton")}. My telephone on the road is
{p.phone("breton")}.

The crate must not be opened before {p.name("optician")} is there. It must stand in a room between 15 and 22 degrees.

{p.name("breton")}
Musée des Phares, Plougazelle
"""
    return [
        (treasurer, finance, subject, "Tue, 09 Jun 2026 09:14:00 +0200", first),
        (finance, treasurer, f"Re: {subject}", "Wed, 10 Jun 2026 16:40:00 +0100", second),
        (breton, finance, f"Re: {subject}", "Thu, 11 Jun 2026 11:02:00 +0200", third),
    ]


def suppliers(p: Pen) -> list[tuple[str, ...]]:
    """Whom we buy from."""
    head = (
        "supplier",
        "what we buy",
        "contact",
        "e-mail",
        "telephone",
        "bank account",
        "contract",
        "ends on",
        "notice",
        "remark",
    )
    site = p.write("EMAIL_ADDRESS", "site@harrow-pike.example")
    people = (
        (
            "Optik Lindfyr AB",
            "lens care",
            "optician",
            p.iban("optician"),
            "V-2021-14",
            "2027-06-30",
            "6 months",
            "Comes twice a year. Paid in euros within 14 days. Nobody else may touch the lens.",
        ),
        (
            "Ellery Dam Survey",
            "inspections of dams",
            "surveyor",
            "by cheque",
            "V-2016-02",
            "2031-04-30",
            "none",
            "The cheque is sent by sea mail, at her wish. Flights are paid when the contract says so.",
        ),
        (
            "Southern Deep",
            "diving",
            "divers",
            "by transfer, see invoice",
            "V-2024-31",
            "2026-12-31",
            "3 months",
            "Day rate 1,350 pounds for two divers and a boat. Renewal is decided by the board in September.",
        ),
        (
            "Lantern Lettings",
            "flat for trainees",
            "landlord",
            p.iban("landlord"),
            "V-2025-09",
            "2026-10-31",
            "8 weeks",
            "Rent 640 pounds a month, gas included. The boiler is older than the trainees and is serviced every May.",
        ),
        (
            "Harbour Bakery",
            "bread for the night watch",
            "baker",
            p.iban("baker"),
            "V-2023-05",
            "open",
            "4 weeks",
            "Twelve loaves on Mondays, Wednesdays and Fridays before 05:30. Invoices once a month.",
        ),
    )
    rows = [
        (firm, goods, p.name(who), p.mail(who), p.phone(who), account, contract, ends, notice, remark)
        for firm, goods, who, account, contract, ends, notice, remark in people
    ]
    return [
        head,
        *rows,
        (
            "Harrow & Pike",
            "pipe laying",
            "site office",
            site,
            "by letter only",
            "on each invoice",
            "V-2026-17",
            "2026-12-18",
            "none",
            "Penalty of 900 pounds for each day after the agreed end. Noise only between 07:30 and 18:00.",
        ),
    ]
