"""The commands that `help` lists. Read by the launcher before anything is installed."""

COMMANDS = [
    # (name and arguments, English, Danish, of the checkout's launcher only)
    (
        "demo [--fresh] [--today DATE] [--port N] [--no-open]",
        "run the demo: an invented year of work on a database of its own",
        "kør demoen: et opdigtet års arbejde på en database for sig selv",
        False,
    ),
    (
        "test [PYTEST ARGUMENTS]",
        "install what the checks need and run them all",
        "installér det, som kontrollerne kræver, og kør dem alle",
        True,
    ),
    ("serve [--host H] [--port N]", "serve the pages", "servér siderne", False),
    ("worker", "do the jobs of the background", "udfør baggrundens opgaver", False),
    ("migrate", "bring the database to this version", "bring databasen til denne version", False),
    (
        "check",
        "say what is wrong with this installation",
        "sig, hvad der er galt med denne installation",
        False,
    ),
    (
        "setup [--code 0101 --name NAME --administrator NAME --email E --agency KEY]",
        "the municipality, its agencies and the first administrator; prints a link to set a password",
        "kommunen, dens myndigheder og den første administrator; skriver et link til at vælge adgangskode",
        False,
    ),
    (
        "districts [FILE]",
        "the municipality's districts from a YAML file; Copenhagen's, where none is named",
        "kommunens bydele fra en YAML-fil; Københavns, hvor ingen er nævnt",
        False,
    ),
    (
        "plan check|load FILE, plan show [--json]",
        "an action plan from a YAML file",
        "en handleplan fra en YAML-fil",
        False,
    ),
    (
        "report status --year Y --format pdf|docx|xlsx|json -o FILE",
        "the committee's status report",
        "udvalgets statusrapport",
        False,
    ),
    (
        "figures --year Y [--as-of DATE] --json",
        "every indicator with its target",
        "hver indikator med sit mål",
        False,
    ),
    (
        "psql [--as app|owner|admin] [-c SQL]",
        "psql in the installation's database",
        "psql i installationens database",
        False,
    ),
    (
        "audit verify|anchor [--json], audit restored, audit drop-month YYYY-MM --why RULE",
        "verify the sealed log of looks; print its newest anchor; tell of a backup put back; drop a month",
        "kontrollér den forseglede log over opslag; skriv dens nyeste anker; sig, at en sikkerhedskopi er"
        " gendannet; slet en måned",
        False,
    ),
    (
        "keys show|reseal",
        "what is locked under a key of before; lock it again under the newest",
        "hvad der er låst under en tidligere nøgle; lås det på ny under den nyeste",
        False,
    ),
    ("backup FILE", "write the database to a file", "skriv databasen til en fil", False),
    (
        "restore FILE",
        "put a backup in place of the database",
        "sæt en sikkerhedskopi i databasens sted",
        False,
    ),
    ("lock [--upgrade]", "remake the locks after pyproject.toml", "lav låsefilerne på ny", True),
    (
        "messages [APP …]",
        "bring the catalogues up to date with the code",
        "bring ordlisterne på linje med koden",
        True,
    ),
    ("help", "this list", "denne liste", False),
]


def help_text(program: str, danish: bool) -> str:
    """Return the list of commands; the launcher's own only where it is the program."""
    launcher = program.startswith("./")
    lines = ["Kommandoer:" if danish else "Commands:"]
    for usage, english, dansk, only_launcher in COMMANDS:
        if launcher or not only_launcher:
            lines += [f"  {program} {usage}", f"      {dansk if danish else english}"]
    if danish:
        lines += [
            "Alt andet er Djangos egne kommandoer, fx shell.",
            "TOVHOLDER_DATA siger, hvor data ligger, og TOVHOLDER_PORT, hvilken port der bruges.",
            "DATABASE_URL peger på en rigtig PostgreSQL-server (17 eller nyere).",
        ]
    else:
        lines += [
            "Anything else is one of Django's own commands, shell for instance.",
            "TOVHOLDER_DATA says where the data lie, TOVHOLDER_PORT which port is used.",
            "DATABASE_URL names a real PostgreSQL server (17 or newer).",
        ]
    return "\n".join(lines)
