import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from lib.keyset import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def names():
    Organization.objects.bulk_create(Organization(name=str(number)) for number in range(7))
    return Organization.objects.all()


def shown(page):
    return [row.name for row in page.rows]


def test_the_first_page_holds_the_newest(names):
    page = page_of(names, size=3)
    assert shown(page) == ["6", "5", "4"]
    assert page.newer is None


def test_walking_down_and_up_again_shows_every_row_once(names):
    first = page_of(names, size=3)
    second = page_of(names, before=str(first.older), size=3)
    third = page_of(names, before=str(second.older), size=3)
    assert shown(first) + shown(second) + shown(third) == list("6543210")
    assert third.older is None
    back = page_of(names, after=str(third.newer), size=3)
    assert shown(back) == shown(second)
    assert shown(page_of(names, after=str(back.newer), size=3)) == shown(first)


def test_the_top_reached_from_below_has_nothing_newer(names):
    second = page_of(names, before=str(page_of(names, size=3).older), size=3)
    top = page_of(names, after=str(second.newer), size=3)
    assert top.newer is None
    assert top.older is not None


@pytest.mark.parametrize("key", ["x", "-1", "٣", "9" * 40, "1 OR 1=1"])
def test_a_key_that_we_never_gave_is_the_first_page(names, key):
    assert shown(page_of(names, before=key, size=3)) == ["6", "5", "4"]


def test_an_empty_list_has_no_neighbours(db):
    page = page_of(Organization.objects.none(), before="5")
    assert (page.rows, page.older, page.newer) == ([], None, None)


def test_it_neither_counts_nor_skips(names):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page_of(names, before="5", size=3)
    assert len(queries) == 1
    assert "COUNT" not in queries[0]["sql"]
    assert "OFFSET" not in queries[0]["sql"]
