"""Street addresses in the order and words of their countries, with what belongs to them, in sentences, fields, blocks and tables.

`⟦` and `⟧` stand around what is to be found; the source of each group is the guide of the country's post.
"""

import pytest

from appliance.privacy.addresses import addresses
from appliance.privacy.patterns import Surroundings
from appliance.privacy.tables import Layout

UNITED_STATES = [  # USPS Publication 28: sections 21 to 29, appendices B and C
    "Mail it to ⟦1600 Pennsylvania Avenue NW, Washington, DC 20500⟧ and wait.",
    "She works at ⟦45 W 34th Street, Suite 200, New York, NY 10001⟧.",
    "⟦101 W MAIN ST S APT 12\nBOSTON MA 02108-1234⟧",
    "Ship to: ⟦Apt 4B, 1020 North Oak Street, Springfield, IL 62704⟧",
    "Our new office: ⟦Suite 300, 500 Fifth Avenue, New York, NY 10110⟧",
    "He moved from ⟦7 Elm Ct, Dayton, OH⟧ last year.",
    "The house at ⟦4500 County Road 12, Boulder, CO 80301⟧ burned down.",
    "⟦12890 US Highway 50 W, Gunnison, CO 81230⟧",
    "Send it to ⟦P.O. Box 149, Austin, TX 78701⟧ by Friday.",
    "⟦PO BOX 11890\nBIGTOWN NY 10001⟧",
    "⟦RR 2 Box 152, Bryan, TX 77808⟧",
    "⟦PSC 802 Box 74\nAPO AE 09499-0074⟧",
    "Write to ⟦Unit 2050 Box 4190, APO AP 96278⟧ please.",
    "⟦CMR 830 Box 123, APO AE 09227⟧",
    "⟦Unit 8400 Box 0001\nDPO AE 09498-0048⟧",
    "⟦USS Seadevil\nFPO AP 96601-4101⟧",
    "Meet at ⟦the corner of Oak Street and 5th Avenue⟧ at noon.",
    "an accident at ⟦the intersection of Main Street and Highway 61⟧",
    "He lives at ⟦221 E 9th St #3, New York NY 10003⟧.",
    "The clinic is located at ⟦3000 Sand Hill Rd, Bldg 4, Menlo Park, CA 94025⟧.",
    "⟦99 Peachtree Street Northeast, Floor 12, Atlanta, Georgia 30303⟧",
    "I live at ⟦18 Martin Luther King Jr. Blvd, Newark, NJ 07104⟧.",
    "Return to ⟦1 Infinite Loop, Cupertino, CA 95014, USA⟧.",
]
BRITAIN_AND_IRELAND = [  # Royal Mail, PAF digest; An Post, Eircode
    "She lives at ⟦60 Tanner Row, York YO1 6JT⟧.",
    "⟦221B Baker Street\nLondon NW1 6XE⟧\nDear Sirs",
    "⟦Flat 2, 14 Weaver Street, Leeds LS1 4DY⟧",
    "⟦14 Weaver Street, Flat 2, Leeds, LS1 4DY⟧",
    "Please reply to ⟦Rose Cottage, Church Lane, Little Snoring, Norfolk NR21 0AA⟧.",
    "Jane Roe\n⟦The Old Rectory\nChurch Lane\nMuch Wenlock\nShropshire\nTF13 6BN⟧\n\nDear Jane",
    "⟦Unit 5, Riverside Business Park, Mill Road, Exeter, Devon EX2 8AB, United Kingdom⟧",
    "letters to ⟦Mill House, 3 High Street, Bakewell, Derbyshire, DE45 1AA⟧",
    "⟦Flat 3B\nKingfisher Court\n45 Station Road\nReading\nRG1 1AA⟧",
    "I moved to ⟦7 Ashgrove, Didsbury, Manchester M20 3AA⟧ in May.",
    "care of ⟦12-14 Great Portland Street, London W1W 8QN⟧",
    "⟦27 Herbert Park, Ballsbridge, Dublin 4, D04 X2K5⟧",
    "⟦Rathmore House, Main Street, Rathmore, Co. Kerry, P51 XY12⟧",
    "⟦BFPO 20⟧ takes parcels.",
]
GERMAN_SPEAKING = [  # Deutsche Post, DIN 5008; Österreichische Post; Die Schweizerische Post
    "wohnhaft ⟦Am Alten Graben 28, 34117 Kassel⟧",
    "⟦Hauptstraße 5a\n10115 Berlin⟧",
    "Er wohnt in der ⟦Bonner Straße 12, 53113 Bonn⟧.",
    "⟦Unter den Linden 77, D-10117 Berlin⟧",
    "⟦Straße des 17. Juni 135, 10623 Berlin⟧",
    "Postanschrift: ⟦Postfach 10 20 30, 70182 Stuttgart⟧",
    "Familie Huber, ⟦Mariahilfer Straße 12/3/5, 1060 Wien⟧",
    "⟦Praterstraße 40, Stiege 2, Top 7, A-1020 Wien⟧",
    "wohnt ⟦Dorf 12, 6345 Kössen⟧",
    "⟦Bahnhofstrasse 45, 8001 Zürich⟧",
    "⟦Chemin des Vignes 4, CH-1009 Pully⟧",
    "Herr Kuhn, ⟦Hauptstr. 7, 68159 Mannheim⟧, rief an.",
    "Anschrift: ⟦Lange Reihe 93, 20099 Hamburg⟧",
    "⟦Kirchplatz 1\n4020 Linz\nÖsterreich⟧",
]
ROMANCE = [  # La Poste (NF Z10-011), bpost, Correos, Poste Italiane, CTT
    "demeurant ⟦29 avenue du Vieux-Port, 13002 Marseille⟧ -",
    "⟦12 bis rue de la Paix, 75002 Paris⟧",
    "⟦12, rue des Lilas\n69003 Lyon\nFrance⟧",
    "⟦Appt 12, 5 allée des Chênes, 31000 Toulouse⟧",
    "⟦Bâtiment B, 8 boulevard Saint-Michel, 75006 Paris Cedex 06⟧",
    "⟦25 Rue du Général de Gaulle, 67000 Strasbourg⟧",
    "habite au ⟦3 place d'Italie, 75013 Paris⟧",
    "⟦Rue de la Loi 16, 1000 Bruxelles⟧",
    "⟦Chaussée de Waterloo 1135 bte 4, 1180 Uccle, Belgique⟧",
    "vive en la ⟦Calle de Alcalá, 45, 28014 Madrid⟧",
    "⟦C/ Mayor, 12, 3º B, 41001 Sevilla⟧",
    "⟦Avda. de la Constitución nº 5, 18001 Granada, España⟧",
    "⟦Carrer de Mallorca 401, 08013 Barcelona⟧",
    "residente in ⟦Via Garibaldi 12, 20121 Milano⟧",
    "⟦Via Roma, 5 - 00184 Roma (RM)⟧",
    "⟦Piazza della Repubblica 3, int. 4, 50123 Firenze FI, Italia⟧",
    "⟦Corso Vittorio Emanuele II 24, 10123 Torino⟧",
    "⟦Rua de Santa Catarina, 112, 4000-442 Porto⟧",
    "⟦Av. da Liberdade 180, 1250-146 Lisboa, Portugal⟧",
    "⟦Largo do Carmo 7, 1200-092 Lisboa⟧",
]
LOW_COUNTRIES_AND_NORTH = [  # PostNL, bpost, PostNord, Posten Bring, Posti, Íslandspóstur
    "⟦Molenpad 30, 3512 XW Utrecht⟧",
    "Ze woont aan de ⟦Keizersgracht 123-2, 1015 CJ Amsterdam⟧.",
    "⟦Laan van Meerdervoort 5 bis, 2517 AA Den Haag, Nederland⟧",
    "⟦Kerkstraat 12 bus 3, 9000 Gent⟧",
    "⟦Nieuwe Baan 12, 9111 Belsele, België⟧",
    "⟦Storgatan 14, 111 23 Stockholm⟧",
    "⟦Sveavägen 44 lgh 1203, SE-111 34 Stockholm, Sverige⟧",
    "bosatt på ⟦Norra Vägen 8, 392 34 Kalmar⟧",
    "⟦Nørregade 10, 2. tv, 1165 København K⟧",
    "⟦Vesterbrogade 24, DK-1620 København V, Danmark⟧",
    "⟦Karl Johans gate 22, 0159 Oslo⟧",
    "⟦Elgveien 3, 7046 Trondheim, Norge⟧",
    "⟦Mannerheimintie 5 A 12, 00100 Helsinki⟧",
    "⟦Kauppakatu 7 as 4, 40100 Jyväskylä, Suomi⟧",
    "⟦Laugavegur 26, 101 Reykjavík, Ísland⟧",
]
CENTRE_AND_SOUTH = [  # Poczta Polska, Česká pošta, Pošta Slovenije, Magyar Posta, ELTA, Cyprus Post, Omniva
    "mieszka przy ⟦ul. Miła 53 m. 4, 00-950 Warszawa⟧",
    "⟦al. Jerozolimskie 44/12, 00-024 Warszawa, Polska⟧",
    "⟦os. Bohaterów Września 3/14, 31-620 Kraków⟧",
    "⟦Václavské náměstí 12, 110 00 Praha 1⟧",
    "⟦Masarykova 28, 602 00 Brno, Česká republika⟧",
    "⟦nám. Míru 820/9, 120 00 Praha 2⟧",
    "⟦Prešernov trg 3, 1000 Ljubljana⟧",
    "⟦Celovška cesta 150, SI-1000 Ljubljana, Slovenija⟧",
    "⟦Andrássy út 60, 1062 Budapest⟧",
    "⟦Kossuth Lajos utca 12. 3. em. 4., 1053 Budapest⟧",
    "⟦Λεωφόρος Συγγρού 119, 117 45 Αθήνα⟧",
    "κατοικεί στην ⟦Ερμού 15, 105 63 Αθήνα, Ελλάδα⟧",
    "⟦Λήδρας 24, 1011 Λευκωσία, Κύπρος⟧",
    "⟦24 Ledra Street, 1011 Nicosia, Cyprus⟧",
    "⟦Narva mnt 7, 10117 Tallinn, Eesti⟧",
    "⟦Ilica 5, 10000 Zagreb, Hrvatska⟧",
]
CUES = [  # a number beside a name alone, behind words of place
    "The bus station is on ⟦Peter Zuidhove 188⟧",
    "He lives on the north side of ⟦Joaquín Suárez 2906⟧.",
    "Please return it to ⟦Kvisthagen 14⟧ in case of loss.",
    "Our offices are located at ⟦Dašická 688, Pardubice 530 02⟧",
    "The restaurant is located at ⟦Brisas 6802⟧.",
    "Her address is ⟦Ombú 91⟧.",
    "pick up the parcel at ⟦Anne-Lotte and Skogsholm 99⟧",
    "i live at ⟦14 high street, leeds⟧ with my mum",
    "my address is ⟦flat 3, 22 acacia avenue, hove bn3 2aa⟧",
]
FIELDS = [  # labelled fields of forms, on the line and below it
    "Name: Jane Roe\nAddress: ⟦12 High Street, Leeds LS1 4DY⟧\nPhone: 0113 496 0000",
    "Address:\n⟦12 High Street\nLeeds\nLS1 4DY⟧\nPhone: 0113 496 0000",
    "Home address: ⟦Hillcrest, Mill Lane, Ashby⟧",
    "ADDRESS: ⟦7 OAK DRIVE, MILLBURY, OH 43447⟧",
    "Anschrift: ⟦Ringelnatzweg 4, 22299 Hamburg⟧ Telefon: 040 123",
    "Dirección: ⟦Reyes Católicos 17, 10001 Cáceres⟧",
    "Indirizzo: ⟦Contrada Fontana 8, 90100 Palermo⟧",
    "Adres: ⟦Jagerij 64, 5014 Tilburg⟧",
    "Διεύθυνση: ⟦Μεγάλη Άμμος 198, 8010 Πάφος⟧",
    "Adresa: ⟦Tylova 285, 363 01 Ostrov⟧",
    "| Address | ⟦48 Rowan Rise, Ely CB7 4AA⟧ |",
    "Address line 1: ⟦Flat 9⟧\nAddress line 2: ⟦17 Quay Street⟧",
]
BLOCKS = [  # letterheads, envelopes, signatures, quoted mail
    "> Jane Roe\n> Roe & Sons\n> ⟦69 Gordon Terrace\n> Suite 828\n> Leeds\n> United Kingdom⟧",
    "??? Hafþór Smárason\n??? Ísfélag hf.\n??? ⟦Hólmatún 45\n??? Suite 757\n??? Akureyri\n??? Iceland 60028⟧",
    "Regards,\nAnna Berg\nHead of Sales\nNordlys AS\n⟦Parkveien 12\n0350 Oslo\nNorway⟧",
    "Acme Ltd · ⟦12 High Street · Leeds · LS1 4DY⟧",
    "Müller GmbH | ⟦Industriestraße 8 | 70565 Stuttgart⟧ | Tel. 0711 123",
    "Mr Raj Patel\n⟦Apartment 12\n5 Harbour Walk\nBristol\nBS1 5TT\nEngland⟧",
    "⟦22 Storgarden Nord\n Apt. 7\n HARSTAD\n Norway 9405⟧",
    "To: Maria Rossi, ⟦Via delle Coste 41, 02020 Colle di Tora (RI), Italy⟧.",
    "⟦14 Weaver Street\nFlat 2\nLeeds LS1 4DY\nUK⟧\n\n3 March 2025",
]
TABLES = [  # the column says what the cell is
    "name,address,city\nJane Roe,⟦Rowan 14⟧,Ely\nJohn Doe,⟦3 Mill Lane⟧,Bath\nAnn Poe,⟦Kvist 9⟧,Oslo",
    "Name\tStraße\nAnna Huber\t⟦Dorf 12⟧\nKarl May\t⟦Am Bach 3⟧",
    "id;Address\n1;⟦12 High St, Leeds⟧\n2;⟦9 Low St, York⟧",
]
FOUND = [
    *UNITED_STATES, *BRITAIN_AND_IRELAND, *GERMAN_SPEAKING, *ROMANCE, *LOW_COUNTRIES_AND_NORTH, *CENTRE_AND_SOUTH, *CUES,
    *FIELDS, *BLOCKS, *TABLES,
]  # fmt: skip


def _marked(text: str) -> str:
    marked, at = "", 0
    for span in addresses(Surroundings(text, Layout(text))):
        marked += f"{text[at : span.start]}⟦{text[span.start : span.end]}⟧"
        at = span.end
    return marked + text[at:]


@pytest.mark.parametrize("marked", FOUND)
def test_an_address_is_found_whole(marked: str) -> None:
    assert _marked(marked.replace("⟦", "").replace("⟧", "")) == marked


@pytest.mark.parametrize(
    "text",
    [
        "In 2024 the Road Traffic Act changed.",
        "Platform 3 was closed for 10 working days.",
        "the square of 12 is 144",
        "Gate 5 opens at 9",
        "3 strong views were given",
        "he walked 5 miles down the street",
        "Room 12 is free on 5 May.",
        "Allow 10 Working Days for a reply.",
        "3 Main points were raised",
        "4 Staff Rules",
        "Section 4 Staff Rules and Section 5 Leave",
        "Ward 7 and Bay 3 of the Tower Building",
        "Version 2.14 of Windows 11, Office 365",
        "He met Anna 5 days ago and Peter 3 times.",
        "[2019] EWCA Civ 1234; R v Brown [1994] 1 AC 212",
        "Smith v Jones 2 QB 45 (CA)",
        "from 09:30 to 10:15 on Monday 12 May 2025",
        "It costs £12 a month, or 5 Euro a week.",
        "Chapter 5, 2019 Report",
        "Table 3, 1200 Patients",
        "5 Supreme Court judges sat on the case.",
        "Apollo 11 and Boeing 747 were sent to London.",
        "the corner of the room and the window",
        "2 High Court Judges",
        "Figure 2 Patient Pathway",
        "1 Introduction\n2 Key Points\n3 Next Steps",
        "Article 6 Right to a fair trial",
        "We sent it to 15 Councils and 3 Trusts.",
        "Take 2 Tablets 3 Times Daily",
        "ISO 27001, EN 301 549 and BS 8878",
        "In May 2019 Park officials met 3 times.",
        "The meeting is at 10 in Room 4.",
        "Faktor 8 und Reaktor 3 in Kapitel 12",
        "Savings plan 2026",
        "Admitted | 2 September 2025\nDischarged | 6 September 2025",
        "Okafor, Chidi | 1971-01-19 | SM-804932",
        "E-mail address: Jane5@example.org",
        "IP address: 10.1.2.3",
        "Address: see the staff handbook",
        "The Chief Executive addressed 200 Members of staff.",
        "Grade 5 Nurse, Band 6 Close supervision",
        "1 in 5 people live in Leeds",
        "Call 0113 496 0043 from 9 to 5",
        "Euro 2016 in France",
        "Sprint 14: move tickets to Done",
        "Group 4 Way forward",
        "a 5 Star Place to work",
        "Covid 19 Route map",
        "BP 120/80, HR 72, SpO2 98",
        "Dose 50 mg, repeat after 4 hours",
        "the Court of Appeal, 12 March 2019",
        "Lives saved: 12 Million",
        "Psalm 23 and John 3",
        "Heading 3 Street Works Licence",
    ],
)
def test_prose_is_no_address(text: str) -> None:
    assert _marked(text) == text


def test_the_tail_stops_before_the_next_sentence() -> None:
    text = "He lives at 14 Weaver Street. Tomorrow he moves."
    assert _marked(text) == "He lives at ⟦14 Weaver Street⟧. Tomorrow he moves."
