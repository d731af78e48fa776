"""One seed, one plan."""

from chaos.plan import WEIGHTS, make_plan
from lib.seams import SEAMS


def test_a_seed_tells_the_whole_plan():
    assert make_plan(kills=50, seed=7) == make_plan(kills=50, seed=7)
    assert make_plan(kills=50, seed=7) != make_plan(kills=50, seed=8)


def test_every_seam_comes_up_in_a_long_run():
    assert {trouble.seam for trouble in make_plan(kills=200, seed=1)} >= set(SEAMS)


def test_it_can_be_told_to_keep_to_one_kind():
    for kind in WEIGHTS:
        assert {trouble.kind for trouble in make_plan(kills=5, seed=1, only=kind)} == {kind}
