"""Countries by name, and which words are places that everybody knows: such end an address by themselves."""

from __future__ import annotations

import re

from appliance.privacy.lexicon import PLACES, STATES

#: countries and territories of ISO 3166, in English and for Europe in their own languages
COUNTRIES = (
    "Afghanistan|Åland Islands|Albania|Algeria|American Samoa|Andorra|Angola|Anguilla|Antarctica|Antigua and Barbuda"
    "|Argentina|Armenia|Aruba|Australia|Austria|Österreich|Azerbaijan|Bahamas|Bahrain|Bangladesh|Barbados|Belarus|Belgium"
    "|Belgique|België|Belgien|Belize|Benin|Bermuda|Bhutan|Bolivia|Bosnia(?: (?:and|&) Herzegovina)?|Botswana|Brazil|Brasil"
    "|British Virgin Islands|Brunei(?: Darussalam)?|Bulgaria|България|Burkina Faso|Burundi|Cambodia|Cameroon|Canada"
    "|Cape Verde|Cayman Islands|Central African Republic|Chad|Chile|China|Christmas Island|Cocos (?:\\(Keeling\\) )?Islands"
    "|Colombia|Comoros|(?:Democratic Republic of (?:the )?)?Congo|Cook Islands|Costa Rica|C[ôo]te d['’]Ivoire|Croatia"
    "|Hrvatska|Cuba|Cura[çc]ao|Cyprus|Κύπρος|ΚΥΠΡΟΣ|Czechia|Czech Republic|Česko|Česká republika|Denmark|Danmark|Djibouti"
    "|Dominica|Dominican Republic|Ecuador|Egypt|El Salvador|England|Equatorial Guinea|Eritrea|Estonia|Eesti|Eswatini"
    "|Ethiopia|Falkland Islands|Faroe Islands|Fiji|Finland|Suomi|France|French Guiana|French Polynesia"
    "|French Southern Territories|Gabon|Gambia|Georgia|Germany|Deutschland|Ghana|Gibraltar|Great Britain|Greece|Ελλάδα"
    "|ΕΛΛΑΔΑ|Hellas|Greenland|Grenada|Guadeloupe|Guam|Guatemala|Guernsey|Guinea(?:-Bissau)?|Guyana|Haiti"
    "|Heard Island and McDonald Islands|Honduras|Hong Kong|Hungary|Magyarország|Iceland|Ísland|India|Indonesia|Iran|Iraq"
    "|Ireland|Éire|Isle of Man|Israel|Italy|Italia|Italien|Ivory Coast|Jamaica|Japan|Jersey|Jordan|Kazakhstan|Kenya"
    "|Kiribati|Kosovo|Kuwait|Kyrgyzstan|Kyrgyz Republic|Laos|Latvia|Latvija|Lebanon|Lesotho|Liberia"
    "|Libya(?:n Arab Jamahiriya)?|Liechtenstein|Lithuania|Lietuva|Luxembourg|Luxemburg|Maca[ou]|Madagascar|Malawi|Malaysia"
    "|Maldives|Mali|Malta|Marshall Islands|Martinique|Mauritania|Mauritius|Mayotte|Mexico|México|Micronesia|Moldova|Monaco"
    "|Mongolia|Montenegro|Montserrat|Morocco|Mozambique|Myanmar|Namibia|Nauru|Nepal|Netherlands(?: Antilles)?"
    "|The Netherlands|Nederland|New Caledonia|New Zealand|Nicaragua|Niger|Nigeria|Niue|Norfolk Island|North Korea"
    "|North Macedonia|Northern Ireland|Northern Mariana Islands|Norway|Norge|Oman|Pakistan|Palau|Palestine"
    "|Palestinian Territory|Panama|Papua New Guinea|Paraguay|Peru|Perú|Philippines|Pitcairn(?: Islands)?|Poland|Polska"
    "|Portugal|Puerto Rico|Qatar|R[ée]union|Romania|România|Russia|Russian Federation|Rwanda"
    "|(?:Saint|St\\.?) (?:Barth[ée]lemy|Helena|Kitts (?:and|&) Nevis|Lucia|Martin|Pierre (?:and|&) Miquelon"
    "|Vincent(?: and the Grenadines)?)"
    "|Samoa|San Marino|S[ãa]o Tom[ée] (?:and|&) Pr[íi]ncipe|Saudi Arabia|Scotland|Senegal|Serbia|Srbija|Seychelles"
    "|Sierra Leone|Singapore|Slovakia(?: \\(Slovak Republic\\))?|Slovensko|Slovenia|Slovenija|Solomon Islands|Somalia"
    "|South Africa|South Korea|South Sudan|Spain|España|Sri Lanka|Sudan|Suriname"
    "|Svalbard(?: (?:and|&) Jan Mayen(?: Islands)?)?|Sweden|Sverige|Switzerland|Schweiz|Suisse|Svizzera|Syria"
    "|Syrian Arab Republic|Taiwan|Tajikistan|Tanzania|Thailand|Timor-Leste|Togo|Tokelau|Tonga|Trinidad (?:and|&) Tobago"
    "|Tunisia|Turkey|Türkiye|Turkmenistan|Turks (?:and|&) Caicos Islands|Tuvalu|UAE|Uganda|UK|U\\.K\\.|Ukraine"
    "|United Arab Emirates|United Kingdom|United States(?: of America)?|United States Virgin Islands|Uruguay|USA"
    "|U\\.S\\.A\\.|Uzbekistan|Vanuatu|Vatican City|Venezuela|Viet ?[Nn]am|Wales|Wallis (?:and|&) Futuna|Western Sahara"
    "|Yemen|Zambia|Zimbabwe|Frankreich|Niederlande|Dänemark|Schweden|Norwegen|Polen|Ungarn|Griechenland|Spanien|Allemagne"
    "|Espagne|Italie|Pays-Bas|Suède|Alemania|Francia|Germania|Spagna|Duitsland|Frankrijk|Tyskland|Frankrike|Spania"
)
PLACE_WORDS = PLACES | frozenset(
    "new zealand south north east west united kingdom states of america the great saudi arabia emirates sri lanka costa rica el "
    "salvador puerto republic northern southern upper lower greenlander co county province region canton kanton".split()
)
_COUNTRY = re.compile(rf"(?i)(?:{COUNTRIES})")
_STATE = re.compile(STATES)
_WORD = re.compile(r"[^\W\d_]+")


def is_known_place(words: str) -> bool:
    """A country, a region or a town that everybody knows: such end an address by themselves."""
    if _COUNTRY.fullmatch(words):
        return True
    parts = _WORD.findall(words)
    return bool(parts) and all(part.lower() in PLACE_WORDS or _STATE.fullmatch(part) for part in parts)
