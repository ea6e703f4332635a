"""The recognizers of `default`: hits with their exact text, near misses, and context that decides."""

import pytest

from appliance.errors import ConfigError, ScrubFailed
from appliance.policy import Pattern, Policy, Recognizer
from appliance.privacy.detector import Detector
from appliance.privacy.patterns import PolicyRecognizer, Surroundings
from appliance.privacy.tables import Layout


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        # RFC 5321; internal domains are domains
        ("Write to jane.roe@acme.internal today", "EMAIL_ADDRESS", "jane.roe@acme.internal"),
        ("x@host.corp", "EMAIL_ADDRESS", "x@host.corp"),
        ("<a@b.local>", "EMAIL_ADDRESS", "a@b.local"),
        ("jürgen@müller.example, then", "EMAIL_ADDRESS", "jürgen@müller.example"),
        ("root@localhost did it", "EMAIL_ADDRESS", "root@localhost"),
        ("mail jane (at) corp (dot) com", "EMAIL_ADDRESS", "jane (at) corp (dot) com"),
        ("jane at corp dot com", "EMAIL_ADDRESS", "jane at corp dot com"),
        # ISO 7812, ISO 13616
        ("card 4111 1111 1111 1111.", "CREDIT_CARD", "4111 1111 1111 1111"),
        ("3782-822463-10005", "CREDIT_CARD", "3782-822463-10005"),
        ("GB82 WEST 1234 5698 7654 32", "IBAN_CODE", "GB82 WEST 1234 5698 7654 32"),
        ("IBAN: NL91ABNA0417164300,", "IBAN_CODE", "NL91ABNA0417164300"),
        # national numbers, from their authorities' examples
        ("SSN 856-45-6789", "US_SSN", "856-45-6789"),
        ("social security 856456789", "US_SSN", "856456789"),
        ("NHS no. 943 476 5919.", "UK_NHS", "943 476 5919"),
        ("NHS number 9434765919", "UK_NHS", "9434765919"),
        ("National Insurance QQ 12 34 56 C", "UK_NINO", "QQ 12 34 56 C"),
        ("Steuer-ID 86 095 742 719", "DE_TAX_ID", "86 095 742 719"),
        ("NIR 2 55 08 14 168 025 38", "FR_NIR", "2 55 08 14 168 025 38"),
        ("DNI 12345678Z", "ES_NIF", "12345678Z"),
        ("RSSMRA85T10A562S", "IT_FISCAL_CODE", "RSSMRA85T10A562S"),
        ("BSN 111222333", "NL_BSN", "111222333"),
        ("PESEL 44051401359", "PL_PESEL", "44051401359"),
        ("personnummer 811218-9876", "SE_PERSONNUMMER", "811218-9876"),
        ("AHV 756.9217.0769.85", "CH_AHV", "756.9217.0769.85"),
        ("Aadhaar 2341 2341 2346", "NATIONAL_ID", "2341 2341 2346"),  # UIDAI, Verhoeff
        ("write to jane.roe[at]corp.com", "EMAIL_ADDRESS", "jane.roe[at]corp.com"),
        ("martina_bauer(at)posteo.de", "EMAIL_ADDRESS", "martina_bauer(at)posteo.de"),
        ("jane.roe at clinic.example today", "EMAIL_ADDRESS", "jane.roe at clinic.example"),
        ("jane @ corp.com", "EMAIL_ADDRESS", "jane @ corp.com"),
        ('"jane roe"@corp.com', "EMAIL_ADDRESS", '"jane roe"@corp.com'),
        # ISO 7812: test numbers that the issuers publish
        ("5555555555554444", "CREDIT_CARD", "5555555555554444"),
        ("2223 0031 2200 3222", "CREDIT_CARD", "2223 0031 2200 3222"),
        ("6011-1111-1111-1117", "CREDIT_CARD", "6011-1111-1111-1117"),
        ("3530111333300000", "CREDIT_CARD", "3530111333300000"),
        ("30569309025904", "CREDIT_CARD", "30569309025904"),
        ("6759649826438453", "CREDIT_CARD", "6759649826438453"),
        ("Kreditkarte 4111 1111 1111 1112", "CREDIT_CARD", "4111 1111 1111 1112"),  # called one, misread
        # ISO 13616 registry examples
        ("FR14 2004 1010 0505 0001 3M02 606", "IBAN_CODE", "FR14 2004 1010 0505 0001 3M02 606"),
        ("MT84MALT011000012345MTLCAST001S", "IBAN_CODE", "MT84MALT011000012345MTLCAST001S"),
        ("no9386011117947", "IBAN_CODE", "no9386011117947"),
        ("Sort code 20-00-00, account 55779911", "BANK_ACCOUNT", "20-00-00, account 55779911"),
        ("Konto-Nr. 0532013000", "BANK_ACCOUNT", "0532013000"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "CRYPTO", "0x52908400098527886E0F7030069857D2E4169EE7"),  # EIP-55
        # numbers that their words tell
        ("Policy no HX/20-44781-B.", "CUSTOMER_ID", "HX/20-44781-B"),
        ("Nº de cliente 445-0091", "CUSTOMER_ID", "445-0091"),
        ("Kundennummer: 88-104477", "CUSTOMER_ID", "88-104477"),
        ("codice cliente IT-00991", "CUSTOMER_ID", "IT-00991"),
        ("klantnummer 99812", "CUSTOMER_ID", "99812"),
        ("N° client : 0045781", "CUSTOMER_ID", "0045781"),
        ("Membership no. 4471882", "CUSTOMER_ID", "4471882"),
        ("of CUST-00417 again", "CUSTOMER_ID", "CUST-00417"),
        ("Patient ref. 44-1093-02", "MEDICAL_RECORD", "44-1093-02"),
        ("Patientennummer 3168771", "MEDICAL_RECORD", "3168771"),
        ("see PAT-0041772", "MEDICAL_RECORD", "PAT-0041772"),
        ("Emp. No.: 204418", "EMPLOYEE_ID", "204418"),
        ("Personalnummer 0045", "EMPLOYEE_ID", "0045"),
        ("matricule 204418", "EMPLOYEE_ID", "204418"),
        ("her badge is 00784512", "EMPLOYEE_ID", "00784512"),
        ("for EMP00417", "EMPLOYEE_ID", "EMP00417"),
        ("his Reisepass Nr. C01X00T47", "PASSPORT", "C01X00T47"),  # Bundesdruckerei, specimen
        ("passeport n° 12AB34567", "PASSPORT", "12AB34567"),
        (
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "PASSPORT",
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        ),  # ICAO 9303-4
        ("L898902C36UTO7408122F1204159ZE184226B<<<<<10", "PASSPORT", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
        ("his Führerschein Nr. B072RRE2I55", "DRIVER_LICENSE", "B072RRE2I55"),
        ("rijbewijsnummer 5123456789", "DRIVER_LICENSE", "5123456789"),
        ("Driver's license F255-9215-0094", "DRIVER_LICENSE", "F255-9215-0094"),
        ("le véhicule AB-123-CD", "LICENSE_PLATE", "AB-123-CD"),
        ("matrícula 4821 BCD", "LICENSE_PLATE", "4821 BCD"),
        ("targa EX 123 YZ", "LICENSE_PLATE", "EX 123 YZ"),
        ("kenteken 12-ABC-3", "LICENSE_PLATE", "12-ABC-3"),
        ("license plate 7ABC123", "LICENSE_PLATE", "7ABC123"),
        ("Hospital number AB-316877 was", "MEDICAL_RECORD", "AB-316877"),
        ("payroll number E-46346", "EMPLOYEE_ID", "E-46346"),
        ("Kundennummer 4711337", "CUSTOMER_ID", "4711337"),
        ("Passport no. 535291061", "PASSPORT", "535291061"),
        ("driving licence MORGA657054SM9IJ", "DRIVER_LICENSE", "MORGA657054SM9IJ"),
        ("the van AB12 CDE", "LICENSE_PLATE", "AB12 CDE"),
        ("Kennzeichen M-AB 1234", "LICENSE_PLATE", "M-AB 1234"),
        ("white van reg ab12 cde", "LICENSE_PLATE", "ab12 cde"),
        ("previous vehicle K4 XBT", "LICENSE_PLATE", "K4 XBT"),  # DVLA INF104, 1983 to 2001
        ("nhs number\n9434765919\n", "UK_NHS", "9434765919"),  # a label without a colon in a line of its own
        # machines
        ("from 10.1.2.3 and", "IP_ADDRESS", "10.1.2.3"),
        ("at 2001:db8::1 now", "IP_ADDRESS", "2001:db8::1"),
        ("MAC 00:1A:2b:3c:4D:5e", "MAC_ADDRESS", "00:1A:2b:3c:4D:5e"),
        ("username: jroe42", "USERNAME", "jroe42"),
        ("ssh jroe@10.1.2.3", "USERNAME", "jroe"),
        ("drwxr-x--- 2 jroe clerks 4096 Feb 7 10:01 letters", "USERNAME", "jroe"),
        ("fe80::1ff:fe23:4567:890a%eth0", "IP_ADDRESS", "fe80::1ff:fe23:4567:890a%eth0"),  # RFC 4007
        ("on 192.168.0.0/24", "IP_ADDRESS", "192.168.0.0/24"),
        ("MAC 001a2b3c4d5e", "MAC_ADDRESS", "001a2b3c4d5e"),
        ("00-1A-2B-3C-4D-5E", "MAC_ADDRESS", "00-1A-2B-3C-4D-5E"),
        # accounts
        ("the account mbauer2 today", "USERNAME", "mbauer2"),
        ("Login: jlindqvist", "USERNAME", "jlindqvist"),
        ("logged in as jroe on Monday", "USERNAME", "jroe"),
        ("Sie ist dort angemeldet als jroe42", "USERNAME", "jroe42"),
        ("user=cwei action=export", "USERNAME", "cwei"),
        ("registered to CORP\\mbauer.", "USERNAME", "mbauer"),  # NetBIOS
        ("in /home/jroe/letters", "USERNAME", "jroe"),
        ("C:\\Users\\jane.roe\\Desktop", "USERNAME", "jane.roe"),
        ("Accepted password for jroe from 10.1.2.3 port 22", "USERNAME", "jroe"),
        ("uid=jroe,ou=people,dc=acme", "USERNAME", "jroe"),  # RFC 4514
        ("ssh jroe@db01 now", "USERNAME", "jroe@db01"),
        ("ask @jane_roe about it", "USERNAME", "@jane_roe"),
        ("postgresql://svc_report:Tr0ub4dor@db:5432/hr", "USERNAME", "svc_report"),
        # secrets
        ("postgresql://svc_report:Tr0ub4dor@db:5432/hr", "SECRET", "Tr0ub4dor"),
        (
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "SECRET",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ),
        ("DB_PASSWORD=Sommar2024!x", "SECRET", "Sommar2024!x"),
        ("Kennwort: Sommer2024", "SECRET", "Sommer2024"),
        ("xoxb-123456789012-abcdefghij", "SECRET", "xoxb-123456789012-abcdefghij"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "SECRET", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
        ("Authorization: Bearer abcdef0123456789abcdef", "SECRET", "abcdef0123456789abcdef"),
        ("the door code is 4471", "SECRET", "4471"),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
            "SECRET",
            "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
        ),
        ("password: hunter2!x", "SECRET", "hunter2!x"),
        ("The password was in a drawer; the old one, Plover-3kd8tz, is void", "SECRET", "Plover-3kd8tz"),
        ("key AKIAIOSFODNN7EXAMPLE", "SECRET", "AKIAIOSFODNN7EXAMPLE"),  # AWS's own example
        ("see https://portal.example.com/users/jane.roe/files", "URL", "https://portal.example.com/users/jane.roe/files"),
    ],
)
def test_a_recognizer_finds_its_value_to_the_sign(found, text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "NHS no. 943 476 5918.",  # check digit wrong
        "4111 1111 1111 1112 pieces",  # Luhn wrong, and nobody calls it a card
        "version 1.2.3 of the server",
        "section 12.4.5.6.7",  # five parts are no address of the net
        "it cost £1,250,000 in 2024-25",
        "at 10:31:22 on the clock",
        "ISO 13616 and RFC 5321",
        "Keep your password secret, and change it often.",
        "https://www.example.org/guidance/hand-hygiene",
        "ratio 3-2-1",
        "Invoice 4471234 of the supplier",
        "the trust employs 12000 staff",
        "in 2024 staff were asked",
        "the hospital has 1200000 visits a year",
        "look at example.com first",
        "user manual.pdf and user guide",
        "Version 10.0.19045.3803 of the client",
        "C:\\Windows\\System32 on the server",
        "\\n and \\t are escapes",
        "@media and @font-face",
        "the pin is in the drawer",
        "a bearer of good news",
        "USER=root ; COMMAND=/bin/ls",
        "batch ABC-12-345 of the maker",
        "swift replies and quick ones",
    ],
)
def test_what_only_looks_like_one_stays(found, text: str) -> None:
    assert found(text) == []


def test_a_column_header_is_context(found) -> None:
    table = "Name | MRN | Born\nRoe, Jane | 3168771 | 1961-05-04\nDoe, Max | 3168772 | 1962-06-05"
    assert {("MEDICAL_RECORD", "3168771"), ("DATE_OF_BIRTH", "1962-06-05"), ("PERSON", "Doe, Max")} <= set(found(table))


def test_a_number_of_a_form_seen_in_context_is_found_without(found) -> None:
    text = "Patient number KX-316877 was admitted.\n\nPlease call again about KX-400123 on Monday."
    assert ("MEDICAL_RECORD", "KX-400123") in found(text)


def test_lists_of_a_policy_win(detector: Detector, default: Policy) -> None:
    policy = default.model_copy(update={"allow": ("help@acme.internal",), "deny": {"PERSON": ("blue team lead",)}})
    text = "Ask help@acme.internal or the Blue Team Lead."
    findings = [f for f in detector.detect(text, policy) if f.action != "keep"]
    assert [(f.entity, text[f.start : f.end]) for f in findings] == [("PERSON", "Blue Team Lead")]


def test_an_unknown_checksum_is_named() -> None:
    with pytest.raises(ConfigError, match="no checksum mod13; recognizer locker"):
        PolicyRecognizer(Recognizer(name="locker", entity="EMPLOYEE_ID", checksum="mod13"))


def test_a_pattern_that_takes_too_long_closes_the_door() -> None:
    slow = Recognizer(name="slow", entity="SECRET", patterns=(Pattern(regex=r"(?=(\w*)\w*\1c)\w", score=1.0),))
    text = "a" * 3000
    with pytest.raises(ScrubFailed, match="took too long; recognizer slow"):
        list(PolicyRecognizer(slow, timeout_s=0.01).find(Surroundings(text, Layout(text))))
