"""Compile the message catalogues, .po to .mo, without GNU gettext on the machine."""

import sys
from pathlib import Path


def compile_all(package: Path) -> list[Path]:
    """Compile every locale/*/LC_MESSAGES/django.po under a package that is newer than its .mo.

    :returns: the .mo files written.
    :raises OSError: a catalogue is not well formed, or a file cannot be written.
    """
    import polib  # the extra `demo` and the wheel's build have it; a served wheel does not

    written = []
    for source in sorted(package.glob("**/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo.tmp")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_all(Path(__file__).resolve().parents[1])
    sys.exit(0)
