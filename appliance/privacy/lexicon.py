"""Words that tell names from other capitalised words: titles, particles, greetings, labels, organisations, places.

Closed classes of common language, written from general knowledge; the open class is the English dictionary
(`words.txt.gz`: Debian's wamerican and wbritish, SCOWL, licence beside it), told apart by `Words`.
"""

from __future__ import annotations

import gzip
import re
from functools import cached_property
from importlib import resources

TITLES = frozenset(
    "mr mrs ms miss mx mister dr prof professor sir dame lord lady rev reverend fr father sister brother nurse judge "
    "justice insp supt captain capt major colonel col lieutenant lt sergeant sgt constable inspector councillor cllr rabbi imam "
    "sheikh senator governor president herr frau hr fräulein monsieur m madame mme mademoiselle mlle maître señor senor "
    "señora senora señorita sr sra srta don doña signor signora signore sig signorina dott dottor dottoressa ing avv "
    "mevrouw mevr meneer mijnheer dhr heer mw fru fröken herra rouva pan pani panie doutor senhor senhora bay bayan".split()
)
PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le el al bin ibn ben af av zu zur zum ter ten te y e i of 't "
    "ap ab ferch ní nic mac ould bat".split()
)
GREETINGS = frozenset(
    "dear hi hello hallo hey liebe lieber beste geachte chère cher bonjour bonsoir estimado estimada hola querida querido "
    "gentile egregio caro cara buongiorno hej kære kære kära bästa hei moi".split()
)
LABELS = (
    r"name|full name|surname|last name|first name|given names?|forename|middle name|family name|maiden name|patients?|"
    r"patientin|client|customer|employee|member|staff member|student|pupil|applicant|candidate|claimant|witness|"
    r"tenant|guest|contact|contact person|next of kin|spouse|partner|husband|wife|mother|father|son|daughter|child|"
    r"parent|guardian|carer|from|to|cc|bcc|sender|recipient|author|authors|written by|prepared by|reviewed by|"
    r"approved by|signed|signed by|signature|attn|attention|owner|manager|line manager|supervisor|director|chair|"
    r"chairman|chairwoman|secretary|treasurer|minutes|minutes by|present|in attendance|apologies|absent|attendees|"
    r"participants|consultant|doctor|physician|surgeon|gp|nurse|midwife|pharmacist|therapist|referrer|referred by|"
    r"seen by|requested by|raised by|reported by|issued to|issued by|assigned to|assignee|account holder|cardholder|"
    r"holder|beneficiary|payee|bill to|ship to|sold to|deliver to|lead|sponsor|presenter|speaker|interviewer|"
    r"interviewee|reviewer|approver|copies|copy|re|concerning|betreft|betreff|patiente?|nom|prénom|name des patienten|"
    r"naam|voornaam|achternaam|vorname|nachname|nombre|apellidos?|cognome|nome|paziente|paciente|medewerker|"
    r"mitarbeiter(?:in)?|family name|forenames?|forename\(s\)|caller|visitor|passenger|driver|respondent|defendant|plaintiff|"
    r"appellant|attending|key ?holders?|drivers|reporter|"
    r"assigned|action|actions|handler|host|emergency contact|pcp|nachname|familienname|prénoms|name on card"
)
CLOSINGS = (
    r"(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many) (?:regards|wishes|thanks)|regards|sincerely|"
    r"yours(?: (?:sincerely|faithfully|truly|ever))?|best|cheers|thanks(?: again)?|thank you|love|respectfully|"
    r"cordially|all the best|mit (?:freundlichen|besten|herzlichen) grüßen|viele grüße|(?:bien )?cordialement|"
    r"salutations|met vriendelijke groet(?:en)?|hoogachtend|groeten|(?:un )?(?:cordial )?saludos?|atentamente|"
    r"cordiali saluti|distinti saluti|br|rgds|kr|mfg|lg|ta|"
    r"(?:med )?(?:vänlig hälsning|venlig hilsen|vennlig hilsen)(?:ar)?|signed"
)
#: a capitalised sequence with one of these is an organisation, a place in the building or a document, not a person
ORGANISATIONS = frozenset(
    "hospital hospitals infirmary clinic clinics ward wards trust group board committee council department directorate unit "
    "centre center office offices service services school college university institute institution academy foundation "
    "association society union club church cathedral company corporation corp inc ltd llc llp plc gmbh ag sa sas sarl bv nv "
    "spa srl oy ab as aps kg co bank insurance partners holdings industries systems solutions technologies consulting "
    "laboratories laboratory labs lab media press news times magazine journal post agency authority ministry commission "
    "court parliament police army navy museum library theatre theater hotel restaurant airport station stadium park garden "
    "gardens street road avenue lane drive square bridge river lake mount mountain island islands bay sea ocean county "
    "district province region state city town village borough republic kingdom orchestra band league cup team fund "
    "programme program project policy act code standard report protocol form plan system network portal desk room block "
    "wing house building tower hall court klinik krankenhaus universität ziekenhuis hôpital afdeling abteilung server "
    "printer router windows conference summit festival award prize day week month year federation party airlines airways "
    "motors foods stores records disease syndrome test scale score index method theorem law effect reading edition version "
    "chapter section appendix table figure".split()
)
#: of these, what stands on its own with a name: an office, a team, a policy is inside a house, a hospital is a house
OUTSIDE = frozenset(
    "hospital hospitals infirmary clinic clinics trust council ministry school schools college university institute institution "
    "academy foundation association society union club church cathedral company corporation bank insurance partners holdings "
    "industries systems solutions technologies consulting laboratories labs media press news times magazine journal post agency "
    "authority commission court parliament police army navy museum library theatre theater hotel restaurant airlines airways "
    "motors foods stores records orchestra league federation party brigade bakery brewery farm nursery surgery practice pharmacy "
    "cross house group inn arms shop market cafe café bar".split()
)
#: words that stand before or after a name without being part of it
ROLES = frozenset(
    "patient patients doctor nurse porter clerk manager director chair chairman chairwoman chief executive officer "
    "secretary treasurer consultant surgeon physician registrar matron midwife pharmacist therapist engineer analyst "
    "accountant assistant administrator supervisor coordinator head deputy senior junior lead member trustee governor "
    "student apprentice trainee volunteer guardian partner colleague friend employee staff client customer tenant witness "
    "author editor reviewer applicant candidate the a an and or but if when while after before for from to with by at in on "
    "of as is was he she it they we you i this that these those his her concerning regarding about following including "
    "yesterday today tomorrow although however meanwhile contact ask "
    "tell call ring see meet meeting between because since until whether perhaps maybe then there here where what who how why "
    "their our your my yes no not please thank thanks "
    "hello hi dear regards name address phone telephone email mail date born subject".split()
)
#: words of plants, stones, virtues and the like that are given to children too, though no dictionary has them with a capital
GIVEN_WORDS = frozenset(
    "amber ash aspen autumn basil blossom bliss briar brook cedar chance chase cherry clementine clover colt constance "
    "coral crystal daisy dawn destiny ebony faith fern flint forest ginger grace hazel heath heather holly honor honour "
    "hope hunter iris isle ivory ivy jade jasmine jasper jay jewel joy juniper justice lark laurel lavender lily linden "
    "lotus marigold melody mercy misty myrtle oak olive onyx opal pansy patience pearl peony pepper petal pip poppy "
    "primrose prudence rain raven reed river robin rose rosemary rowan ruby rue rusty sage sapphire scarlet scout serenity "
    "sky skye sorrel star sterling storm summer sunny tansy temperance topaz tulip unity verity violet willow winter wren "
    "zephyr".split()
)
#: words that open sentences or stand in headings in German, Dutch, French, Spanish, Italian and the Nordic languages
FOREIGN = frozenset(
    "der die das des dem den ein eine einer eines und oder aber wenn wir sie ihr ihre unser unsere ich es ist sind war wird "
    "wurde nach vor bei mit von auf für aus über unter sehr geehrte geehrter geehrten kollegin kollege kolleginnen kollegen "
    "patientin betreff telefon straße datum geboren wohnhaft het een en of maar als wij zij ik is zijn was werd wordt na "
    "voor bij met van op aan uit over onder geachte collega betreft telefoon datum bovengenoemde le la les un une des du et "
    "ou mais si nous vous ils elle il est sont était après avant chez avec sur dans pour par sous traitement patiente objet "
    "téléphone demeurant né née el los las una y o pero si nosotros ustedes es son era después antes con en para por asunto "
    "teléfono fecha lo gli uno e ma se noi voi sono dopo prima presso per oggetto telefono data och eller men om vi ni är "
    "var efter före hos med på till från og eller på efter til fra ja nej oui non sí nein nee bonjour merci danke bedankt "
    "gracias grazie tack tak monsieur service abteilung klinik praxis dienst votre vos "
    "notre nos mon mes leur ihren ihrem ihres mein meine unserem unseren termin grüßen gruß "
    "grüße freundlichen cordiali cordialement saluti saludos atentamente uw uwe vriendelijke groet groeten "
    "hilsen hälsningar e-mail email telefax fax mobil handy".split()
)
#: products, languages of programming, standards, illnesses and medicines that stand with a capital and are nobody
THINGS = frozenset(
    "android bluetooth chrome docker dropbox ethernet excel firefox git github internet intranet ios java javascript kubernetes "
    "linux macos mysql outlook pdf perl php postgres postgresql powerpoint powershell python ruby safari sharepoint skype sql "
    "sqlite swift teams typescript ubuntu unix usb web webex wi-fi wifi windows word wordpress xml yaml zoom html json csv "
    "aids alzheimer asthma cholera covid covid-19 diabetes ebola flu hepatitis hiv influenza leukaemia leukemia lyme malaria "
    "measles mellitus mpox mrsa norovirus parkinson polio rubella sars sepsis tetanus tuberculosis amoxicillin aspirin "
    "atorvastatin bisoprolol clopidogrel codeine diazepam fentanyl furosemide gabapentin heparin ibuprofen insulin levothyroxine "
    "lisinopril metformin methotrexate morphine naproxen omeprazole oxycodone paracetamol penicillin prednisolone ramipril "
    "salbutamol sertraline simvastatin tramadol warfarin acetaminophen oxygen fahrenheit celsius kelvin".split()
)
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december christmas easter jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat "
    "sun ramadan".split()
)
#: countries, their people, and towns that everybody knows: spaCy calls many of them persons
PLACES = frozenset(
    "afghanistan albania algeria america american angola argentina armenia asia australia australian austria austrian "
    "azerbaijan bahamas bahrain bangladesh barbados belarus belgium belgian bolivia bosnia botswana brazil brazilian "
    "britain british bulgaria cambodia cameroon canada canadian chile china chinese colombia congo croatia cuba cyprus "
    "czechia czech denmark danish dutch ecuador egypt england english eritrea estonia ethiopia europe european fiji finland "
    "finnish france french gabon gambia georgia german germany ghana greece greek greenland guatemala guinea guyana haiti "
    "holland honduras hungary hungarian iceland india indian indonesia iran iraq ireland irish israel italy italian jamaica "
    "japan japanese jordan kazakhstan kenya korea korean kosovo kuwait laos latvia lebanon lesotho liberia libya lithuania "
    "luxembourg madagascar malawi malaysia maldives mali malta mauritius mexico mexican moldova monaco mongolia montenegro "
    "morocco mozambique myanmar namibia nepal netherlands nicaragua nigeria norway norwegian oman pakistan palestine panama "
    "paraguay peru philippines poland polish portugal portuguese qatar romania russia russian rwanda samoa scotland "
    "scottish senegal serbia singapore slovakia slovenia somalia spain spanish sudan suriname sweden swedish switzerland "
    "swiss syria taiwan tanzania thailand togo tonga tunisia turkey turkish uganda ukraine uruguay uzbekistan venezuela "
    "vietnam wales welsh yemen zambia zimbabwe africa african alabama alaska arizona arkansas california colorado "
    "connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts "
    "michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah "
    "vermont wisconsin wyoming london paris berlin rome madrid amsterdam rotterdam utrecht brussels vienna zurich geneva "
    "munich hamburg frankfurt cologne milan naples turin venice florence barcelona valencia lisbon porto dublin edinburgh "
    "glasgow cardiff belfast manchester birmingham liverpool leeds sheffield bristol oxford cambridge york stockholm oslo "
    "copenhagen helsinki reykjavik warsaw krakow prague budapest bucharest sofia athens istanbul ankara moscow kyiv kiev "
    "tokyo kyoto osaka beijing shanghai hong kong seoul delhi mumbai karachi lahore dhaka bangkok jakarta manila sydney "
    "melbourne brisbane perth auckland wellington cairo lagos nairobi johannesburg toronto montreal vancouver ottawa boston "
    "chicago houston dallas denver detroit seattle atlanta miami philadelphia phoenix angeles francisco diego vegas lyon "
    "marseille nice bordeaux toulouse lille strasbourg kassel stuttgart dresden leipzig hannover antwerp ghent bruges rio "
    "janeiro paulo aires bogota lima santiago havana jerusalem tel aviv dubai abu dhabi baghdad tehran kabul christian "
    "christians muslim muslims jewish catholic catholics hindu buddhist protestant arab arabic latin celtic anglican".split()
)
STATES = (
    "A[LKZR]|C[AOT]|DE|DC|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|"
    "AP|AA|AE|PR|VI"
)

_PARTS = re.compile(r"[-'’./]")

#: what forms call their fields: beside a number spaCy takes them for names
FORM_WORDS = frozenset("SSN ITIN IBAN NHS NINO DOB ID PIN BSN BIC SWIFT VAT MRN URL IP NI".split())


class Words:
    """The English dictionary: is this a common word, a known proper noun, or neither?"""

    @cached_property
    def _known(self) -> frozenset[str]:
        content = resources.files("appliance.privacy").joinpath("words.txt.gz").read_bytes()
        return frozenset(gzip.decompress(content).decode().split("\n"))

    def common(self, word: str) -> bool:
        """Does the dictionary have it in lower case? Inflections with an apostrophe count as their stem."""
        lower = word.lower().replace("’", "'").removesuffix("'s").rstrip("'.")
        return lower in self._known or len(lower) < 2

    def proper(self, word: str) -> bool:
        """Does the dictionary have it with a capital: a first name, a surname, a place, a month?"""
        return word[:1].upper() + word[1:].lower() in self._known and not word.isdigit()

    def unknown(self, word: str) -> bool:
        """No dictionary has it; of a hyphenated word, one part that none has is enough."""
        parts = [part for part in _PARTS.split(word) if len(part) > 1]
        return any(not self.common(part) and not self.proper(part) for part in parts)


WORDS = Words()  # immutable, read at first use
