"""`tovholder report status`, as somebody on the server runs it."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from tovholder.core import clock
from tovholder.programme.models import Freeze


@pytest.fixture(autouse=True)
def in_september(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2022, 9, 20, 10, tzinfo=UTC))


def run(path, *more, year="2022"):
    call_command("report", "status", "--year", year, "-o", str(path), *more)


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "json"])
def test_it_writes_the_file_that_the_ending_names(worked, tmp_path, ending):
    path = tmp_path / f"status.{ending}"
    run(path)
    assert path.stat().st_size > 5000
    assert len(list(tmp_path.iterdir())) == 1


def test_it_counts_as_of_a_day_or_from_a_freeze(worked, tmp_path):
    run(tmp_path / "march.json", "--as-of", "2022-03-31")
    run(tmp_path / "frozen.json", "--freeze", str(Freeze.objects.get().pk))
    assert json.loads((tmp_path / "march.json").read_text())["as_of"] == "2022-03-31"
    assert json.loads((tmp_path / "frozen.json").read_text())["freeze_label"] == "Halvår"


def test_it_replaces_a_file_only_with_f(worked, tmp_path):
    path = tmp_path / "status.json"
    path.write_text("mine")
    with pytest.raises(CommandError, match="-f"):
        run(path)
    assert path.read_text() == "mine"
    run(path, "-f")
    assert path.read_text().startswith("{")


@pytest.mark.parametrize(
    ("more", "year"),
    [
        (["--year", "1800"], "2022"),
        ([], "2031"),
        (["--plan", "ukendt"], "2022"),
        (["--as-of", "20/9"], "2022"),
        (["--as-of", "2020-01-01"], "2022"),
        (["--freeze", "999"], "2022"),
        (["--freeze", "1", "--as-of", "2022-01-01"], "2022"),
        (["--municipality", "0999"], "2022"),
    ],
)
def test_what_is_asked_wrongly_is_said_and_leaves_no_file(worked, tmp_path, more, year):
    with pytest.raises(CommandError):
        run(tmp_path / "status.json", *more, year=year)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_none_is_said_before_the_work(worked, tmp_path):
    with pytest.raises(CommandError, match="findes ikke"):
        run(tmp_path / "mappe" / "status.json")
    with pytest.raises(CommandError, match="mappe"):
        run(tmp_path, "--format", "json")
    with pytest.raises(CommandError, match="--format"):
        run(tmp_path / "status")


def test_a_full_disk_is_said_in_words(worked, tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CommandError, match="Disken er fuld"):
        run(tmp_path / "status.json")
    assert list(tmp_path.iterdir()) == []


def test_without_a_plan_it_says_how_to_load_one(db, tmp_path):
    with pytest.raises(CommandError, match="plan load"):
        run(tmp_path / "status.json")


def test_it_speaks_english_when_asked(worked, tmp_path):
    run(tmp_path / "status.json", "--language", "en")
    assert json.loads((tmp_path / "status.json").read_text())["language"] == "en"
