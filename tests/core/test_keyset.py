"""Keyset pages: forth and back, filters kept, nothing lost where rows share a value."""

import pytest
from django.http import QueryDict

from tests.conftest import arranging
from tovholder.core.keyset import keyset
from tovholder.partners.models import Organisation

ORDER = ("sort_name", "id")


@pytest.fixture
def associations(copenhagen):
    with arranging():
        for number in range(1, 8):
            Organisation.objects.create(
                municipality=copenhagen, kind="association", name=f"Forening {number}", note="x" * number
            )


def names(page):
    return [row.name[-1] for row in page]


def walk(found, link, **options):
    return keyset(found, order=ORDER, query=QueryDict(link[1:]), size=3, **options)


def test_it_walks_forth_and_back_and_meets_every_row_once(associations, person, as_actor):
    planner = person("planner")
    as_actor(planner)
    found = Organisation.objects.visible_to(planner).in_name_order()
    first = keyset(found, order=ORDER, size=3)
    assert (names(first), first.previous) == (["1", "2", "3"], "")
    second = walk(found, first.next)
    third = walk(found, second.next)
    assert (names(second), names(third), third.next) == (["4", "5", "6"], ["7"], "")
    back = walk(found, third.previous)
    assert names(back) == names(second)
    beginning = walk(found, back.previous)
    assert (names(beginning), beginning.previous) == (["1", "2", "3"], "")
    assert names(walk(found, beginning.next)) == ["4", "5", "6"]


def test_it_walks_downwards_too(associations, person, as_actor):
    as_actor(person("planner"))
    found = Organisation.objects.in_name_order()
    first = keyset(found, order=("-sort_name", "-id"), size=3)
    assert names(first) == ["7", "6", "5"]
    second = keyset(found, order=("-sort_name", "-id"), size=3, query=QueryDict(first.next[1:]))
    assert names(second) == ["4", "3", "2"]


def test_the_links_keep_the_filters(associations, person, as_actor):
    as_actor(person("planner"))
    query = QueryDict("kind=association&q=for%26en&district=")
    page = keyset(Organisation.objects.in_name_order(), order=ORDER, query=query, size=3)
    kept = QueryDict(page.next[1:])
    assert (kept["kind"], kept["q"]) == ("association", "for&en")
    assert "before" not in kept


@pytest.mark.parametrize("cursor", ["x", "W10", "x:y:z", "\x00", "a" * 5000])
def test_a_cursor_that_was_not_made_here_shows_the_first_page(associations, person, as_actor, cursor):
    as_actor(person("planner"))
    page = keyset(Organisation.objects.in_name_order(), order=ORDER, after=cursor, size=3)
    assert names(page) == ["1", "2", "3"]


def test_a_page_behind_the_last_row_leads_back_to_the_beginning(associations, person, as_actor):
    as_actor(person("planner"))
    found = Organisation.objects.in_name_order()
    second = keyset(found, order=ORDER, size=3).next
    page = walk(found.filter(name="Forening 1"), second)
    assert (names(page), page.next, page.previous) == ([], "", "?")


def test_the_count_stops_where_it_is_told(associations, person, as_actor, django_assert_num_queries):
    as_actor(person("planner"))
    found = Organisation.objects.in_name_order()
    with django_assert_num_queries(2):
        page = keyset(found, order=ORDER, size=3, count_to=5)
    assert (page.total, page.more_than) == (None, 5)
    assert keyset(found, order=ORDER, size=3, count_to=7).total == 7
    with django_assert_num_queries(1):
        assert keyset(found, order=ORDER, size=7, count_to=5).total == 7


def test_the_page_is_walked_from_the_index(associations, person, as_actor):
    as_actor(planner := person("planner"))
    first = keyset(Organisation.objects.visible_to(planner).in_name_order(), order=ORDER, size=3)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as captured:
        walk(Organisation.objects.visible_to(planner).in_name_order(), first.next)
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"set local enable_{way} = off")
        cursor.execute("explain " + captured[-1]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "organisation_by_name" in plan
    assert "Sort" not in plan
    assert "ROW(" in plan.split("Index Cond")[1].split("\n")[0]


def test_an_order_that_runs_both_ways_is_refused():
    with pytest.raises(ValueError, match="one way"):
        keyset(Organisation.objects.all(), order=("name", "-id"))
