"""Agents to begin with: one for each purpose, in each language. Pure.

They are written in the language they will speak, not in that of the page.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """What the form of a new agent is filled in with."""

    name: str
    goal: str
    facts: str
    first_message: str
    prompt: str = ""


def preset_for(purpose: str, language: str) -> Preset:
    """The agent to begin with. `purpose` is one of `Purpose`, `language` es or en."""
    return _PRESETS[language][purpose]


_SPANISH = {
    "sales": Preset(
        name="Lucía",
        goal="Que la persona acepte una cita o deje hecho su pedido.",
        facts=(
            "Qué ofrecemos:\nQué cuesta, y qué incluye:\nHorario y dirección:\nQué nos distingue:"
        ),
        first_message="Le llamo por algo que puede interesarle, {name}. ¿Tiene un minuto?",
    ),
    "support": Preset(
        name="Marta",
        goal="Que la incidencia quede resuelta, o anotada con todo lo que hace falta.",
        facts="Problemas frecuentes y cómo se resuelven:\nCuándo contesta el equipo:",
        first_message="Le llamo por la consulta que nos hizo. ¿Puede hablar ahora?",
    ),
    "survey": Preset(
        name="Sofía",
        goal="Que la persona conteste a las tres preguntas.",
        facts="La encuesta es anónima y sus respuestas sirven para mejorar el servicio.",
        first_message="Son tres preguntas, poco más de un minuto. ¿Me ayuda?",
        prompt=(
            "Preguntas, en este orden:\n"
            "1. Del uno al diez, ¿qué nota nos pone?\n"
            "2. ¿Qué es lo que más le ha gustado?\n"
            "3. ¿Qué mejoraría?"
        ),
    ),
    "reminder": Preset(
        name="Elena",
        goal="Que la persona confirme su cita.",
        facts="Dirección:\nQué hay que traer:\nHasta cuándo se puede cambiar la cita:",
        first_message="¿Hablo con {name}? Le llamo para recordarle su cita.",
    ),
    "collection": Preset(
        name="Clara",
        goal="Que la persona se comprometa a una fecha de pago que pueda cumplir.",
        facts="Formas de pago:\nArreglos que podemos ofrecer:\nA quién puede escribir o llamar:",
        first_message="Necesito hablar con {name}. ¿Es usted?",
    ),
    "lead": Preset(
        name="Carla",
        goal="Saber si la persona encaja, y que acepte hablar con un asesor.",
        facts="Qué ofrecemos:\nPara quién es:\nDesde qué precio:\nCuándo llama el asesor:",
        first_message="Le llamo por la información que nos pidió, {name}. ¿Tiene un minuto?",
    ),
    "appointment": Preset(
        name="Irene",
        goal="Que quede acordada una cita, con día y hora.",
        facts="Dirección:\nHorario de citas:\nCuánto dura:\nQué hay que traer:",
        first_message="Le llamo para buscarle una cita, {name}. ¿Le viene bien ahora?",
    ),
}
_ENGLISH = {
    "sales": Preset(
        name="Emma",
        goal="The person accepts an appointment or places an order.",
        facts=(
            "What we offer:\n"
            "What it costs, and what is included:\n"
            "Hours and address:\n"
            "What sets us apart:"
        ),
        first_message="I'm calling about something you may like, {name}. Do you have a minute?",
    ),
    "support": Preset(
        name="Grace",
        goal="The problem is solved, or noted with all that is needed.",
        facts="Frequent problems and how they are solved:\nWhen the team answers:",
        first_message="I'm calling about the question you sent us. Can you talk now?",
    ),
    "survey": Preset(
        name="Olivia",
        goal="The person answers the three questions.",
        facts="The survey is anonymous and its answers help to improve the service.",
        first_message="It's three questions, little more than a minute. Will you help me?",
        prompt=(
            "Questions, in this order:\n"
            "1. From one to ten, how do you rate us?\n"
            "2. What did you like best?\n"
            "3. What would you improve?"
        ),
    ),
    "reminder": Preset(
        name="Alice",
        goal="The person confirms their appointment.",
        facts="Address:\nWhat to bring:\nUntil when the appointment can be changed:",
        first_message="Am I speaking with {name}? I'm calling to remind you of your appointment.",
    ),
    "collection": Preset(
        name="Claire",
        goal="The person commits to a payment date that they can keep.",
        facts="Ways to pay:\nArrangements that we can offer:\nWhom they can write to or call:",
        first_message="I need to speak with {name}. Is that you?",
    ),
    "lead": Preset(
        name="Kate",
        goal="We know whether the person is a fit, and they agree to talk with an adviser.",
        facts="What we offer:\nWhom it is for:\nFrom what price:\nWhen the adviser calls:",
        first_message="I'm calling about the information you asked for, {name}. Got a minute?",
    ),
    "appointment": Preset(
        name="Ruth",
        goal="An appointment is agreed, with day and time.",
        facts="Address:\nHours for appointments:\nHow long it takes:\nWhat to bring:",
        first_message="I'm calling to find you an appointment, {name}. Is now a good time?",
    ),
}
_PRESETS = {"es": _SPANISH, "en": _ENGLISH}
