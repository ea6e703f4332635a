"""The cast: forty-odd people of many origins, drawn from a seed, each with the numbers of a life."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from making import numbers

SEED = "saltmarrow-1926"

#: origin → (women's given names, men's given names, family names of women, family names of men)
NAMES: dict[str, tuple[str, str, str, str]] = {
    "arabic": ("Rasha Nawal Ibtisam", "Tariq Khalil", "Al-Khatib Haddadin El-Sayegh", "Al-Khatib Haddadin El-Sayegh"),
    "american": ("Loretta Earlene", "Dwayne Clifton Rutherford", "Hathaway Vandergriff", "Treadwell Vandergriff"),
    "chinese": ("Xiuying Meihua", "Jianguo Zhiwei", "Ouyang Zhuang", "Ouyang Kwok"),
    "english": ("Beatrix Winifred Hester", "Humphrey Percival Alistair", "Thistlewood Ravenscroft", "Pemberton Oglethorpe"),
    "ethiopian": ("Selamawit Tigist", "Bekele Yohannes", "Woldegiorgis Tessema", "Woldegiorgis Tessema"),
    "finnish": ("Tuulikki Aino", "Väinö Pekka", "Hämäläinen Korhonen", "Hämäläinen Korhonen"),
    "french": ("Solenn Maëlle Capucine", "Gwenaël Thibault", "Kermarrec Desrousseaux", "Kermarrec Desrousseaux"),
    "georgian": ("Ketevan Tamar", "Giorgi Zurab", "Beridze Kvaratskhelia", "Beridze Kvaratskhelia"),
    "german": ("Heidrun Swantje", "Eckhart Wolfram Detlef", "Brüggemann Schönfelder", "Brüggemann Petersen-Lührs"),
    "greek": ("Kalliope Despina", "Stavros Iason", "Papadimitriou Economou", "Papadimitriou Economou"),
    "icelandic": ("Sigríður Hrafnhildur", "Þorsteinn Hallgrímur", "Gunnarsdóttir Einarsdóttir", "Gunnarsson Einarsson"),
    "irish": ("Gráinne Sorcha", "Cathal Diarmuid", "Geoghegan O'Hanrahan", "Mulcahy Geoghegan"),
    "japanese": ("Haruko Sachiko", "Kenichi Takeshi", "Matsunaga Kobayakawa", "Matsunaga Kobayakawa"),
    "maori": ("Ngaire Aroha", "Wiremu Tamati", "Tamahori Parata", "Tamahori Parata"),
    "polish": ("Bożena Kazimiera", "Zbigniew Wojciech", "Kowalczyk Pietrzak", "Wójcik Pietrzak"),
    "portuguese": ("Conceição Graça", "Joaquim Anselmo", "Figueiredo Magalhães", "Figueiredo Magalhães"),
    "spanish": ("Inmaculada Rocío", "Íñigo Leocadio", "Etxeberria Villanueva", "Etxeberria Villanueva"),
    "swedish": ("Gunilla Solveig", "Torbjörn Staffan", "Lindqvist Åkesson", "Lindqvist Åkesson"),
    "tamil": ("Meenakshi Kavitha", "Senthil Arul", "Rajagopalan Sivakumar", "Thirunavukkarasu Sivakumar"),
    "turkish": ("Gülşen Nurhan", "Orhan Tolga", "Yıldırım Karadağ", "Yıldırım Çelik"),
    "ukrainian": ("Oksana Lyudmyla", "Taras Mykola", "Shevchuk Bondarenko", "Shevchuk Bondarenko"),
    "vietnamese": ("Hạnh Quỳnh", "Đức Quang", "Nguyễn Phạm", "Nguyễn Phạm"),
    "welsh": ("Angharad Eluned Nerys", "Gethin Iorwerth", "Cadwaladr Pritchard", "Llewellyn Pritchard"),
    "yoruba": ("Folasade Morenike Titilayo", "Olumide Kayode", "Ogunbanjo Akinfenwa", "Ogunbanjo Akinfenwa"),
    "zulu": ("Thandeka Nomvula", "Sipho Mandla", "Mokoena Dlamini", "Mokoena Dlamini"),
}

#: role → (origin, f or m, country where the person lives)
ROLES: dict[str, tuple[str, str, str]] = {
    "director": ("irish", "f", "GB"),
    "operations": ("yoruba", "f", "GB"),
    "controller": ("icelandic", "f", "GB"),
    "safety": ("welsh", "m", "GB"),
    "chemist": ("tamil", "f", "GB"),
    "keeper": ("english", "f", "GB"),
    "relief": ("finnish", "m", "GB"),
    "finance": ("portuguese", "m", "GB"),
    "payroll": ("spanish", "f", "GB"),
    "people": ("zulu", "f", "GB"),
    "computers": ("georgian", "m", "GB"),
    "privacy": ("greek", "f", "GB"),
    "billing": ("turkish", "f", "GB"),
    "care": ("arabic", "f", "GB"),
    "fleet": ("ukrainian", "m", "GB"),
    "fitter": ("vietnamese", "m", "GB"),
    "welder": ("american", "m", "US"),
    "apprentice": ("ethiopian", "f", "GB"),
    "chair": ("english", "m", "GB"),
    "councillor": ("japanese", "f", "GB"),
    "opposition": ("spanish", "m", "GB"),
    "twin_mayor": ("german", "m", "DE"),
    "twin_treasurer": ("german", "f", "DE"),
    "breton": ("french", "f", "FR"),
    "divers": ("maori", "f", "AU"),
    "surveyor": ("american", "f", "US"),
    "optician": ("swedish", "m", "SE"),
    "complainant": ("welsh", "f", "GB"),
    "hardship": ("polish", "m", "GB"),
    "leaker": ("chinese", "m", "GB"),
    "landlord": ("irish", "m", "IE"),
    "mover": ("french", "m", "FR"),
    "dialysis": ("arabic", "m", "GB"),
    "infant": ("ukrainian", "f", "GB"),
    "blind": ("english", "f", "GB"),
    "hoist": ("yoruba", "m", "GB"),
    "stairs": ("portuguese", "f", "GB"),
    "starter_one": ("vietnamese", "f", "GB"),
    "starter_two": ("turkish", "m", "GB"),
    "starter_three": ("swedish", "f", "SE"),
    "starter_four": ("polish", "f", "GB"),
    "starter_five": ("tamil", "m", "GB"),
    "baker": ("georgian", "f", "GB"),
    "teacher": ("zulu", "m", "GB"),
}

STREETS = {
    "GB": ("Cormorant Row", "Tidewaiter Lane", "Old Ropewalk", "Kittiwake Crescent", "Sluice Gate Road", "Lantern Street"),
    "US": ("Periwinkle Avenue", "Quarry Ledge Road", "Spindrift Boulevard"),
    "IE": ("Currach Quay", "Lamplighter Terrace"),
    "AU": ("Bottlebrush Parade", "Banksia Street"),
}
ABROAD = {
    "DE": ("Deichgrafenweg {}", "Leuchtturmstraße {}", "Am Alten Siel {}"),
    "FR": ("{} rue des Goémoniers", "{} quai de la Criée"),
    "SE": ("Fyrvaktargatan {}", "Sjömansgatan {}"),
}
TOWNS = {
    "GB": "Saltmarrow QX4 7RB",
    "US": "Port Ellery, ME 04099",
    "IE": "Kilfarrow, Co. Clare",
    "AU": "Wattle Bay NSW 2999",
    "DE": "25999 Nordersiel",
    "FR": "29999 Plougazelle",
    "SE": "999 10 Fyrholm",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the cast."""

    role: str
    given: str = field(repr=False)
    family: str = field(repr=False)
    sex: str
    country: str
    born: date = field(repr=False)
    phone: str = field(repr=False)
    street: str = field(repr=False)  # number and street, without the town
    iban: str = field(repr=False)
    number: str = field(repr=False)  # of the employee or the customer

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given} {self.family}"

    @property
    def user_name(self) -> str:
        """First letter and family name, plain ASCII."""
        return (_plain(self.given)[0] + _plain(self.family)).lower()

    @property
    def mail(self) -> str:
        """Staff write from the internal domain, everybody else from a reserved one."""
        domain = "saltmarrow.internal" if self.number.startswith("SWL-") else f"post.{self.country.lower()}.example"
        return f"{_plain(self.given)}.{_plain(self.family)}@{domain}".lower()


def _plain(text: str) -> str:
    for letter, latin in (("Þ", "Th"), ("þ", "th"), ("ð", "d"), ("Đ", "D"), ("ı", "i"), ("ß", "ss")):
        text = text.replace(letter, latin)
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(letter for letter in folded if letter.isalpha() or letter == "-")


@cache
def person(role: str) -> Person:
    """Return the person in this role: the same one at every call and on every machine."""
    origin, sex, country = ROLES[role]
    random = Random(f"{SEED}:{role}")  # one stream a role: a new role changes nobody else
    women, men, mothers, fathers = (text.split() for text in NAMES[origin])
    staff = list(ROLES).index(role) < list(ROLES).index("twin_mayor") or role.startswith("starter")
    house = random.randrange(2, 180)
    return Person(
        role=role,
        given=random.choice(women if sex == "f" else men),
        family=random.choice(mothers if sex == "f" else fathers),
        sex=sex,
        country=country,
        born=date(1948, 1, 1) + timedelta(days=random.randrange(19_000)),
        phone=numbers.phone(country, random),
        street=_street(country, house, random),
        iban=numbers.iban(country, random),
        number=f"SWL-{random.randrange(10_000, 99_999)}" if staff else f"SW-{random.randrange(10_000_000, 99_999_999)}",
    )


def _street(country: str, house: int, random: Random) -> str:
    if country in ABROAD:
        return random.choice(ABROAD[country]).format(house)
    return f"{house * 13 if country == 'US' else house} {random.choice(STREETS[country])}"
