"""Which words of capitals are said letter by letter, which as a word, and which are only loud."""

from __future__ import annotations

from audiobook.prep.marks import words_of

#: Said letter by letter although a vowel would let them be read (own list).
LETTERS = frozenset(
    words_of(
        """
    ASAP CDC LAPD UFO TBD ETC YTD MVP DJ EMS ABC ACLU ADHD AFK AI AKA AOL AP API ARM ATM AWOL BA BAFTA BBC BCE
    BIOS BLT BMI BMW BSE CAD CEO CFO CIA CIO CNN COO CPA CPI CPU CSI CTO DA DIY DNA DOA DOB DOJ DUI DVD DWI ECB
    ECG EEG EFTA EKG EMT EPA EPO ER ESL ESP ESPN ETA EU EUR EV FAA FAQ FBI FDA FDIC FEC FIA FIDE GED GI GOP GPA
    GUI HIV HR HRH IAEA IBM ICBM ICC ICU ID IED IEEE IMDB IMF IOC IOU IP IPA IPO IPCC IQ IRA IRC IRS ISBN ISO ISP
    ITV IUCN IV IVF IT JFK KIA LA LCD LED LGBT LGBTQ LLC LSE MA MBA MBE MIA MIT MOT MP MPA MRI MSNBC MTA NAACP NBA
    NBC NCAA NCO NEA NFL NGO NHL NHS NIH NOAA NPR NRA NSA NSPCC NYPD NYU OAP OBE OECD OED OJ OPD PA PBS PDA PE PHD
    PI PIA PO POS POW PPE PR PRI PSA PTA PTO PTSD QA RAC RAF RBI RIAA RIP RNA ROI RPG RSPCA RSVP RTE SAS SEC SNL
    SOS SPCA SQL STD SUV TA TBA TIA TNT TUC TV UAE UAW UCLA UCL UFC UFO UHF UK UN UPI UPS URL US USA USAF USB USC
    USDA USN USPS USS USSR UTC UV VAT VHS VIP VP WBA WHO WTO WWE WWF WWI WWII YMCA YWCA AM PM AD BC CE OCD OTC IOW
    UNHCR UEA USMC AAA AA EMI RCA MGM HMO HMS ISS ESA EPL FA BA IAG IMO ICI GEC EDF OAS AU EEC AFL CIO ILO IEA ABA
    AMA APA ADA CEO'S DIA EVA IRL OCR OEM OS UI UX VR AR ML NLP ETF IPO SEO ROI KPI ERP CRM
    """
    )
)
#: Said as a word, and left in their capitals.
ACRONYMS = frozenset(
    words_of(
    """
    NASA NATO UNESCO UNICEF OPEC AIDS COVID FIFA UEFA RAM ROM JSON PIN SIM GIF JPEG ASCII LASER RADAR SONAR SARS
    MERS NAFTA ASEAN OSHA FEMA NASDAQ YAML BASIC COBOL FORTRAN ROTC SWAT SCUBA TASER NIMBY YOLO IKEA LEGO NORAD
    INTERPOL SALT START ACAS DEFRA OFSTED OFCOM RADA BUPA ERNIE GATT CERN ESOL TOEFL TEFL SETI MENSA OPCW PETA
    UNIX LINUX MIDI WYSIWYG DARPA AWACS SEAL ICANN CAPTCHA LIDAR MASH UNCTAD NICE BREXIT OXFAM NAVY BAFTA AWOL OK
    DOS CAT PAC MADD NOAA BIOS FAQ MIDAS VAR ZIP QANTAS FIAT SAAB NOW RICO EFTA AWACS POTUS SCOTUS FLOTUS GUI
    UNHCR
    """
)
) - {"NOAA", "UNHCR", "FAQ", "VAR"}  # fmt: skip
#: Two and three letters that are words (own list); others of that length are letters.
_SHORT = words_of(
    """
    a ad add ado age ago ah aha aid ail aim air ale all alp am an and ant any ape apt arc are ark arm art as ash
    ask asp ass at ate awe axe aye baa bad bag ban bar bat bay be bed bee beg bet bib bid big bin bit boa bob bog
    boo bow box boy bra bud bug bum bun bus but buy by bye cab can cap car cat cod cog cop cot cow coy cry cub cud
    cue cup cut dad dam day dear den dew did die dig dim din dip do doe dog don dot dry dub due dug dun dye ear
    eat ebb eel egg ego eh elf elk elm end eon er era ere err eve ewe eye fan far fat fax fed fee few fie fig fin
    fir fit fix flu fly foe fog for fox fro fry fun fur gag gal gap gas gay gel gem get gig gin go god got gum gun
    gut guy gym had hag ham has hat hay he hem hen her hew hey hi hid him hip his hit ho hob hoe hog hop hot how
    hub hue hug huh hum hut i ice icy if ill imp in ink inn ion is it its ivy jab jag jam jar jaw jay jet jew job
    jog jot joy jug jut keg ken key kid kin kit la lab lad lag lap law lax lay lea led leg let lid lie lip lit lo
    log lot low mad man map mar mat maw may me men met mix mob mom mop mow mr mrs ms mud mug mum my nab nag nap
    nay net new nib nil nip no nod nor not now nun nut oaf oak oar oat odd of off oft oh oho oil old on one oo or
    orb ore our out ow owe owl own ox pa pad pal pan par pat paw pay pea peg pen pep per pet pew pie pig pin pit
    pity ply pod pop pot pow pox pro pry pub pug pun pup pus put rag raid ram ran rap rat raw ray red rib rid rig
    rim rip rob rod roe rot row rub rue rug rum run rut rye sac sad sag sap sat saw say sea see set sew sex she
    shy sin sip sir sis sit six ski sky sly so sob sod son sop sot sow spa spy sty sue sum sun tab tag tan tap tar
    tax tea ten the thy tic tie til tin tip to toe tom ton too top tot tow toy try tub tug two ugh uh um up upon
    urn us use van vat vet vex via vie vow wad wag wan war was wax way we web wed wee wet who why wig win wit woe
    wok won woo wow wry yam yap yaw yea yen yep yes yet yew yon you zap zen zip zoo ye ha nah aah ooh hah shh hmm
    mmm sh psst pst hm mm ay ya yo em ma ow aw ew oy ooh st dr jo al ed mt de
    """
)
SHORT_WORDS = frozenset(word.upper() for word in _SHORT)
#: Longer words without a vowel of their own.
VOWELLESS = frozenset(
    words_of(
        """
    MY BY WHY TRY FLY CRY SKY DRY SHY SPY FRY PRY SLY SHH SH HMM HM MM MMM PSST PST BRR GRR TSK TUT ZZZ NTH MR MRS
    MS DR ST MT LTD
    """
    )
)
