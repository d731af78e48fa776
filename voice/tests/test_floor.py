import pytest

from providers.telephony.frames import Speaking
from voice.floor import Floor
from voice.manners import Manners


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def floor() -> tuple[Floor, Clock]:
    clock = Clock()
    return Floor(Manners(letters_per_second=10), clock), clock


def test_speech_lasts_as_long_as_its_text_piece_after_piece() -> None:
    talk, clock = floor()
    talk.agent_says("x" * 20)
    talk.agent_says("x" * 10)
    assert talk.rest == 3.0
    clock.now += 5
    assert talk.rest == 0.0
    talk.agent_says("x" * 10)
    assert talk.rest == 1.0


def test_an_interruption_ends_it() -> None:
    talk, _ = floor()
    talk.agent_says("x" * 20)
    talk.hear(Speaking("agent", active=True))
    talk.agent_stops()
    assert talk.rest == 0.0
    assert not talk.agent_speaks


def test_the_provider_knows_better_for_a_while() -> None:
    talk, clock = floor()
    talk.agent_says("x" * 10)
    talk.hear(Speaking("agent", active=True))
    believed = []
    for seconds in (5, 10):
        clock.now += seconds
        believed.append(talk.agent_speaks)
    assert believed == [True, False]  # the message that it stopped was lost


@pytest.mark.parametrize("told", [True, False])
def test_the_person_speaks_until_told_otherwise_or_their_words_arrive(told: bool) -> None:
    talk, _ = floor()
    talk.hear(Speaking("person", active=True))
    before = talk.person_speaks
    if told:
        talk.hear(Speaking("person", active=False))
    else:
        talk.person_finished()
    assert (before, talk.person_speaks) == (True, False)
