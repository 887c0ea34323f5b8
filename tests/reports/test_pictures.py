"""The pictures: two sizes, a sentence, a table, and nothing that a strict page would refuse."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree  # our own pictures, no stranger's file

import pytest
from django.utils.translation import override

from tovholder.reports import pictures
from tovholder.reports.pictures import SourceOfMoney, YearOfMoney

MONTHS = [180, 420, 760, 910, 1240, 1490, 1490, 1610, 2140]
PACE = [250 * n for n in range(1, 13)]


def months(**other):
    given = {"title": "Folkeskoleelever", "year": 2022, "months": MONTHS, "pace": PACE, "target": 3000}
    return pictures.months_against_pace(**(given | {"pace_today": 2000, "as_of": date(2022, 9, 20)} | other))


def districts():
    return pictures.sessions_by_district(
        title="Gange", counts=[("Amager Øst", 22), ("Vesterbro-Kongens Enghave", 14), ("Valby", 0)]
    )


def money():
    years = (YearOfMoney(2022, Decimal(2400000), Decimal(1500000), Decimal(600000)),)
    return pictures.money_by_source(
        title="Penge", sources=[SourceOfMoney("Budget <2019> & mere", years, date(2022, 12, 31))]
    )


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314


ALL = [months, districts, money]


def texts(svg):
    return [element.text for element in parsed(svg).iter() if element.tag.endswith("text")]


@pytest.mark.parametrize("make", ALL)
def test_a_picture_obeys_a_page_without_inline_style_and_script(make):
    for svg in (make().svg_wide, make().svg_narrow):
        for element in parsed(svg).iter():
            assert not element.tag.endswith(("}style", "}script", "}a", "}image", "}foreignObject"))
            names = set(element.attrib)
            assert not {name for name in names if name.startswith(("on", "aria-", "{")) or name == "style"}
            assert "id" not in names


@pytest.mark.parametrize("make", ALL)
def test_the_same_numbers_make_the_same_picture(make):
    first = make()
    pictures._draw.cache_clear()
    assert first.svg_wide == make().svg_wide


@pytest.mark.parametrize("make", ALL)
def test_the_description_is_valid_vega_lite(make):
    import json

    import altair

    for narrow in (False, True):
        spec = json.loads(make().describe(narrow))
        altair.Chart.from_dict(spec, validate=True)


@pytest.mark.parametrize("make", ALL)
def test_a_picture_fits_its_two_widths(make):
    wide = parsed(make().svg_wide)
    narrow = parsed(make().svg_narrow)
    assert float(wide.get("width")) <= 704
    assert float(narrow.get("width")) <= 284


def test_letters_are_never_smaller_than_fourteen():
    for make in ALL:
        for element in parsed(make().svg_narrow).iter():
            assert element.get("font-size", "14px") == "14px"


def test_the_last_value_todays_pace_and_the_goal_are_labelled():
    with override("da"):
        assert {"2.140", "takt i dag 2.000", "mål 3.000", "1.000", "jan", "dec"} <= set(
            texts(months().svg_wide)
        )
        assert {"2.140", "takt 2.000", "mål 3.000", "J", "D"} <= set(texts(months().svg_narrow))
    with override("en"):
        assert {"2,140", "pace today 2,000", "goal 3,000"} <= set(texts(months().svg_wide))


def test_the_sentence_says_what_the_picture_shows():
    with override("da"):
        said = months().alt
    assert "Pr. 20.\u00a0september 2022 er det 2.140." in said
    assert "Årets mål er 3.000." in said
    assert "Takten er da 2.000." in said


def test_the_table_has_each_month_with_its_pace():
    with override("da"):
        table = months().table
    assert list(table.header) == ["Måned", "I måneden", "I alt", "Takt"]
    assert table.rows[1] == ["februar", "240", "420", "500"]
    assert table.rows[8] == ["september", "530", "2.140", "2.000"]
    assert table.rows[11] == ["december", "–", "–", "3.000"]


def test_a_figure_without_a_target_has_bars_alone():
    picture = months(pace=(), target=None, pace_today=None)
    assert (
        list(picture.table.header) == ["Month", "In the month", "In total"] or len(picture.table.header) == 3
    )
    assert not [text for text in texts(picture.svg_wide) if "goal" in text or "mål" in text]


def test_nothing_measured_makes_no_picture():
    assert months(months=[None] * 12) is None
    assert pictures.sessions_by_district(title="Gange", counts=[]) is None
    assert pictures.money_by_source(title="Penge", sources=[]) is None


def test_a_year_of_zeros_is_drawn():
    assert months(months=[0] * 9, pace=(), target=None).svg_wide.startswith("<svg")


def test_what_somebody_wrote_is_text_in_the_picture():
    assert "Budget <2019> & mere" in texts(money().svg_wide)
    assert "<2019>" not in money().svg_wide


def test_money_shows_its_expiry_and_its_years():
    with override("da"):
        picture = money()
        assert "udløber 31.\u00a0december 2022" in texts(picture.svg_wide)
        assert picture.table.rows[0][4] == "300.000\u00a0kr."
    assert picture.png().startswith(b"\x89PNG")


def test_a_clean_picture_has_ids_of_its_own():
    inside = '<clipPath id="c0"/><g clip-path="url(#c0)" x="{}"/>'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    one, two = pictures.clean(drawn.format(1)), pictures.clean(drawn.format(2))
    ids = [parsed(svg)[0].get("id") for svg in (one, two)]
    assert len(set(ids)) == 2
    assert f"url(#{ids[0]})" in one
