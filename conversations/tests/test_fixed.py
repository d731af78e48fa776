"""What is said on every call in the same words."""

from conversations.fixed import fixed_sentences
from conversations.phrases import phrases_in


def test_it_begins_with_the_disclosure_and_holds_every_phrase(agent):
    agent.first_message = "Le llamo de la panadería. ¿Tiene un minuto?"
    said = fixed_sentences(agent)
    assert said[0] == "Hola."
    assert "inteligencia artificial" in said[1]
    assert "Le llamo de la panadería." in said
    assert phrases_in("es").opted_out.split(". ")[0] + "." in said
    assert len(said) == len(set(said))


def test_what_names_somebody_is_left_for_the_call(agent):
    agent.first_message = "¿Hablo con {name}?"
    assert not any("Hablo" in sentence for sentence in fixed_sentences(agent))


def test_it_speaks_the_agents_language(agent):
    agent.language = "en"
    assert "Goodbye." in fixed_sentences(agent)
