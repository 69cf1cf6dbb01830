"""The Swedish words and signs by which people tell how often a group meets, as patterns for `groups/frequency.py`.

All patterns expect normalised text: lower case, plain dashes, single spaces. Each alternative of a rate names its
parts, so that the reading asks for parts and knows no words. "¤" stands for what has been read or set aside.
"""

import re

_FROM_NOLL = (
    *("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    *("tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton", "tjugo"),
)
_FROM_ANDRA = (
    *("andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde", "nionde", "tionde"),
    *("elfte", "tolfte"),
)
NUMBERS = {"ett": 1} | {word: number for number, word in enumerate(_FROM_NOLL)}
ORDINALS = {word: number for number, word in enumerate(_FROM_ANDRA, start=2)}
PERIODS = {
    "week": r"veckan?|veckor|v|(?:mån|tis|ons|tors|fre|lör|sön)dag",
    "month": r"månad(?:en|er)?|mån",
    "quarter": r"kvartal(?:et)?",
    "third": r"tertial(?:et)?",
    "term": r"termin(?:en|er)?",
    "half": r"halvår(?:et)?",
    "year": r"(?:läs|skol|hel|kalender|verksamhets)?år(?:et)?",
}
ADVERBS = {
    "week": r"veckovis(?:a|t)?|veckoligen",
    "month": r"månadsvis(?:a|t)?|månatlig(?:en|a|t)?",
    "quarter": r"kvartalsvis(?:a|t)?",
    "third": r"tertialvis(?:a|t)?",
    "term": r"terminsvis(?:a|t)?",
    "half": r"halvårsvis(?:a|t)?|halvårlig(?:en|a|t)?",
    "year": r"årlig(?:en|a|t)?|årsvis",
}

_DAY = r"(?:mån|tis|ons|tors|fre|lör|sön)dag"
MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mars|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?|okt(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b"
)
_PERIOD = "(?:" + "|".join(PERIODS.values()) + r")\b"
_ADVERB = r"\b(?:" + "|".join(ADVERBS.values()) + r")\b"
_ONE = r"(?<!\w)(?:[0-9]{1,3}(?![0-9])|(?:" + "|".join(NUMBERS) + r")\b)"
_ORDINAL = r"(?:[0-9]{1,2}(?::?[ea]\b)?|(?:" + "|".join(ORDINALS) + r")\b)"
_TO = r"(?:\s*[-–àá]\s*|\s+(?:till|eller)\s+)"
_LEAST = r"(?:minst|åtminstone|lägst|minimum|min|mer än|fler än|över)"
_MOST = r"(?:högst|max(?:imalt|imum)?|som mest|upp till|mindre än|färre än)"
_ABOUT = r"(?:(?:ca|cirka|omkring|ungefär|runt|kring)\s+)?"
_MEETING = (
    r"(?:(?:ordinarie|fysiska?|digitala?|gemensam(?:ma|t)|planerade?|fasta?|kort(?:a|are)?|större|mindre)\s+)?"
    r"(?:(?:gång(?:er)?|ggr|gg|gr|g|x|st|\w*möten?|\w*träff(?:ar)?|tillfällen?|sammanträden?|workshop(?:s|par|ar)?|"
    r"samråd|konferens(?:er)?|sittning(?:ar)?)\b)"
)
_COUNT = (
    rf"(?:{_LEAST}\s+{_ABOUT}(?P<from>{_ONE})\s*(?:,|-|och|men)?\s*{_MOST}\s+(?P<upto>{_ONE})"
    rf"|(?:(?P<least>\b{_LEAST})\s+|(?P<most>\b{_MOST})\s+)?{_ABOUT}"
    rf"(?:mellan\s+(?P<between>{_ONE})\s+och\s+(?P<and>{_ONE})"
    rf"|(?P<low>{_ONE})(?:{_TO}(?:(?P<high>{_ONE})|(?P<open>flera?|mer)\b))?"
    r"|(?P<pair>\bett par\b)|(?P<several>\b(?:flera|några)\b)))"
)
_STEP = rf"(?:varje|var\s?annan|vart\s?annat|vart?\s+{_ORDINAL})"
_EVERY = (
    rf"(?:\b(?P<step>{_STEP}|vart?)(?:(?:{_TO}|\s*/\s*)(?P<step_to>{_STEP}|{_ORDINAL}))?\s+(?P<every>{_PERIOD})"
    rf"(?!\s*(?:,|/|-|och|samt)\s*(?:varje\s+)?{_DAY})"
    rf"|(?:\bmed\s+{_ABOUT})?(?P<gap>{_ONE})(?:{_TO}(?P<gap_to>{_ONE}))?\s+(?P<gaps>vecko|månade)rs\s+"
    r"(?:mellanrum|intervall)"
    r"|\b(?P<even>(?:jämna|ojämna|udda)\s+veckor|var\s+(?:14:?e|fjortonde)\s+dag)\b"
    rf"|\b(?:första|andra|tredje|fjärde|sista)\s+{_DAY}en\s+i\s+(?P<monthly>månaden|varje månad))"
)
_PER = (
    r"(?!i\s+år\b)(?:\bpe?r\b|/|\bi\b|\bom\b|\bunder\b|\bpå\b)\s*(?:(?:en|ett|varje)\s+)?"
    rf"(?P<per>{_PERIOD})"
)
_ONE_PERIOD_ONLY = rf"(?!\s*(?:/|eller)\s*(?:per\s+|vart?\w*\s+)?(?:en\s+|ett\s+)?{_PERIOD})"
_RATE = rf"(?:{_PER}|{_EVERY}|(?P<adverb>{_ADVERB})){_ONE_PERIOD_ONLY}"
_ON = r"(?:på|under|per|varje)"
_AFTERWARDS = r"(?:\s+(?:som\s+)?(?P<least_after>minst|minimum|lägst)(?!\s*[¤\w]))?"

SAID = (
    re.compile(rf"{_COUNT}\s*(?:{_MEETING}\s*){{0,2}}{_RATE}{_AFTERWARDS}"),
    re.compile(rf"{_COUNT}\s+(?P<adverb>{_ADVERB})\s+{_MEETING}"),
    re.compile(
        rf"(?:\bper\s+|\bvarje\s+)(?P<per>{_PERIOD})\s*(?:[:=,]|hålls)?\s*{_COUNT}\s+{_MEETING}(?!\s*(?:/|per))"
    ),
    re.compile(
        rf"(?P<spring>{_ONE})\s*(?:{_MEETING}\s*)?{_ON}\s+(?:vår|höst)(?:en)?\s*(?:och|,|samt)\s*"
        rf"(?P<autumn>{_ONE})\s*(?:{_MEETING}\s*)?{_ON}\s+(?:vår|höst)(?:en)?\b"
    ),
)
SAID_WITHOUT_COUNT = re.compile(
    rf"(?:(?P<least>\b{_LEAST})\s+|(?P<most>\b{_MOST})\s+)?{_ABOUT}"
    rf"(?:{_EVERY}|(?P<adverb>{_ADVERB})){_ONE_PERIOD_ONLY}{_AFTERWARDS}"
)

# What stands beside a frequency and is none: taken away before reading, in this order.
CLAUSE = re.compile(r"[^.;,()]+")
OTHER_MATTERS = re.compile(
    r"[0-9]\s*(?:kr|kronor|sek|tkr|mkr|mnkr|:-)|\b(?:av)?rapporter|\breviders?|\bse[rs]? över|\butvärder|\bväljs?\b|"
    r"\bredovis|\bbyts\b|\broter|\balterner|\bföljs upp|\båterkoppl|\bnyhetsbrev|\butskick|\bkostnad|\bavgift|\bbudget"
)
DECIDING = re.compile(r"\bbestäm|\bbeslut|\bfastställ|\bbok|\bplaner|\bschemal|\bsätts\b")
SUMMER_BREAK = re.compile(
    r"\b(?:utom|förutom|inte|ej|(?:med\s+)?uppehåll|undantaget)\s+(?:under\s+|på\s+|i\s+)?"
    rf"(?:sommaren\b|sommartid\b|{MONTH}(?:\s*(?:,|-|och)\s*{MONTH})*)"
)
BESIDE = re.compile(
    rf"\b(?:start\w*|från(?:\s+och\s+med)?|sedan)\s+(?:i\s+|under\s+|på\s+)?(?:våren|hösten|{MONTH})(?:\s+[0-9]{{4}})?"
    r"|\bden\s+[0-9]{1,2}(?::?[ea]\b)?(?![0-9])"
    rf"|(?<!\w)[0-9]{{1,2}}(?:\s*-\s*[0-9]{{1,2}})?\s+{MONTH}(?:\s+[0-9]{{4}}\b)?|\b{MONTH}\s+[0-9]{{4}}\b"
    r"|(?<!\w)[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2})?\b|(?<!\w)[0-9]{4}/[0-9]{2,4}\b|(?<!\w)(?:19|20)[0-9]{2}\b"
    r"|\bkl\s*[0-9]{1,2}(?:[.:][0-9]{2})?(?:\s*-\s*[0-9]{1,2}(?:[.:][0-9]{2})?)?\b"
    r"|(?<!\w)[0-9]{1,2}[.:][0-9]{2}(?:\s*-\s*[0-9]{1,2}[.:][0-9]{2})?\b"
    rf"|{_ONE}(?:{_TO}{_ONE}|,[0-9])?\s*(?:timm(?:e|ar|ars|es)|tim|h|min|minuters?|halvdag(?:ar)?|heldag(?:ar)?|"
    r"dag(?:ar|ars|s)?|dygn)\b"
    r"|(?<!\w)[0-9]{1,2}/[0-9]{1,2}\b"
    r"|\b(?:v|vecka)\s*[0-9]{1,2}(?:\s*-\s*[0-9]{1,2})?\b"
)

DOUBTS = re.compile(
    r"\?|\b(?:inte|ej|icke|aldrig|tidigare|förut|förr|brukade|oklart?|osäkert?|okän[dt]|kanske|eventuellt|ev|"
    r"föreslås|förslag|någon gång|enstaka|ibland|emellanåt|sporadiskt?|oregelbund\w*|pandemin?|halv|dagligen)\b"
    r"|\b(?:första|andra|tredje|fjärde|sista)\s+(?:och|samt)\s+(?:första|andra|tredje|fjärde|sista)\b"
)
SEASON = re.compile(r"\b(?:vinter(?:n|tid)?|våren|hösten|sommaren|sommartid|vårtermin(?:en)?|hösttermin(?:en)?)\b")
LEFT_OVER = re.compile(
    r"\d|\b(?:"
    + "|".join(word for word in NUMBERS if word not in ("en", "ett"))
    + r"|\w+(?:tio|hundra|tusen)|hundra|tusen|flera|några|många|fåtal|ett par|varannan|vartannat)\b"
)
ON_DEMAND = re.compile(r"\bbehovsstyr|¤\s*(?:vid|efter|utifrån)\s+behov(?!\s+(?:oftare|fler|tätare|extra))")
MORE = re.compile(
    r"\b(?:vid|efter|utifrån)\s+(?:\w+\s+)?behov|\bförekommen anledning|\boftare\b|\btätare\b|\bextra|\bfler\b|"
    r"\beller mera?\b|\bdärutöver\b|\bdessutom\b|\butöver\b|\bdärtill\b|\bytterligare\b|"
    r"\b(?:och|samt)\s+(?:efter|på)\s+kallelse"
)
FEWER = re.compile(r"\bsällan\b|\bglesare\b|\bfärre\b|\bställs in\b|\bställas in\b|\binställ")

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | {ord("⁄"): "/"}
SHORTENED = re.compile(r"\b(ca|ggr|gg|gr|g|mån|v|kl|st|tim|min|max|ev|pr)\.")
