"""What the invented callers tell, and the invented people it is about. Nobody in here exists.

Names all end in "Opdigtet", and a CPR number has 60 added to its day, so that it can be nobody's.
"""

from dataclasses import dataclass, field

FIRST_NAMES = [
    "Anton",
    "Laura",
    "Viktor",
    "Noah",
    "Freja",
    "Emil",
    "Yusuf",
    "Maja",
    "Oskar",
    "Samira",
    "Lucas",
    "Ida Marie",
    "Malthe",
    "Amina",
    "Jonas",
    "Silje",
    "Adam",
    "Katrine",
    "Magnus",
    "Leila",
    "Mikkel",
    "Sofus",
    "Zainab",
    "Christoffer",
    "Alma",
    "Bilal",
    "Tobias",
    "Emma",
    "Rasmus",
    "Nour",
    "Frederik",
    "Åse",
    "Øyvind",
    "Ægir",
    "Johanne",
]
DISTRICTS = [
    "Nørrebro",
    "Østerbro",
    "Vesterbro/Kgs. Enghave",
    "Valby",
    "Vanløse",
    "Brønshøj-Husum",
    "Bispebjerg",
    "Amager Øst",
    "Amager Vest",
    "Indre By",
]


@dataclass(frozen=True)
class Story:
    """What is told in one call or letter, in the form's own groups."""

    behaviour: str = ""
    relations: str = ""
    statements: str = ""
    situation: str = ""
    strengths: str = ""
    kinds: tuple[str, ...] = ()


STORIES = [
    Story(
        behaviour="Sover om dagen og er vågen om natten. Er holdt op med at gå til fodbold i august.",
        relations="Har brudt med to gamle venner. Taler med nogen på nettet, som familien ikke kender.",
        statements="Siger, at det ikke nytter at gå i skole.",
        situation="Forældrene blev skilt i foråret.",
        strengths="Taler stadig med sin storesøster. Passer sit fritidsjob.",
        kinds=("unclear",),
    ),
    Story(
        behaviour="Har fået et mærke syet på jakken og vil ikke tage den af i timerne.",
        relations="Sidder alene i frikvartererne.",
        statements="Kalder læreren for forræder foran klassen.",
        strengths="Er god til matematik og hjælper gerne andre med det.",
        kinds=("right",),
    ),
    Story(
        behaviour="Har slettet alle billeder af veninder fra sin telefon.",
        relations="Ses kun med en gruppe, der er ti år ældre.",
        statements="Siger, at man ikke må være ven med nogen, der tænker anderledes.",
        situation="Venter på svar på en læreplads.",
        strengths="Har en farmor, hun kommer hos hver søndag.",
        kinds=("militant_islamism",),
    ),
    Story(
        behaviour="Optager videoer af betjente og lægger dem ud.",
        relations="Kommer i et hus, hvor de unge lukker døren, når vi går forbi.",
        statements="Skriver, at man skal slå igen, inden de slår.",
        strengths="Møder på arbejde hver dag.",
        kinds=("left",),
    ),
    Story(
        behaviour="Bruger al sin tid på et forum og vil ikke spise med familien.",
        relations="Har ingen venner tilbage fra skolen.",
        statements="Siger, at kvinder har ødelagt hans liv, og at de skal vide, hvordan det føles.",
        situation="Har været uden arbejde i et år.",
        strengths="Går tur med hunden to gange om dagen og taler med naboen.",
        kinds=("incel",),
    ),
    Story(
        behaviour="Nægter at åbne breve og har sat skilte op om, at staten ikke gælder her.",
        relations="Mødes med fire andre i en garage om aftenen.",
        statements="Siger, at embedsmænd skal stilles til regnskab, når dagen kommer.",
        situation="Skylder i skat og er ved at miste lejligheden.",
        strengths="Har kontakt med sin voksne datter.",
        kinds=("anti_authority",),
    ),
    Story(
        behaviour="Har tegnet på væggen i klubben, efter at han fik at vide, at han ikke måtte.",
        statements="Deler billeder, hvor jøder får skylden for krige.",
        relations="Nye venner fra en anden bydel.",
        strengths="Kommer stadig i klubben og vil gerne tale med de voksne.",
        kinds=("antisemitism", "unclear"),
    ),
    Story(
        behaviour="Er begyndt at træne hårdt og alene og taler om at være klar.",
        relations="Har sagt farvel til sin kæreste uden forklaring.",
        situation="Kom hjem fra tjeneste i foråret og sover dårligt.",
        strengths="Har sagt ja til en samtale med sin læge.",
        kinds=("unclear",),
    ),
    Story(
        behaviour="Går ikke i skole mere end to dage om ugen.",
        relations="Er sammen med en fætter, som lige er løsladt.",
        statements="Gentager sætninger, som han ikke selv kan forklare.",
        strengths="Er tæt med sin mor og hjælper med de små søskende.",
        kinds=("militant_islamism", "unclear"),
    ),
    Story(
        behaviour="Har købt bøger om hævn og taler om dem hele tiden.",
        relations="Skriver med en, der bor i udlandet.",
        statements="Siger, at en politiker burde mærke det på egen krop.",
        situation="Er lige begyndt i et nyt arbejde.",
        strengths="Spiller i et band og mødes med dem hver torsdag.",
        kinds=("right", "anti_authority"),
    ),
    Story(
        behaviour="Er blevet stille. Går, når andre kommer ind i rummet.",
        situation="Bor på opholdssted og skal snart flytte for tredje gang.",
        strengths="Har en kontaktperson, hun stoler på.",
    ),
    Story(
        behaviour="Råber ad forbipasserende med tørklæde på gaden.",
        statements="Siger, at de skal ud, og at han ved, hvor de bor.",
        relations="Drikker med to andre foran kiosken.",
        strengths="Lytter, når gadeplansmedarbejderen kommer.",
        kinds=("right",),
    ),
    Story(
        behaviour="Samler penge ind i skolen uden at ville sige, hvad de skal bruges til.",
        relations="Følges med en voksen, som ingen kender.",
        strengths="Har høje karakterer og vil gerne være ingeniør.",
        kinds=("militant_islamism",),
    ),
    Story(
        behaviour="Har ødelagt plakater ved en valgbod og filmet det.",
        statements="Kalder alle, der stemmer, for medløbere.",
        relations="Er med i en gruppe, der mødes i weekenderne.",
        strengths="Studerer og passer sine eksamener.",
        kinds=("left", "anti_authority"),
    ),
]

#: Where the one who calls stands, and what she was advised to do.
ADVICE = [
    "Holde kontakten, spørge nysgerrigt og ikke diskutere holdninger.",
    "Tale med skolens vejleder og ringe igen om en uge.",
    "Fortælle ham, at hun har ringet, og hvorfor.",
    "Tage imod en samtale med en pårørendecoach.",
    "Skrive ned, hvad der bliver sagt, og hvornår.",
]

AUTHORITIES = [
    "Guldberg Skole (opdigtet henvendelse)",
    "Psykiatrisk Center (opdigtet henvendelse)",
    "Arresthuset (opdigtet henvendelse)",
    "Jobcenter (opdigtet henvendelse)",
    "Klubben (opdigtet henvendelse)",
]


@dataclass(frozen=True)
class NoteStory:
    """A note: so many days after the case's first meeting, by whose persona ("bif": the coordinator).

    `shared` names the personas whose agencies it is disclosed to the next day, with why.
    """

    days: int
    by: str
    text: str
    shared: tuple[str, ...] = ()
    necessity: str = ""


@dataclass(frozen=True)
class CaseStory:
    """One case: who it is about, how far it has come, and what the agencies bring."""

    name: str
    cpr: str
    district: str
    story: int
    opened: tuple[int, int]
    steps: tuple[str, ...]
    reason: str
    notes: tuple[NoteStory, ...] = ()
    #: A paper that the coordinator put into the case: its title and what stands in it.
    paper: tuple[str, str] = ("", "")
    contributions: dict[str, str] = field(default_factory=dict)
    recommendation: str = ""
    outcome: str = ""
    recused: str = ""
    #: Comes up at the coming meeting for the first time.
    waits: bool = False
    headings: dict[str, str] = field(default_factory=dict)


_WAY = (
    "received",
    "cleared",
    "checked",
    "discussed",
    "conversation",
    "offered",
    "accepted",
    "in_course",
    "follow_up",
)

CASES = [
    CaseStory(
        name="Anton Opdigtet",
        cpr="7105034412",
        waits=True,
        district="Nørrebro",
        story=0,
        opened=(8, 24),
        steps=_WAY[:2],
        reason="Konkret bekymring fra en fagperson om brud med venner og fravær. Borgeren bor i kommunen.",
        notes=(
            NoteStory(
                -23,
                "bif",
                "Talt med skolevejleder. Anton er mødt stabilt siden uge 35 og har bedt om hjælp til"
                " at finde læreplads. Vejlederen vil gerne deltage i en samtale.",
            ),
        ),
        contributions={
            "sof": "Støttekontaktpersonen ser Anton hver uge og kender hans venner. Hun kan være med til en"
            " samtale, hvis Anton ønsker det."
        },
        recused="children",
    ),
    CaseStory(
        name="Laura Opdigtet",
        cpr="6302044418",
        waits=True,
        district="Valby",
        story=2,
        opened=(8, 15),
        steps=_WAY[:2],
        reason="Bekymring fra en veninde om nye relationer og brud med familien.",
    ),
    CaseStory(
        name="Viktor Opdigtet",
        cpr="8710981433",
        waits=True,
        district="Vanløse",
        story=9,
        opened=(9, 5),
        steps=_WAY[:2],
        reason="Trusler i en samtale med en medarbejder. Politiet svarede: intet til hinder.",
    ),
    CaseStory(
        name="Noah Opdigtet",
        cpr="6801016419",
        district="Bispebjerg",
        story=8,
        opened=(8, 22),
        steps=_WAY[:4],
        reason="Skolen er bekymret for fravær og en ny omgangskreds.",
        notes=(
            NoteStory(
                1,
                "social",
                "Talt med Noahs mor. Hun vil gerne med til en samtale på skolen og kan onsdag eftermiddag.",
                ("bif",),
                "Koordinator skal vide, hvornår moren kan, for at samtalen kan holdes.",
            ),
            NoteStory(
                4,
                "bif",
                "Skolen har et lokale den 21. september. Moren, klasselæreren og SSP kommer. Noah ved,"
                " hvad det handler om.",
            ),
        ),
        contributions={"buf": "Skolen har haft tre samtaler med Noah og hans mor. De vil gerne have hjælp."},
        recommendation="conversation",
        headings={
            "relations": "En fætter er ny i hverdagen. Andre venner er der stadig.",
            "family": "Moren er tæt på og beder om hjælp.",
            "work": "To skoledage om ugen. Vil gerne i praktik.",
        },
    ),
    CaseStory(
        name="Freja Opdigtet",
        cpr="7906024416",
        district="Amager Øst",
        story=3,
        opened=(8, 8),
        steps=_WAY[:5],
        reason="Bekymring fra en kollega om opfordringer til vold.",
        notes=(
            NoteStory(
                2,
                "police",
                "Forebyggelsesbetjenten kommer i huset hver uge og kender Freja. Hun hilser og svarer, når"
                " han spørger.",
                ("bif",),
                "Den, der skal tale med Freja, skal vide, at politiet møder hende i huset.",
            ),
            NoteStory(
                11,
                "bif",
                "Samtale på biblioteket. Freja fortæller om gruppen og om, at hun savner at spille musik."
                " Hun vil gerne mødes igen om to uger.",
            ),
        ),
        contributions={"police": "En anmeldelse om hærværk fra maj. Ingen sigtelse."},
        recommendation="conversation",
        headings={"rhetoric": "Skriver om at slå igen.", "network": "Et hus, hun kommer i om aftenen."},
    ),
    CaseStory(
        name="Emil Opdigtet",
        cpr="6212963415",
        district="Østerbro",
        story=4,
        opened=(7, 25),
        steps=_WAY[:6],
        reason="Forældre er bekymrede for isolation og had mod kvinder.",
        notes=(
            NoteStory(
                1,
                "psychiatry",
                "Emil kommer til sine aftaler. Behandleren mener, at en mentor kan være en støtte, og"
                " spørger ham selv.",
                ("bif", "social"),
                "Et tilbud om mentor skal passe sammen med behandlingen.",
            ),
            NoteStory(
                9,
                "bif",
                "Samtale med Emil og hans far. Emil vil gerne høre mere om en mentor og vil have en uge"
                " til at tænke.",
            ),
            NoteStory(15, "social", "Søgt om støtte til bolig. Emil står på venteliste til et kollegium."),
        ),
        contributions={"psychiatry": "Kendt i ambulatoriet. Kommer til sine aftaler."},
        recommendation="mentor",
        headings={
            "vulnerability": "Sover dårligt. Er i behandling.",
            "personality": "Lytter, når man taler roligt.",
            "work": "Uden arbejde i et år.",
        },
    ),
    CaseStory(
        name="Samira Opdigtet",
        cpr="7404014422",
        district="Brønshøj-Husum",
        story=10,
        opened=(7, 11),
        steps=_WAY[:7],
        reason="Opholdsstedet er bekymret for, hvem der skriver til hende.",
        notes=(
            NoteStory(
                3,
                "social",
                "Opholdsstedet har lagt aftenvagten om, så den voksne, Samira stoler på, er der tirsdag og"
                " torsdag.",
            ),
            NoteStory(
                12,
                "bif",
                "Samtale med Samira og kontaktpersonen. Hun viser beskederne og siger, at hun er bange for"
                " at svare forkert. Aftalt, at hun ikke svarer alene.",
                ("social", "police"),
                "Opholdsstedet og politiet skal kunne hjælpe, hvis der kommer flere beskeder.",
            ),
            NoteStory(22, "bif", "Samira har sagt ja til en mentor og vil gerne have en kvinde."),
        ),
        contributions={"sof": "Kontaktpersonen har kendt Samira i to år og følger hende gerne."},
        recommendation="mentor",
        headings={"family": "Bor på opholdssted.", "relations": "En voksen skriver til hende om natten."},
    ),
    CaseStory(
        name="Jonas Opdigtet",
        cpr="6903953419",
        district="Amager Vest",
        story=7,
        opened=(5, 10),
        steps=_WAY[:8],
        reason="Lægen er bekymret efter en samtale om at være klar.",
        notes=(
            NoteStory(
                2,
                "health",
                "Jonas følger forløbet om søvn og møder hver gang. Han har selv fortalt om samtalen med"
                " lægen.",
                ("bif",),
                "Mentoren skal kende det forløb, som Jonas allerede er i.",
            ),
            NoteStory(
                20,
                "bif",
                "Første møde med Jonas. Han taler om kammeraterne fra tjenesten og om ikke at høre til."
                " Vil gerne ud at gå, når han taler.",
            ),
            NoteStory(
                68,
                "bif",
                "Jonas er begyndt i veteranhuset om onsdagen. Han sover bedre. Næste samtale efter ferien.",
            ),
        ),
        contributions={"suf": "Er i et forløb om søvn. Møder hver gang."},
        recommendation="mentor",
        headings={"vulnerability": "Efterreaktioner fra tjeneste.", "violence": "Intet konkret kendt."},
    ),
    CaseStory(
        name="Malthe Opdigtet",
        cpr="8811004435",
        district="Vesterbro/Kgs. Enghave",
        story=6,
        opened=(3, 15),
        steps=_WAY,
        reason="Klubben er bekymret for tegninger og deling af had.",
        notes=(
            NoteStory(
                6,
                "children",
                "Malthe kommer i klubben hver dag. Medarbejderne spørger til tegningerne, når de er alene"
                " med ham, og han svarer.",
                ("bif",),
                "Mentorens første samtaler skal bygge på det, som klubben har opnået.",
            ),
            NoteStory(
                25,
                "bif",
                "Malthe og mentoren har mødtes to gange. Han har vist sine tegninger og fortalt, hvor han"
                " har dem fra.",
            ),
            NoteStory(88, "bif", "Talt med moren. Der er kommet to venner fra den gamle klasse tilbage."),
            NoteStory(
                150,
                "bif",
                "Klubben fortæller, at Malthe er begyndt som frivillig i værkstedet. Ingen tegninger siden"
                " maj.",
            ),
        ),
        paper=(
            "Brev fra klubben",
            "Til Infohus København\n\nVi skriver om et af vores medlemmer, som vi er bekymrede for. Han"
            " tegner på"
            " væggene, også når han har fået at vide, at han ikke må, og deler billeder, som vi ikke kan"
            " forklare"
            " væk. Vi taler gerne med ham og med jer.\n\nMed venlig hilsen\nKlubben (opdigtet)\n",
        ),
        contributions={"buf": "Klubben ser ham hver uge. Han taler gerne."},
        recommendation="mentor",
        headings={
            "network": "Klubben er et godt sted for ham.",
            "rhetoric": "Deler billeder uden at forklare dem.",
        },
    ),
    CaseStory(
        name="Christoffer Opdigtet",
        cpr="7507903417",
        district="Indre By",
        story=5,
        opened=(2, 1),
        steps=(*_WAY[:6], "declined"),
        reason="Sagsbehandler er bekymret efter et møde om gæld.",
        notes=(
            NoteStory(
                10,
                "bif",
                "Samtale hos Christoffer. Han vil ikke have en mentor, men vil gerne have hjælp til at"
                " læse brevene fra kommunen.",
            ),
        ),
        recommendation="other_offer",
        outcome="declined",
        headings={"family": "Har kontakt med sin datter.", "crime": "Intet kendt."},
    ),
    CaseStory(
        name="Katrine Opdigtet",
        cpr="6609971414",
        district="Nørrebro",
        story=13,
        opened=(1, 19),
        steps=_WAY[:4],
        reason="Bekymring fra et uddannelsessted.",
        notes=(NoteStory(1, "bif", "Uddannelsesstedet er orienteret om, at der ikke er grundlag for mere."),),
        recommendation="unfounded",
        outcome="unfounded",
        headings={"work": "Passer sit studie.", "rhetoric": "Politisk aktiv. Ingen opfordring til vold."},
    ),
    CaseStory(
        name="Adam Opdigtet",
        cpr="8402014417",
        district="Bispebjerg",
        story=12,
        opened=(1, 25),
        steps=(*_WAY, "follow_up"),
        reason="Skolen er bekymret for indsamlinger og en voksen, ingen kender.",
        notes=(
            NoteStory(
                5,
                "children",
                "Skolen har talt med Adam om indsamlingen. Pengene er talt op og ligger hos skolen.",
                ("bif", "police"),
                "Politiet og koordinator skal vide, at pengene er gjort rede for.",
            ),
            NoteStory(
                30,
                "bif",
                "Adam og mentoren ser på uddannelser sammen. Han har selv sagt nej til at samle ind igen.",
            ),
            NoteStory(
                100, "bif", "Forældrene ringer: Adam er optaget på ingeniørskolen og bor hjemme lidt endnu."
            ),
        ),
        contributions={"buf": "Skolen følger op hver uge.", "police": "Den voksne er kendt. Intet mod Adam."},
        recommendation="mentor",
        outcome="completed",
        headings={"work": "Høje karakterer.", "family": "Forældrene bakker op."},
    ),
]
