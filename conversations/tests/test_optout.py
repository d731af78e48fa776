"""An opt-out is recognised without a model, and what is none is left alone."""

import pytest

from conversations.optout import asks_to_opt_out


@pytest.mark.parametrize(
    "text",
    [
        "No me llamen más",
        "¡Que no me llames más!",
        "Por favor, no me llamen más a este número.",
        "no me llame a este número nunca más",
        "No me vuelvan a llamar.",
        "No vuelva a llamarme",
        "No quiero que me vuelvan a llamar",
        "no quiero que me llamen",
        "No quiero recibir más llamadas.",
        "no quiero más llamadas de ustedes",
        "Ya no me llamen",
        "No me llamen, por favor.",
        "Dejen de llamarme",
        "Deje de molestar",
        "Déjenme en paz",
        "Quítame de la lista",
        "Quíteme de su lista, por favor",
        "bórrenme de la base de datos",
        "¿Me puede quitar de esa lista?",
        "Sáquenme de sus listas",
        "Eliminen mi número",
        "Borre mis datos",
        "Quiero darme de baja",
        "deme de baja de la lista",
        "Estoy en la lista Robinson",
        "Stop calling me",
        "please stop calling this number",
        "Don't call me again.",
        "do not call me anymore",
        "Don’t call me any more",
        "Don't ever call here again",
        "don't call me",
        "Never call me back",
        "I don't want you to call me",
        "I don't want any more calls",
        "No more calls, please",
        "Remove me",
        "Please remove me from your list",
        "Take me off your calling list",
        "take me off",
        "Take my number off your list",
        "Delete my number from your database.",
        "Remove my number, please",
        "Unsubscribe",
        "I'm on the do-not-call list",
        "Leave me alone",
        "Lose my number",
        "I want to opt out",
    ],
)
def test_it_hears_an_opt_out(text):
    assert asks_to_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sí, dígame",
        "No me llamo Juan, me llamo Pedro",
        "No me llames ahora, estoy conduciendo",
        "No me llamen más tarde de las ocho",
        "No me vuelva a llamar hoy, mejor mañana",
        "No quiero que me llamen por la mañana",
        "Llámame más tarde",
        "Llámeme mañana a las cinco",
        "No me interesa",
        "No, gracias",
        "Quiero dar de baja mi contrato de internet",
        "¿Cuánto más cuesta la llamada?",
        "Quítale el seguro, que es muy caro",
        "¿Qué hay en la lista de precios?",
        "Don't call me now, I'm driving",
        "Can you call me later?",
        "Don't call me before ten",
        "Please don't call me again until Monday",
        "Call me tomorrow at five",
        "I'm not interested",
        "I missed your call",
        "Can you remove the extra fee?",
        "Take me through the list of prices",
    ],
)
def test_it_leaves_the_rest_to_the_model(text):
    assert not asks_to_opt_out(text)
