"""Documents about staff: handbook, pay, health, training, rota, vehicles."""

from __future__ import annotations

from making.pen import Pen


def handbook(p: Pen) -> str:
    """What everybody who works here should know."""
    return f"""
# Staff handbook of Saltmarrow Water & Light

Edition of 1 January 2026, kept by the Head of People, {p.name("people")} ({p.mail("people")}).

Saltmarrow Water & Light belongs to the town. It has 214 employees, six pumps, two reservoirs, one lighthouse and, since
1926, the duty to keep all of them running without boasting about it.

## 1 Leave

| Years of service | Days of leave | May be carried over |
| under 3 | 26 | 5 |
| 3 to 9 | 29 | 5 |
| 10 and more | 32 | 8 |

Leave is asked for in the staff portal at least 14 days ahead. Days carried over are lost after 31 March. Lamp keepers
receive 4 further days, because the sea does not observe bank holidays.

===

## 2 Illness

Whoever is ill tells the line manager before 09:30. A doctor's note is needed from the eighth day of illness. Sick pay
is full pay for 16 weeks and half pay for another 16. Coming to work with a fever is not heroism; the control room is
small.

## 3 Pay

Wages are paid on the 25th of the month, or on the working day before. A change of bank account must reach the payroll
office by the 10th. The payroll office never accepts a change of account by e-mail: come in person, or be called
back. Payroll is in the hands of {p.name("payroll")}, telephone {p.phone("payroll")}.

Night work between 22:00 and 06:00 is paid with a supplement of 30 per cent. A person on standby receives 38 pounds a
night, and full pay from the first call.

===

## 4 Working from home

Office staff may work from home on up to 2 days a week. Papers with customers' names stay in the office. The control
room, the works and the lamp cannot be operated from a kitchen.

## 5 When something is wrong

Whoever sees something dangerous stops the work; nobody needs permission for that. Wrongdoing may be reported in
confidence to the chair of the board, {p.name("chair")}, at {p.address("chair")}, or on {p.phone("chair")}. Reports are
acknowledged within 7 days. The notice period is 4 weeks in the first two years and 3 months after that.

Grievances are heard by the Head of People within 15 working days. An appeal goes to the director, {p.name("director")}.
"""


def health(p: Pen) -> str:
    """A referral to occupational health."""
    return f"""
# Occupational health referral, confidential

To: Harbour Clinic, occupational health. From: {p.name("people")}, Head of People, {p.phone("people")}.

| Item | Entry |
| Employee | {p.name("relief")} |
| Employee number | {p.number("relief")} |
| Date of birth | {p.born("relief")} |
| NHS number | {p.nhs("relief")} |
| National Insurance number | {p.nino("relief")} |
| Home address | {p.address("relief")} |
| Telephone | {p.phone("relief")} |

## Reason

{p.titled("relief")} has been relief keeper of the lamp since 2019. In February he began to hear a ringing in both ears
after watches with fog. The horn gives 118 decibels at the gallery door. Ear protection is provided and, according to
the log, worn. His hearing test of 2024 was normal; the test of March 2026 shows a loss of 15 decibels at 4 kilohertz
on the left.

## Questions to the physician

- May he keep watch while the horn sounds, and for how long?
- Is other protection advisable?
- When should the hearing test be repeated?

## What is done meanwhile

Until the answer arrives he keeps no watch in fog; {p.name("keeper")} takes those watches and receives the supplement.
A second door has been ordered for the gallery at a price of 2,150 pounds, which should bring the noise below 85
decibels. Referrals are answered by the clinic within 15 working days.

{p.titled("relief")} has read this letter and agrees that the clinic reports to the Head of People, and to nobody else,
whether he is fit for the work. The diagnosis remains between him and the physician. The letter is kept apart from the
staff file and destroyed 40 years after the last entry, as the noise rules demand.

Signed at Saltmarrow on 16 April 2026, {p.name("people")}.
"""


def moving_in(p: Pen) -> str:
    """A letter to a new colleague from abroad."""
    return f"""
# Your contract with Saltmarrow Water & Light

Saltmarrow, 2 March 2026

{p.name("starter_three")}
{p.address("starter_three")}

Dear {p.titled("starter_three")},

we are delighted that you will join us as assistant to the lens optician and lamp engineer. Your contract begins on 1
April 2026 and your employee number is {p.number("starter_three")}. The trial period is 6 months. Your salary is 34,200
pounds a year, reviewed every April.

## Before you start

Please send the following to the payroll office by 20 March 2026: your National Insurance number (we have noted the
provisional one, {p.nino("starter_three")}), your date of birth (we have {p.born("starter_three", "%d.%m.%Y")}) and the
account for your wages. You gave us {p.iban("starter_three")} at your interview; wages can be paid to a foreign account for
the first three months only.

We pay the cost of your move up to 2,400 pounds against receipts. The receipts must be handed in within 60 days of your
first working day.

===

## Your first week

On your first morning please come to the gatehouse at 08:15 and ask for {p.name("people")}. Your mentor is
{p.name("keeper")}, who has kept the lamp for eleven years and will show you the stairs (there are 199) and the kettle.
A room above the chandlery is free until you have found a flat; the rent is 95 pounds a week and {p.name("people")} has
the key.

Your telephone number, {p.phone("starter_three")}, will be put on the call list of the lamp only when you tell us so.

With kind regards,

{p.name("director")}
Director, {p.phone("director")}, {p.mail("director")}
"""


#: (title, bullets, notes) of each slide
def training(p: Pen) -> list[tuple[str, list[str], str]]:
    """The yearly safety training."""
    return [
        (
            "Confined spaces: the short course",
            [
                "Saltmarrow Water & Light, safety training 2026",
                f"Given by {p.name('safety')}, safety officer",
                "Everyone who enters a tank, shaft or culvert repeats this course every 2 years",
            ],
            f"Welcome. Coffee is at half past ten. Registration: send name and employee number to {p.mail('safety')}. "
            f"{p.name('fitter')} shows the harness; he is number {p.number('fitter')} on the list of instructors.",
        ),
        (
            "Before anybody goes in",
            [
                "A permit to enter is valid for 8 hours and for one space only",
                "Measure oxygen, methane and hydrogen sulphide at three depths",
                "Oxygen must lie between 19.5 and 23 per cent",
                "One person stays at the top and does nothing else",
            ],
            f"Tell the story of 2017 without the name. The man at the top was {p.name('hoist')}, who has retired and likes to "
            f"be asked about it: {p.phone('hoist')}. He noticed that the rope had stopped moving, and that is all it takes.",
        ),
        (
            "Rescue",
            [
                "Never follow a colleague who has collapsed",
                "Winch first, then ring 999, then the control room",
                "The rescue winch is tested on the first Wednesday of each month",
            ],
            f"The winch is looked after by {p.name('welder')} ({p.phone('welder')}). Mention that the old winch is in the "
            f"museum and must stay there.",
        ),
        (
            "Who may sign a permit",
            [
                "Permits are signed by the network controller or the safety officer",
                f"Controller on weekdays: {p.name('controller')}",
                "Nobody signs a permit for a space that they will enter themselves",
            ],
            f"{p.titled('controller')} can be reached on {p.phone('controller')}. The pass mark of the test at the end is 16 of "
            f"20 questions. Results go to {p.name('people')} and are kept for 5 years.",
        ),
    ]


def starters(p: Pen) -> dict[str, list[tuple[str, ...]]]:
    """Two sheets: who starts, and how they are paid."""
    roles = (
        ("starter_one", "laboratory technician", "1 March 2026"),
        ("starter_two", "meter reader", "1 March 2026"),
        ("starter_three", "lamp engineer", "1 April 2026"),
        ("starter_four", "accounts clerk", "15 April 2026"),
        ("starter_five", "network technician, fixed term to 30 November 2026", "4 May 2026"),
    )
    people: list[tuple[str, ...]] = [
        ("Employee number", "Name", "Date of birth", "Home address", "Telephone", "E-mail", "Position", "First day")
    ]
    pay: list[tuple[str, ...]] = [
        ("Employee number", "Name", "National Insurance number", "Bank account", "Salary in pounds a year", "Mentor")
    ]
    salaries = ("29,800", "25,650", "34,200", "27,100", "31,400")
    mentors = ("chemist", "billing", "keeper", "finance", "computers")
    for (who, position, day), salary, mentor in zip(roles, salaries, mentors, strict=True):
        people.append(
            (p.number(who), p.name(who), p.born(who, "%d/%m/%Y"), p.address(who), p.phone(who), p.mail(who), position, day)
        )
        pay.append((p.number(who), p.name(who), p.nino(who), p.iban(who), salary, p.name(mentor)))
    people.append(
        (
            "Note",
            "New starters receive keys on their first day, after the fire drill. The drill is at 10:00. "
            "Lockers are given out by the gatehouse; a lost locker key costs 15 pounds.",
            "",
            "",
            "",
            "",
            "",
            "",
        )
    )
    pay.append(
        (
            "Note",
            "Pension contributions begin after 3 months: 5 per cent from the employee and 9 per cent from the "
            "undertaking. Changes are entered by " + p.name("payroll") + " only.",
            "",
            "",
            "",
            "",
        )
    )
    return {"Starters": people, "Payroll": pay}


def fleet(p: Pen) -> dict[str, list[tuple[str, ...]]]:
    """Two sheets: vehicles and fuel cards."""
    drivers = (
        ("van 1, welding", "welder", "2026-09-14"),
        ("van 2, leaks", "fitter", "2027-01-30"),
        ("van 3, laboratory", "chemist", "2026-11-02"),
        ("tractor, reservoirs", "operations", "2027-03-18"),
        ("three-wheeler, lamp", "keeper", "2026-08-21"),
    )
    vehicles: list[tuple[str, ...]] = [("Vehicle", "Licence plate", "Usual driver", "Inspection due", "Parked at")]
    cards: list[tuple[str, ...]] = [("Fuel card", "Name on card", "Employee number", "Limit in pounds a week")]
    places = ("Gull Lane", "Gull Lane", "Upper Tern", "Lower Tern", "Tern Head")
    for at, (vehicle, who, due) in enumerate(drivers):
        vehicles.append((vehicle, p.plate(), p.name(who), due, places[at]))
        cards.append((p.card(at + 1), p.name(who), p.number(who), ("120", "150", "90", "200", "25")[at]))
    vehicles += [
        (
            "Rule",
            "Vehicles are kept by " + p.name("fleet") + ", " + p.phone("fleet") + ". An accident is reported to him "
            "within 24 hours, however small. Private journeys are not allowed, except to fetch a doctor.",
            "",
            "",
            "",
        ),
        ("Rule", "The three-wheeler may not be driven when the wind is above force 8.", "", "", ""),
    ]
    cards.append(
        ("Rule", "A lost fuel card is blocked by ringing " + p.phone("fleet") + ". A new one takes 4 working days.", "", "")
    )
    return {"Vehicles": vehicles, "Fuel cards": cards}


def rota(p: Pen) -> list[tuple[str, ...]]:
    """Who is on duty in July."""
    rows: list[tuple[str, ...]] = [("week beginning", "duty", "name", "telephone", "employee number", "hands over to", "remark")]
    crew = ("fitter", "welder", "apprentice", "starter_one")
    remarks = (
        "valve 31 is being painted, do not close it before Thursday",
        "regatta on Saturday: two fitters on call",
        "winch test moved to Tuesday",
        "town festival, no planned works from Friday noon",
    )
    for at, week in enumerate(("2026-07-06", "2026-07-13", "2026-07-20", "2026-07-27")):
        first, second = crew[at], crew[(at + 1) % 4]
        chief = ("controller", "operations")[at % 2]
        lamp = ("keeper", "relief", "keeper", "starter_three")[at]
        rows += [
            (week, "fitter on call", p.name(first), p.phone(first), p.number(first), p.name(second), remarks[at]),
            (
                week,
                "controller",
                p.name(chief),
                p.phone(chief),
                p.number(chief),
                p.name(("operations", "controller")[at % 2]),
                "hand-over on Monday at 07:00",
            ),
            (
                week,
                "lamp",
                p.name(lamp),
                p.phone(lamp),
                p.number(lamp),
                p.name("keeper"),
                "no watch in fog for the relief keeper",
            ),
        ]
    return rows
