"""The pen writes a value into a text and notes down that it stands there: nothing personal gets in without it."""

from __future__ import annotations

from random import Random

from making import numbers
from making.people import SEED, TOWNS, person


class Pen:
    """Writes one document; `planted` is what it wrote, in order, each once."""

    def __init__(self, document: str) -> None:
        self.planted: dict[tuple[str, str], None] = {}
        self._random = Random(f"{SEED}:{document}")

    def write(self, entity: str, value: str) -> str:
        """Note the value down and return it."""
        self.planted[entity, value] = None
        return value

    def name(self, role: str) -> str:
        """Return given name and family name."""
        return self.write("PERSON", person(role).name)

    def family(self, role: str) -> str:
        """Return the family name alone, as after Ms or Mr."""
        return self.write("PERSON", person(role).family)

    def titled(self, role: str) -> str:
        """Return e.g. `Ms Thistlewood`; only the name is noted."""
        return f"{'Ms' if person(role).sex == 'f' else 'Mr'} {self.family(role)}"

    def mail(self, role: str) -> str:
        """Return the e-mail address."""
        return self.write("EMAIL_ADDRESS", person(role).mail)

    def phone(self, role: str) -> str:
        """Return the telephone number."""
        return self.write("PHONE_NUMBER", person(role).phone)

    def street(self, role: str) -> str:
        """Return number and street."""
        return self.write("STREET_ADDRESS", person(role).street)

    def address(self, role: str) -> str:
        """Return number, street and town; number and street are noted."""
        return f"{self.street(role)}, {TOWNS[person(role).country]}"

    def born(self, role: str, form: str = "%d %B %Y") -> str:
        """Return the date of birth, written in this form."""
        return self.write("DATE_OF_BIRTH", person(role).born.strftime(form))

    def number(self, role: str) -> str:
        """Return the employee or customer number."""
        number = person(role).number
        return self.write("EMPLOYEE_NUMBER" if number.startswith("SWL-") else "CUSTOMER_NUMBER", number)

    def user(self, role: str) -> str:
        """Return the user name."""
        return self.write("USER_NAME", person(role).user_name)

    def iban(self, role: str) -> str:
        """Return the bank account."""
        return self.write("IBAN_CODE", person(role).iban)

    def card(self, which: int) -> str:
        """Return one of the published test cards."""
        return self.write("CREDIT_CARD", numbers.CARDS[which])

    def nhs(self, role: str) -> str:
        """Return the NHS number."""
        return self.write("UK_NHS", numbers.nhs(Random(f"{SEED}:{role}:nhs")))

    def nino(self, role: str) -> str:
        """Return the National Insurance number."""
        return self.write("UK_NINO", numbers.nino(Random(f"{SEED}:{role}:nino")))

    def ssn(self, role: str) -> str:
        """Return the Social Security number."""
        return self.write("US_SSN", numbers.ssn(Random(f"{SEED}:{role}:ssn")))

    def tax(self, which: int) -> str:
        """Return a German tax identification number."""
        return self.write("DE_TAX_ID", numbers.GERMAN_TAX_IDS[which])

    def nir(self, role: str) -> str:
        """Return the French social security number."""
        who = person(role)
        random = Random(f"{SEED}:{role}:nir")
        return self.write("FR_NIR", numbers.nir(random, sex=who.sex, year=who.born.year, month=who.born.month))

    def plate(self) -> str:
        """Return a licence plate."""
        return self.write("LICENSE_PLATE", numbers.plate(self._random))

    def machine(self, network: str = "192.0.2") -> str:
        """Return an IP address in this network."""
        return self.write("IP_ADDRESS", f"{network}.{self._random.randrange(2, 250)}")

    def mac(self) -> str:
        """Return a MAC address of the documentation range."""
        return self.write("MAC_ADDRESS", f"00:00:5E:00:53:{self._random.randrange(256):02X}")
