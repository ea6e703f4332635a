"""Numbers that look real and belong to nobody: reserved or published test ranges, with valid check digits.

Sources: Ofcom, NANPA, Bundesnetzagentur, ARCEP, ComReg, PTS and ACMA numbers for drama use; RFC 5737, 3849 and 7042 for
addresses of machines; NHS numbers from 999 on are for tests; National Insurance numbers with QQ and Social Security
numbers 987-65-4320 to -4329 are never issued; card numbers are the ones payment companies publish for tests.
"""

from __future__ import annotations

from random import Random

CARDS = (
    "4242 4242 4242 4242",
    "5555 5555 5555 4444",
    "3782 822463 10005",
    "4000 0566 5566 5556",
    "6011 1111 1111 1117",
    "4111-1111-1111-1111",
    "5105105105105100",
)
GERMAN_TAX_IDS = ("86095742719", "47 036 892 816", "65929970489", "57 549 285 017")  # published examples
SWEDISH, AUSTRALIAN = "+46 8 465 004 {:02d}", "0491 570 {:03d}"
AUSTRALIAN_ENDS = (6, 156, 157, 158, 159, 110)


def phone(country: str, random: Random) -> str:
    """Return a number reserved for fiction, written as people of that country write it."""
    three, four = random.randrange(1000), random.randrange(10_000)
    match country:
        case "US":
            return random.choice(("({}) 555-01{:02d}", "{}-555-01{:02d}", "+1 {} 555 01{:02d}")).format(
                random.choice((207, 415, 617, 503)), three % 100
            )
        case "DE":
            return random.choice(("030 23125 {:03d}", "+49 40 66969 {:03d}", "0221 / 4710 {:03d}")).format(three)
        case "FR":
            pair = f"{four // 100:02d} {four % 100:02d}"
            return random.choice(("02 61 91 {}", "+33 6 39 98 {}", "01 99 00 {}")).format(pair)
        case "IE":
            return f"020 91{three % 10} {four:04d}"
        case "SE":
            return SWEDISH.format(three % 100)
        case "AU":
            return AUSTRALIAN.format(random.choice(AUSTRALIAN_ENDS))
    return random.choice(("01632 960{:03d}", "07700 900{:03d}", "+44 7700 900{:03d}", "020 7946 0{:03d}")).format(three)


def iban(country: str, random: Random) -> str:
    """Return an IBAN with valid check digits at a bank that does not exist."""
    digits = "".join(str(random.randrange(10)) for _ in range(24))
    match country:
        case "DE":
            account = "00000000" + digits[:10]
        case "FR":
            bank = "00000" + "00000" + digits[:11]
            account = bank + f"{97 - int(bank) * 100 % 97:02d}"
        case "SE":
            account = "000" + digits[:17]
        case "IE":
            account = "MRRW" + "000000" + digits[:8]
        case _:
            country, account = "GB", "MRRW" + "000000" + digits[:8]
    check = 98 - _as_number(account + country + "00") % 97
    whole = f"{country}{check:02d}{account}"
    return " ".join(whole[i : i + 4] for i in range(0, len(whole), 4)) if random.random() < 0.6 else whole


def _as_number(text: str) -> int:
    return int("".join(str(int(letter, 36)) for letter in text))


def nhs(random: Random) -> str:
    """Return an NHS number of the test range, e.g. `999 123 4567`."""
    while True:
        first = f"999{random.randrange(1_000_000):06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(first, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            whole = f"{first}{check % 11}"
            return f"{whole[:3]} {whole[3:6]} {whole[6:]}"


def nino(random: Random) -> str:
    """Return a National Insurance number with the prefix QQ."""
    digits = f"{random.randrange(1_000_000):06d}"
    return f"QQ {digits[:2]} {digits[2:4]} {digits[4:]} {random.choice('ABCD')}"


def ssn(random: Random) -> str:
    """Return one of the ten Social Security numbers kept for advertisements."""
    return f"987-65-432{random.randrange(10)}"


def nir(random: Random, *, sex: str, year: int, month: int) -> str:
    """Return a French NIR with its key; born "abroad" (99), in a country that has no code."""
    body = f"{'2' if sex == 'f' else '1'}{year % 100:02d}{month:02d}99{random.randrange(991, 999)}{random.randrange(1000):03d}"
    key = f"{97 - int(body) % 97:02d}"
    return f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]} {key}"


def plate(random: Random) -> str:
    """Return a British licence plate of an area code that is not in use."""
    letters = "ABCDEFGHJKLMNPRSTUVWXY"
    return f"Q{random.choice('MRT')}{random.randrange(60, 76)} {''.join(random.choice(letters) for _ in range(3))}"
