"""Questions with the answers that the documents hold, and some that they do not hold.

The first two are the ones that `make demo` may ask: a number in a procedure, and a person.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from making.people import person


@dataclass(frozen=True, slots=True)
class Question:
    """`answers`: any of these in the answer is right; `evidence` stands literally in the gold document."""

    id: str
    category: str  # procedure, policy, amount, date, person, unanswerable
    question: str
    answers: list[str]
    gold_docs: list[str]
    evidence: str


BURST, HANDBOOK = "operations/OP-114 burst main.pdf", "staff/handbook 2026.pdf"
TARIFFS, PRIVACY = "customers/tariffs 2026.pdf", "privacy/data protection questions.html"
MINUTES, CENTENARY = "board/minutes 2026-05-28.docx", "board/lamp centenary plan.md"
INCIDENT, LAMP = "operations/GL-2026-07 pump hall incident.docx", "operations/lamp room log 2026-06.txt"
RESERVOIR, NETWORK = "operations/reservoir inspection 2026.html", "operations/network changes 2026-q2.txt"
TRAINING, CHLORINE = "staff/confined spaces training.pptx", "operations/OP-122 chlorine.md"
HOSEPIPES, COMPLAINT = "board/hosepipe notice.html", "customers/complaint CMP-0417.eml"
EXPENSES, CALLS = "finance/expenses and purchasing.md", "customers/call notes week 22.txt"


def questions() -> list[dict[str, object]]:
    """Return all questions as JSON objects."""
    return [{**asdict(question), "answerable": bool(question.answers)} for question in (*_answered(), *_beyond())]


def _answered() -> tuple[Question, ...]:
    hardship = f"customers/Hardship request {person('hardship').name}.docx"
    rows = (
        (
            "procedure",
            "How quickly must a burst main be isolated?",
            ["45 minutes"],
            BURST,
            "A burst main must be isolated within 45 minutes of the first call.",
        ),
        (
            "person",
            "Who chairs the centenary committee?",
            [person("keeper").name],
            MINUTES,
            f"{person('keeper').name} chairs the centenary committee.",
        ),
        (
            "procedure",
            "How much bottled water does each person receive per day?",
            ["10 litres"],
            BURST,
            "The ration is 10 litres per person per day.",
        ),
        (
            "procedure",
            "When is a boil notice lifted?",
            ["two clear samples"],
            BURST,
            "A boil notice is lifted after two clear samples taken 24 hours apart.",
        ),
        (
            "policy",
            "When is a doctor's note needed?",
            ["eighth day"],
            HANDBOOK,
            "A doctor's note is needed from the eighth day of illness.",
        ),
        (
            "policy",
            "On how many days a week may office staff work from home?",
            ["2 days"],
            HANDBOOK,
            "Office staff may work from home on up to 2 days a week.",
        ),
        (
            "amount",
            "What does a person on standby receive a night?",
            ["38 pounds"],
            HANDBOOK,
            "A person on standby receives 38 pounds a night",
        ),
        (
            "amount",
            "Below which income may a home have the Lantern tariff?",
            ["21,500 pounds"],
            TARIFFS,
            "The Lantern tariff is open to homes with an income below 21,500 pounds a year.",
        ),
        (
            "amount",
            "What is paid if we miss an appointment with a customer?",
            ["25 pounds"],
            TARIFFS,
            "If we miss an appointment, the compensation is 25 pounds.",
        ),
        ("amount", "What did the flood at Gull Lane cost?", ["18,450"], INCIDENT, "The flood cost 18,450 pounds"),
        (
            "person",
            "Who is responsible for the gasket register?",
            [person("fitter").name],
            INCIDENT,
            f"{person('fitter').name} is responsible for the gasket register",
        ),
        (
            "procedure",
            "When is the fog horn tested?",
            ["first Monday"],
            LAMP,
            "The horn is tested on the first Monday of the month at 11:00.",
        ),
        (
            "date",
            "When is the next full inspection of the Lower Tern dam due?",
            ["April 2031"],
            RESERVOIR,
            "The next full inspection is due in April 2031.",
        ),
        ("policy", "For how long are backup tapes kept?", ["90 days"], NETWORK, "Tapes are kept for 90 days."),
        (
            "procedure",
            "For how long is a permit to enter a confined space valid?",
            ["8 hours"],
            TRAINING,
            "A permit to enter is valid for 8 hours and for one space only",
        ),
        (
            "procedure",
            "How many full chlorine drums may be kept on site?",
            ["6"],
            CHLORINE,
            "No more than 6 full drums may be kept on site",
        ),
        (
            "amount",
            "What is the penalty for using a hosepipe a third time?",
            ["120 pounds"],
            HOSEPIPES,
            "the third time a penalty of 120 pounds",
        ),
        (
            "policy",
            "When does the hosepipe restriction end?",
            ["70 per cent"],
            HOSEPIPES,
            "The restriction ends when the reservoir has stood above 70 per cent for fourteen days.",
        ),
        (
            "amount",
            "How much did the hydrangea complaint's corrected bill come to?",
            ["91.25"],
            COMPLAINT,
            "The corrected bill is 91.25",
        ),
        (
            "policy",
            "How soon must an expense claim be handed in?",
            ["30 days"],
            EXPENSES,
            "Claims must be handed in within 30 days of the journey.",
        ),
        (
            "policy",
            "When is a data breach reported to the regulator?",
            ["72 hours"],
            PRIVACY,
            "A breach is reported to the regulator within 72 hours.",
        ),
        (
            "person",
            "Who keeps the priority services register?",
            [person("care").name],
            PRIVACY,
            f"The register is kept by {person('care').name}",
        ),
        (
            "amount",
            "What surplus did the Finance Director report?",
            ["312,000"],
            MINUTES,
            "The Finance Director reported a surplus of 312,000 pounds",
        ),
        (
            "amount",
            f"Which leak allowance was granted to {person('hardship').name}?",
            ["430 pounds"],
            hardship,
            "The leak allowance of 430 pounds is granted.",
        ),
        (
            "date",
            "When is the centenary of the lamp moved to if the weather is bad?",
            ["13 September"],
            CENTENARY,
            "everything outdoors moves to Sunday, 13 September",
        ),
        (
            "policy",
            "How soon after moving out is a final reading taken?",
            ["3 working days"],
            CALLS,
            "A final reading is taken within 3 working days of moving out.",
        ),
    )
    return tuple(
        Question(f"q{at:02d}", category, text, answers, [document], evidence)
        for at, (category, text, answers, document, evidence) in enumerate(rows, 1)
    )


def _beyond() -> tuple[Question, ...]:
    asked = (
        "Which football club plays its home games in Saltmarrow?",
        "What does a season ticket for the ferry cost?",
        "Who designed the sundial at Upper Tern?",
        "How many trams does the town own?",
        "What is the price of electricity per kilowatt hour?",
        "In which year was the director appointed?",
    )
    return tuple(Question(f"u{at:02d}", "unanswerable", text, [], [], "") for at, text in enumerate(asked, 1))
