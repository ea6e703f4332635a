"""The words of addresses: street types, house names, units, countries, and the words that lead up to an address.

Closed classes from the posts' own guides (USPS Publication 28, appendix C; Royal Mail PAF digest; UPU S42 country sheets
for the rest of Europe). Three grades: a sure type makes an address of a number beside it, a usual one unless the sentence
runs on, a weak one only with a cue before it or a town behind it.
"""

from __future__ import annotations

#: type behind the name, number before both: "12 Baker Street"
SURE = frozenset(
    "street st str road rd avenue ave av lane ln boulevard blvd terrace terr crescent cres mews parkway pkwy highway hwy "
    "turnpike tpke expressway expy freeway fwy motorway alley aly gardens gdns causeway esplanade quay wharf wynd "
    "trafficway throughway stravenue broadway".split()
)
USUAL = frozenset(
    "drive dr court ct place pl close cl row yard way grove square sq circle cir plaza plz walk parade rise crossing "
    "embankment trail trl route rte villas manor manors cottages hollow junction meadow meadows corner corners extension "
    "underpass overpass viaduct orchard knoll knolls glen glens village ville springs shores croft mill mills ter cr rapids "
    "prairie shoal shoals".split()
)
WEAK = frozenset(
    "hill hills bank quarter park green greens view views vale gate end side fold bridge brae path passage common cross "
    "garth dene reach chase copse paddock oval pike loop run ridge landing point points cove creek heights field fields "
    "mount circus approach estate estates flat flats forest forge fork forks harbor harbour haven island islands isle key "
    "lake lakes light lodge mall mission neck pass pine pines plain plains port ports radial ranch rest river spring spur "
    "station stream streets roads squares courts summit trace track tunnel union unions valley wall well wells bend beach "
    "bluff bottom branch brook burg burgs bypass camp canyon cape center centre cliff club course crossroad crossroads "
    "curve dale dam divide falls ferry ford fort garden inlet lock locks crest dock locks loaf mountain parks parkways "
    "skyway stravenue trailer trafficway turn ways crossings drives circles coves".split()
)
#: roads that are called by a number: "4500 Highway 61 North"
NUMBERED = frozenset("highway hwy route rte road rd".split())
#: type before the name, the number before or behind both: "rue de la Paix", "Calle Mayor 5", "ul. Miła 53"
FIRST = frozenset(
    "r. r cañada acceso rotonda pasadizo drumul aleea splaiul intrarea piața șoseaua soseaua πάροδος cesta rue avenue av. "
    "av boulevard bd bd. bld place pl. allée allées impasse chemin ch. route rte quai cours square passage sentier villa "
    "cité faubourg fg rond-point esplanade promenade ruelle voie lotissement résidence hameau clos rampe montée traverse "
    "venelle mail chaussée drève sente calle c/ cl. avenida avda avda. avd. plaza pza pza. plza. paseo pº camino carretera "
    "ctra. ronda travesía callejón glorieta rúa cuesta urbanización urb. pasaje bulevar carrer passeig avinguda plaça "
    "rambla rua praça travessa trav. estrada alameda calçada beco via viale v.le piazza p.za p.zza corso c.so largo vicolo "
    "strada piazzale p.le lungomare lungotevere lungarno contrada salita località loc. frazione fraz. ul. ulica ulicy ulici "
    "ulice al. aleja aleje os. osiedle plac nám. náměstí nábřeží nábř. trg třída tř. sídliště námestie bulevardul calea "
    "șoseaua οδός οδού λεωφόρος λεωφόρου λεωφ. λεωφ λ. πλατεία πλατείας πλ. odos leoforos plateia улица ул. проспект".split()
)
#: type behind the name, the number last: "Hegedűs Gyula utca 76", "Bonner Straße 5"
LAST = frozenset(
    "katu kuja polku raitti väylä nabrežje steza naselje naselja prilaz put odvojak tänav straße strasse str str. weg allee "
    "gasse chaussee utca u. út útja tér tere körút krt. rkp. rakpart sétány fasor sugárút sor vei veg vej väg gata plass "
    "allé torg torv plads terrasse tee tänav tn. pst puiestee põik mnt maantee gatvė g. iela cesta ulica trg pot ulice "
    "náměstí nábřeží třída street road avenue lane boulevard sokak sok. caddesi cad. straat laan weg plein gracht kade "
    "singel".split()
)
#: type before the name only with "of the" between: "Straße des 17. Juni 135", "Platz der Republik 1"
FIRST_OF = frozenset("straße strasse platz allee weg ring ufer".split())
#: what a court is called that judges, not one to live in
COURTS = frozenset(
    "high crown county supreme district federal circuit magistrates tennis food criminal civil family youth".split()
)
#: of those before the name, what English has as words too
ENGLISH_TOO = frozenset(
    "via route place square passage mail Mail Place Square Route Passage villa strada esplanade promenade".split()
)
#: legal forms: "Foundation, Inc., 51 Franklin Street"
COMPANIES = frozenset(
    "inc ltd llc llp plc gmbh ag kg corp co sa sas sarl nv bv srl spa ab oy as aps foundation copyright".split()
)
#: the same, but a word of its own as well
LAST_WEAK = frozenset(
    "tie ranta kaari platz ring damm ufer steig graben markt berg hof wall kapu köz gate vang park plan pad sad plac".split()
)
SUFFIXES = (
    "straße", "strasse", "str", "gasse", "gässli", "allee", "chaussee", "promenade", "weg", "gracht", "straat", "laan", "plein",
    "kade", "dijk", "dreef", "steeg", "plantsoen", "burgwal", "gatan", "gata", "gade", "gaden", "vägen", "vej", "vejen", "veien",
    "vegen", "vei", "stræde", "strædet", "gränd", "gränden", "katu", "kuja", "polku", "torget", "torvet", "plassen", "pladsen",
    "vegur", "stígur", "braut", "stræti", "straeti", "utca", "brücke", "puistee", "ntie", "otie", "bulevardi", "boulevard",
)  # fmt: skip
#: what ends like a street and is none
NO_STREETS = frozenset(
    "auntie untie hogtie agata brigade renegade dekade fragata barricade arcade decade norweg ruta promenade sackgasse".split()
)
GERMAN_FIRST = frozenset(
    "am an auf im in zum zur unter hinter beim vor obere oberer untere unterer alte alter altes neue neuer große großer "
    "kleine kleiner".split()
)
#: adjectives that belong to a street's compound behind them
ADJECTIVES = GERMAN_FIRST | frozenset(
    "sankt st. c. dr. store lille gamle gamla nya norra södra östra västra nordre søndre østre vestre lilla stora kleine "
    "grote oude nieuwe eerste tweede van den de der het 1e 2e lange korte hoge lage prof. prins prinses koning koningin "
    "burgemeester burg. gen. graf general prinz kaiser".split()
)
#: they lead up to a name and are no part of it, unless a type stands before: "rue du Bois d'en Haut"
PREPOSITIONS = frozenset("in aan op på i w z til bij im am zum zur auf bei an vid ved og och en et und e y ve".split())
HOUSES = (
    "cottage|house|lodge|farm|farmhouse|hall|barn|barns|rectory|vicarage|manor|villa|mansions?|apartments|chambers|works|grange|"
    "court|tower|towers|building|buildings|place|rise|croft|bungalow|priory|abbey|mill|granary|smithy|forge|manse|parsonage|stables|point|heights|close|block|wharf|"
    "quay|gardens|park|business park|industrial estate|trading estate|retail park|science park|centre|center|campus"
)
UNIT_WORDS = (
    "apartment|apt|studio|office|suite|ste|unit|flat|floor|room|rm|building|bldg|lot|trlr|trailer|spc|space|hangar|hngr|dept|"
    "department|penthouse|ph|appartamento|wohnungsnr|level|block|blk|stair|entrance|appartement|appt|étage|escalier|bâtiment|bât|porte|piso|puerta|"
    "escalera|esc|interno|int|scala|piano|bus|wohnung|whg|stiege|top|etage|stock|lgh|leil|etg|"
    "lägenhet|lok|mieszkanie|byt|emelet|ajtó|διαμ|όροφος|andar|bte|boîte"
)
UNITS = frozenset(UNIT_WORDS.split("|")) | {"m", "as"}
UNIT_START = frozenset("apartment apt suite ste unit flat floor room rm bldg lot trlr appartement appt wohnung lgh".split())
MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août "
    "septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre januari februari maart mei monday "
    "tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi "
    "mardi mercredi jeudi vendredi samedi dimanche".split()
)
#: Hungarian writes its house numbers as ordinals: "Király u. 15."
HUNGARIAN = frozenset("utca u út útja tér tere köz körút krt rkp rakpart sétány fasor sugárút sor kapu".split())
#: counted things: "10 Working Days", "5 Main Road Miles" is no address either
COUNTED = frozenset(
    "day days week weeks month months year years hour hours minute minutes seconds mile miles km metres meters feet percent "
    "people patients beds members staff points working times uhr tage wochen monate jahre prozent supreme high-level".split()
)
HOUSE_WORDS = frozenset("king queen pope louis henry house lodge hall tower towers building centre center campus wharf".split())
#: a capitalised word of these beside a number makes a heading, a label, a brand or an amount, not a street
NUMBERED_THINGS = frozenset(
    "chapter section table figure fig page pages part article annex appendix item items note step phase stage version "
    "volume vol edition issue number no nr question answer paragraph clause rule schedule act level grade class category "
    "type group team unit ward bed bay room floor building block flat suite apt apartment gate platform terminal line route "
    "bus track channel exit junction zone area sector region district box form model series windows word excel office "
    "python java iphone android covid release sprint day days week weeks month months year years hour hours minute minutes "
    "second seconds percent per point points score test trial study round game match set season episode session module "
    "course lesson unit exercise example case file ref reference order invoice ticket account policy claim contract batch "
    "lot size top total sum age aged tel telephone phone fax mobile ext extension vat iban id nhs ssn dob pin code zip "
    "postcode postal po pobox post telefon handy option options priority risk tier band step standard iso en din bs main "
    "key formula apollo debian ubuntu fedora python node angular kubernetes firefox chrome tls ssl http utf rfc pep ieee "
    "html css ios boeing airbus psalm john luke mark matthew euro world act q h1 h2 q1 q2 q3 q4 fy working million billion "
    "thousand hundred dozen members staff people patients beds cases times kapitel abschnitt seite tabelle abbildung "
    "artikel absatz nummer teil band raum zimmer station haus etage stock kapital chapitre page tableau article partie "
    "numéro étage salle capítulo página artículo capitolo pagina articolo hoofdstuk bladzijde uhr jahre tage wochen monate "
    "euro prozent stück kg mg ml km cm mm mmol".split()
)
#: words that end a name even with a capital: function words of the languages read
STOPS = frozenset(
    "a an and or but if when while after before for from with by at on as is was were are be been it he she we they you i "
    "this that these those his her their our your my its to in into onto up down off out not no yes please thank thanks "
    "dear ihre ihr unsere unser meine mein address adresse anschrift adres dirección indirizzo hello hi regards tel "
    "telephone phone fax mobile email e-mail mail web website www http https contact date dob born name and/or then there "
    "here where what who which why how until because since last next today tomorrow yesterday tonight now also only just "
    "about over under near next opposite behind between during via per und oder mit bei von ist war wird et ou avec est y o "
    "con es e ed con è en met is och med är og telefon tél téléphone teléfono telefono mobil handy ust-idnr vat company "
    "registered registration attn subject re monday tuesday wednesday thursday friday saturday sunday mr mrs ms miss dr "
    "prof sir page mon tue wed thu fri sat sun however all every each other another such".split()
)
#: a lower-case word behind the last number that lets the sentence go on; any other ("days") is what the number counts
FOLLOWERS = frozenset(
    "in on at after before and or but with from to for last next by when while where which who until since because if is "
    "was are were near opposite as st st. road the this that today tomorrow tonight yesterday before via between has had "
    "will between und oder in bei mit ist war et ou à en est y o en con es e a in è en of met is bij och i med er og im um "
    "am wohnhaft please bitte".split()
)
PARTICLES = frozenset(
    "de la le les du des del della delle dei degli dello di da do dos das van von der den dem het 't ten ter te na pod u "
    "nad of the las los el y e i à a aux au sur sous en am an im auf zum zur bei op aan in et und san santa saint sainte d' "
    "l' la w z ze ve og och på til bij ob k upon by vid ved under over".split()
)
#: what a labelled field or a column that holds an address is called
LABELS = (
    "address|addresses|adresse|adress|adressen|anschrift|wohnanschrift|wohnort|domicile|dirección|domicilio|indirizzo|residenza|"
    "recapito|adres|woonadres|postadres|bezoekadres|adresa|naslov|cím|lakcím|osoite|morada|endereço|heimilisfang|heimili|διεύθυνση|"
    "διευθυνση|bopæl|bosted|residence|aadress|adresas|adrese|lieferadresse|rechnungsadresse|postanschrift|postadresse|street|"
    "straße|strasse|calle|rue|via|straat|ulica"
)
