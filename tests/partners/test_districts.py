"""A municipality's districts come from a file."""

import pytest
from django.core.management import CommandError, call_command

from tovholder.partners import districts
from tovholder.partners.models import District

OWN = """
municipality: "0999"
districts:
  - {key: nord, name: Nordbyen}
  - {name: Øster Ådal}
"""


def test_copenhagen_has_ten_districts_in_its_own_order(ten_districts, planner):
    names = list(District.objects.visible_to(planner).values_list("name", flat=True))
    assert names[:2] == ["Indre By", "Østerbro"]
    assert names[-1] == "Amager Vest"
    assert len(names) == 10


def test_loading_again_renames_and_removes_nothing(ten_districts, copenhagen, arrange, planner):
    changed = districts.Districts("0101", [("valby", "Valby og Vigerslev")])
    with arrange():
        assert districts.install(changed, copenhagen) == 0
    assert District.objects.count() == 10
    assert District.objects.get(key="valby").name == "Valby og Vigerslev"


def test_another_municipality_loads_its_own(elsewhere, tmp_path, stranger, as_actor, capsys):
    file = tmp_path / "districts.yaml"
    file.write_text(OWN, "utf-8")
    call_command("districts", str(file))
    assert "2 districts, 2 of them new" in capsys.readouterr().out
    as_actor(stranger)
    assert list(District.objects.values_list("key", "name")) == [
        ("nord", "Nordbyen"),
        ("oester-aadal", "Øster Ådal"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "- a",
        "municipality: 1",
        'municipality: "0999"\ndistricts: x',
        'municipality: "0999"\ndistricts: [x]',
        'municipality: "0999"\ndistricts: [{key: a, name: ""}]',
        'municipality: "0999"\ndistricts: [{key: "A B", name: A}]',
        'municipality: "0999"\ndistricts: [{key: a, name: A}, {key: a, name: B}]',
        'municipality: "0999"\ndistricts: [{key: a, name: A}, {key: b, name: A}]',
        "a: [",
        'municipality: "0998"\ndistricts: [{key: a, name: A}]',
    ],
)
def test_a_file_that_is_wrong_is_refused_in_words(content, elsewhere, tmp_path):
    file = tmp_path / "districts.yaml"
    file.write_text(content, "utf-8")
    with pytest.raises(CommandError):
        call_command("districts", str(file))
    with pytest.raises(CommandError):
        call_command("districts", str(tmp_path / "missing.yaml"))
