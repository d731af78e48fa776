"""A file of people who do not exist: name, phone, e-mail and three attributes, some of it wrong."""

import random
from collections.abc import Iterator
from pathlib import Path

HEADER = "Nombre,Teléfono,E-mail,Ciudad,Plan,Pedido"
_FIRST = (
    "Ana", "Eva", "Leo", "Íñigo", "José", "María", "Lucía", "Carmen", "Juan", "Pedro", "Sofía",
    "Marta", "Pablo", "Hugo", "Daniela",
)  # fmt: skip
_LAST = (
    "García", "Gil", "Muñoz", "López", "Pérez", "Ruiz", "Soto", "Vega", "Rojas", "Silva",
    "Torres", "Díaz", "Castro", "Ramos",
)  # fmt: skip
_CITIES = ("Cádiz", "Bogotá", "Lima", "Madrid", "Quito", "San José, CR", "Iquique")
_WRONG = ("", "no tiene", "12", "806123456", "3,46612E+11", "+34 612", "555")
INVALID, REPEATED = 0.03, 0.02


def people(count: int, *, seed: int = 5) -> Iterator[str]:
    """Lines of CSV, the header left out. 3 % can't be rung, 2 % have been there before."""
    chance = random.Random(seed)
    phones: list[str] = []
    for number in range(count):
        first, last = chance.choice(_FIRST), f"{chance.choice(_LAST)} {chance.choice(_LAST)}"
        dice = chance.random()
        if dice < INVALID:
            phone = chance.choice(_WRONG)
        elif dice < INVALID + REPEATED and phones:
            phone = chance.choice(phones)
        else:
            phone = _phone(chance)
            if number % 50 == 0:
                phones.append(phone)
        city = chance.choice(_CITIES)
        city = f'"{city}"' if "," in city else city
        box = f"{last.partition(' ')[0].lower()}.{number}"
        plan = chance.choice("ABC")
        yield (
            f'{first} {last},"{phone}",{box}@ejemplo{number % 9}.example,{city},{plan},{number}\n'
        )


def write_people(path: Path, count: int) -> None:
    """The file."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n")
        file.writelines(people(count))


def _phone(chance: random.Random) -> str:
    kind, number = chance.random(), chance.randrange(10**8)
    if kind < 0.5:
        return f"6{number:08}"
    if kind < 0.7:
        return f"+34 6{number // 10**6:02} {number % 10**6:06}"
    if kind < 0.85:
        return f"+52 55 {number // 10**4:04} {number % 10**4:04}"
    return f"+1 (212) {200 + number % 800}-{number // 10**4:04}"
