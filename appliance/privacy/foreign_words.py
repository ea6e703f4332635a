"""Words of German, French, Spanish, Italian and Dutch papers that stand with a capital and are nobody's name; and titles.

Closed classes from general knowledge: parts of forms and letters, roles, courtesies. Function words come from spaCy.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

#: titles as they stand before a name inside a sentence, where these languages write most of them small
TITLES = {
    "de": "herrn? frau familie eheleute fräulein dr prof professorin",
    "fr": "monsieur famille époux madame mademoiselle messieurs mme mlle m mr dr docteur docteure maître me professeur pr",
    "es": "señora? familia señorita don doña doctora? sra? srta dra? licenciad[oa] profesora?",
    "it": (
        "signora? famiglia coniugi signorina sig dottore dottoressa dottor dott dr avvocato avv ingegner ing "
        "professor professoressa prof"
    ),
    "nl": "mevrouw familie meneer mijnheer heer dhr mevr mw dokter dr drs prof ir",
    "pt": "senhora? dona dom doutora? sra? dra?", "pl": "pani? panu pana panią dr", "sv": "herr fru fröken doktor dr",
    "da": "hr fru frøken dr", "no": "herr hr fru frøken dr", "fi": "herra rouva neiti tri",
}  # fmt: skip

#: what stands before a name at the head of a letter, and before a signature
GREETINGS = (
    "[Hh]allo", "[Hh]i", "Moin", "Servus", "Grüezi", "Guten (?:Tag|Morgen|Abend)", "Liebe[rs]?", "Bonjour", "Bonsoir",
    "Salut", "Cher", "Chère", "Coucou", "[¡]?Hola", "Buen(?:os|as) (?:días|tardes|noches)", "Querid[oa]", "Ciao",
    "Buongiorno", "Buonasera", "Salve", "Car[oa]", "Carissim[oa]", "Hoi", "Dag", "Beste", "Lieve",
    "Goede(?:morgen|middag|navond)", "Olá", "Cześć", "Hej", "Hei", "Kære",
)  # fmt: skip
CLOSINGS = (
    "(?:mit )?(?:freundliche|herzliche|beste|viele|liebe|schöne)n? gr(?:ü|ue)(?:ß|ss)en?(?: aus .{2,20})?", "mfg", "lg",
    "hochachtungsvoll", "gruß", "(?:bien )?(?:à vous|à toi|cordialement)", "(?:très )?cordialement", "amicalement",
    "bises", "sincères salutations", "(?:un )?(?:cordial |fuerte )?(?:saludos?|abrazo)(?: cordial(?:es)?)?",
    "atentamente", "cordialmente", "(?:un )?(?:caro |cordiale )?saluto", "(?:tanti |cari |cordiali |distinti )?saluti",
    "un abbraccio", "a presto", "(?:met )?(?:vriendelijke |hartelijke )?groet(?:en|jes)?", "hoogachtend", "groetjes",
    "com os melhores cumprimentos", "pozdrawiam", "(?:med )?(?:vänliga?|venlige?) hälsning(?:ar)?",
)  # fmt: skip

#: roles that stand right before a whole name
ROLES = {
    "de": (
        "antragsteller(?:in)? anwalt anwältin arbeiter(?:in)? beklagten beklagter? betreuer(?:in)? bewerber(?:in)? bruder "
        "direktor(?:in)? ehefrau ehemann geschäftsführer(?:in)? kläger(?:in)? klägers kollege kollegen kollegin kunden? "
        "kundin lehrer(?:in)? leiter(?:in)? mieter(?:in)? mitarbeiter(?:in)? mitarbeiters mutter nachbarin nachbarn? "
        "notar(?:in)? patient(?:in)? patienten rechtsanwalt rechtsanwältin schwester schüler(?:in)? sohn techniker(?:in)? "
        "tochter vater versicherter? vorsitzenden vorsitzender? zeugen? zeugin"
    ),
    "fr": (
        "assurée? avocate? candidate? cliente? collègue demanderesse demandeur directeur directrice défenderesse "
        "défendeur employée? fille fils frère infirmier infirmière? locataire mari mère notaire patiente? présidente? "
        "père responsable salariée? secrétaire sœur technicienne? témoin voisine? élève épouse époux"
    ),
    "es": (
        "abogad[oa] alumn[oa] asegurad[oa] candidat[oa] cliente compañer[oa] demandad[oa] demandante director(?:a)? "
        "emplead[oa] enfermer[oa] esposa esposo herman[oa] hij[oa] inquilin[oa] madre marido notari[oa] paciente padre "
        "president[ea] responsable secretari[oa] testigo trabajador(?:a)? técnic[oa] vecin[oa]"
    ),
    "it": (
        "alunn[oa] assicurat[oa] attore attrice candidat[oa] cliente collega convenut[oa] dipendente direttore direttrice "
        "figli[oa] fratello infermier[ea] inquilin[oa] lavoratore lavoratrice madre marito moglie notaio padre paziente "
        "presidente responsabile segretari[oa] sorella tecnico testimone vicin[oa]"
    ),
    "nl": (
        "advocaat bestuurder broer buurman buurvrouw cliënte? collega directeur directrice dochter echtgenoot echtgenote "
        "eiser(?:es)? gedaagde getuige huurder kandidaat klant leerling medewerker medewerkster moeder monteur notaris "
        "patiënte? secretaresse vader verpleegkundige verzekerde voorzitter werkneemster werknemer zoon zus(?:ter)?"
    ),
}

#: heads of columns whose cells are names
COLUMNS = (
    "(?:vor- und |familien|nach|vor)?name", "vorname", "(?:nom|prénom)s?(?: (?:et|de famille|de naissance).*)?",
    "nombres?(?: y .*)?", "apellidos?(?: y .*)?", "nome(?: e .*)?", "cognome(?: e .*)?", "(?:voor|achter)?naam",
    "mitarbeiter(?:in)?", "patient(?:in|e|ë)?", "paciente", "paziente", "patiënt", "ansprechpartner(?:in)?", "kontakt",
    "contacto?", "contatto", "contactpersoon", "responsable", "referente", "empleado", "salarié", "dipendente",
    "medewerker", "nome completo", "imię i nazwisko", "namn", "navn", "nimi",
)  # fmt: skip

#: in these a capital inside a sentence marks every noun
CAPITAL_NOUNS = frozenset(("de", "lb"))

_PAPER = {
    "de": (
        "abrechnung absender abteilung adresse akte amt angaben angebot angehörige anhang anlage anlagen anmerkung anrede "
        "anruf anschrift antrag antragsteller anwalt anwesend anwesende arbeit arbeitgeber arbeitszeugnis arzt attest auftrag "
        "ausweis auto bank befund bericht bescheid beschluss beste besuch betrag betreff betrieb bezug bild brief büro chef "
        "chefin damen datum dezember diagnose dienst dienstag direktor donnerstag dorf ehefrau ehemann eltern empfänger ende "
        "entschuldigt erste fall familie fax februar firma formular fragen frau freitag freund freundin freundliche frist "
        "geburtsdatum geburtsort geehrte geehrter gehalt geld gericht gesellschaft gespräch gruß grüße grüßen guten hallo "
        "haus herr herren hilfe homeoffice ihr ihre ihren inhalt jahr januar juli juni kantine kasse kaution kennzeichen kind "
        "kinder klinik kollege kollegen kollegin kolleginnen kontakt konto kopie kosten krankenhaus kunde kunden kundin kur "
        "küche lager land leben leiter leiterin leute liebe lieber lieferung mai mail mandant mann miete mieter mieterin "
        "mietvertrag mitarbeiter mitarbeiterin mitglied mittwoch mobil monat montag morgen mutter märz nachbar nachname "
        "nachricht nacht name nummer nächste oktober ort papier partner patient patientin person personal pflege pfleger "
        "platz polizei post praxis preis problem protokoll rathaus raum rechnung rechte rückfragen sache samstag schaden "
        "schreiben schule sehr seite sekretariat sekretärin sitzung sohn sonntag stadt stand station stelle steuer straße "
        "stück tag tage team teil telefon termin thema tochter unfall unterlagen unterschrift urlaub vater verdacht verein "
        "verfahren verfügung versicherte vertrag vertreter verwaltung viele vollmacht vorgesetzte vorgesetzten vorgesetzter "
        "vorname vorstand wagen ware weg werk woche wohl wohnort wohnung wunsch zahl zahlung zeit zentrum zeuge zeugin "
        "zeugnis zimmer zustand zweck ärztin übergabe"
    ),
    "fr": (
        "absent absents accident acte adresse agence annexe assistant assistante assuré assurée avis avocat banque bien bilan "
        "bon bonjour bonsoir bureau caisse centre certificat cher chère client cliente clinique commande commune compte "
        "contact contrat copie cordialement courriel date demande destinataire devis directeur direction directrice docteur "
        "document dossier décision déclaration département employé employée entreprise excusé excusée excusés expéditeur "
        "facture fait fiche fin fonction formulaire frais gérant hôpital infirmier infirmière lettre locataire logement "
        "mairie matricule maître merci mesdames messieurs montant médecin naissance nom note numéro objet ordonnance ordre "
        "page paiement patient patiente pièce police poste procuration propriétaire prénom présent présente présents rapport "
        "rendez-vous rendu responsable rue référence réunion salarié salariée salutations secrétaire secrétariat service "
        "signature signé société suite sujet séance titre total travail tél téléphone ville voiture école"
    ),
    "es": (
        "acta adiós adjunto anexo asistentes asunto atentamente autorización autorizo avenida ayuntamiento banco buenas "
        "buenos calle carta centro certificado cita ciudad cliente clínica colegio compañía contacto contrato copia "
        "cordialmente correo cuenta código delegación departamento destinatario dirección director directora disculpa dni "
        "doctor doctora documento domicilio don doña empleada empleado empresa escuela estimada estimado estimados expediente "
        "factura fecha fianza firma firmado formulario gerente gracias hola hospital importe informe inquilino jefe "
        "ministerio motivo muchas muy médico nacimiento nombre nota número objeto oficina paciente parte personal planta "
        "plaza próxima página querida querido recibo referencia remitente reunión saludo saludos secretaria secretario "
        "secretaría seguro servicio señor señora señores sociedad solicitud teléfono total trabajo título usted ustedes "
        "vivienda"
    ),
    "it": (
        "agenzia alla allegato appuntamento assente assenti avviso azienda banca buonasera buongiorno cara caro cartella "
        "certificato ciao città cliente clinica codice comune contatto contratto copia cordiali cordialmente data delega "
        "delego denuncia destinatario diagnosi dichiarazione dipendente direttore direttrice direzione distinti documento "
        "domanda dottore dottoressa egregia egregio famiglia fattura firma firmato fiscale gentile gentili giorno grazie "
        "impiegata impiegato indirizzo infermiere informazioni lavoro lettera luogo matricola medico mittente modulo nascita "
        "nome nota numero oggetto ordine ospedale pagina paziente polizza presente presenti prossima protocollo provincia "
        "ragione referente relazione residente responsabile riferimento riunione saluti saluto scuola seduta segretaria "
        "segretario segreteria servizio sezione signor signora signori società spettabile studio telefono titolo totale "
        "ufficio verbale via"
    ),
    "nl": (
        "aan aanvraag aanvrager aanwezig achternaam adres afdeling afspraak afwezig afzender agenda akte arts augustus bedrag "
        "bedrijf bericht besluit beste betreft bijlage bijlagen brief bureau cliënt contact contactpersoon contract dames "
        "datum dinsdag directeur directie donderdag dossier factuur familie februari formulier geachte geboortedatum "
        "geboorteplaats geboren gegevens gemeente getuigschrift groet groeten groetjes hallo heer heren hoi hoogachtend "
        "huisarts huur huurder inhoud januari juli juni kantoor kenmerk kenteken klant kopie leerling lid locatie maandag "
        "maart machtiging medewerker medewerkster meester mei melding meneer met mevrouw mijnheer moeder naam nota notulen "
        "nummer oktober ondergetekende onderwerp opmerking organisatie patiënt patiënte personeel plaats postcode praktijk "
        "protocol rapport rekening school secretaresse secretariaat stichting straat team telefoon titel toelichting totaal "
        "vader vereniging vergadering verslag verzekering voornaam voorzitter vriendelijke vrijdag werkgever werknemer "
        "woensdag woning woonplaats zaak zaterdag ziekenhuis zondag zoon zuster"
    ),
}


@cache
def nobody(language: str) -> frozenset[str]:
    """Return words, in small letters, that are nobody's name: of papers, and spaCy's function words of the language."""
    return paper(language) | _function_words(language)


def _function_words(language: str) -> frozenset[str]:
    """spaCy's list, read from its file: importing the language would compile its tokenizer, French for three seconds."""
    spacy = find_spec("spacy")
    file = Path(spacy.origin or "").parent / "lang" / language / "stop_words.py" if spacy else None
    spec = spec_from_file_location(f"stop_words_{language}", file) if file and file.is_file() else None
    if spec is None or spec.loader is None:
        return frozenset()
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return frozenset(module.STOP_WORDS)


@cache
def paper(language: str) -> frozenset[str]:
    """Return the words, in small letters, of forms, letters, roles and courtesies."""
    return frozenset(_PAPER.get(language, "").split())


@cache
def role(language: str) -> re.Pattern[str]:
    """Return a pattern of the words, in small letters, that are a role or a title."""
    return re.compile("|".join((*ROLES.get(language, "").split(), *TITLES.get(language, "").split(), "(?!)")))
