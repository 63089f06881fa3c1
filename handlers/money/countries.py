"""Countries of customers, by their addresses: the calling codes of the world, longest first. Pure.

Where countries share a code, it is the one that most of its numbers are in; only the code 1 is told apart, as prices
differ there. https://www.itu.int/pub/T-SP-E.164D and https://www.nanpa.com/area-codes
"""

from handlers.conversation.contact import Contact

_CODES = """
1=US 7=RU 20=EG 27=ZA 30=GR 31=NL 32=BE 33=FR 34=ES 36=HU 39=IT 40=RO 41=CH 43=AT 44=GB 45=DK 46=SE 47=NO 48=PL
49=DE 51=PE 52=MX 53=CU 54=AR 55=BR 56=CL 57=CO 58=VE 60=MY 61=AU 62=ID 63=PH 64=NZ 65=SG 66=TH 81=JP 82=KR 84=VN
86=CN 90=TR 91=IN 92=PK 93=AF 94=LK 95=MM 98=IR 211=SS 212=MA 213=DZ 216=TN 218=LY 220=GM 221=SN 222=MR 223=ML
224=GN 225=CI 226=BF 227=NE 228=TG 229=BJ 230=MU 231=LR 232=SL 233=GH 234=NG 235=TD 236=CF 237=CM 238=CV 239=ST
240=GQ 241=GA 242=CG 243=CD 244=AO 245=GW 246=IO 247=AC 248=SC 249=SD 250=RW 251=ET 252=SO 253=DJ 254=KE 255=TZ
256=UG 257=BI 258=MZ 260=ZM 261=MG 262=RE 263=ZW 264=NA 265=MW 266=LS 267=BW 268=SZ 269=KM 290=SH 291=ER 297=AW
298=FO 299=GL 350=GI 351=PT 352=LU 353=IE 354=IS 355=AL 356=MT 357=CY 358=FI 359=BG 370=LT 371=LV 372=EE 373=MD
374=AM 375=BY 376=AD 377=MC 378=SM 380=UA 381=RS 382=ME 383=XK 385=HR 386=SI 387=BA 389=MK 420=CZ 421=SK 423=LI
500=FK 501=BZ 502=GT 503=SV 504=HN 505=NI 506=CR 507=PA 508=PM 509=HT 590=GP 591=BO 592=GY 593=EC 594=GF 595=PY
596=MQ 597=SR 598=UY 599=CW 670=TL 672=NF 673=BN 674=NR 675=PG 676=TO 677=SB 678=VU 679=FJ 680=PW 681=WF 682=CK
683=NU 685=WS 686=KI 687=NC 688=TV 689=PF 690=TK 691=FM 692=MH 850=KP 852=HK 853=MO 855=KH 856=LA 880=BD 886=TW
960=MV 961=LB 962=JO 963=SY 964=IQ 965=KW 966=SA 967=YE 968=OM 970=PS 971=AE 972=IL 973=BH 974=QA 975=BT 976=MN
977=NP 992=TJ 993=TM 994=AZ 995=GE 996=KG 998=UZ
"""
_AREAS = """
1268=AG 1264=AI 1684=AS 1246=BB 1441=BM 1242=BS 1767=DM 1809=DO 1829=DO 1849=DO 1473=GD 1671=GU 1658=JM 1876=JM
1869=KN 1345=KY 1758=LC 1670=MP 1664=MS 1787=PR 1939=PR 1721=SX 1649=TC 1868=TT 1784=VC 1284=VG 1340=VI
"""
_CANADA = """
204 226 236 249 250 257 263 273 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519
548 579 581 584 587 600 604 613 622 633 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942
"""


def _table() -> dict[str, str]:
    pairs = (pair.partition("=") for pair in [*_CODES.split(), *_AREAS.split(), "77=KZ"])
    return {code: country for code, _, country in pairs} | {f"1{area}": "CA" for area in _CANADA.split()}


COUNTRY_OF = _table()
COUNTRIES = frozenset(COUNTRY_OF.values())
_LONGEST = max(map(len, COUNTRY_OF))


def country_of(address: str) -> str:
    """The country of a number (+5215512345678) or of a lasting id of WhatsApp's (MX.1234), as ISO 3166 has it: "MX".

    "" if the address does not tell. https://www.twilio.com/docs/whatsapp/api
    """
    if address.startswith("+"):
        prefixes = (address[1 : 1 + length] for length in range(_LONGEST, 0, -1))
        return next((COUNTRY_OF[prefix] for prefix in prefixes if prefix in COUNTRY_OF), "")
    country, dot, _ = address.partition(".")
    return country if dot and len(country) == 2 and country.isascii() and country.isupper() else ""


def country_of_contact(contact: Contact) -> str:
    """The customer's country: by the number, or by the lasting id where that is hidden; "" if neither tells."""
    return country_of(contact.customer) or country_of(contact.external_id)
