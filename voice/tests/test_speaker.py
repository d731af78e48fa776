"""What a stream's speaker gives its voice, and when: each clause as soon as it is one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from providers.speech.base import Sound
from providers.telephony.frames import Speech
from voice.stream.speaker import Speaker


class Voice:
    """A mouth and its only utterance, which keep what they are given and make no sound."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def begin(self) -> "Voice":
        return self

    async def say(self, text: str) -> None:
        self.said.append(text)

    async def end(self) -> None: ...

    async def drop(self) -> None: ...

    async def close(self) -> None: ...

    async def __aiter__(self) -> AsyncIterator[Sound]:
        return
        yield


def test_the_first_clause_of_every_answer_is_spoken_before_its_sentence_is_whole() -> None:
    async def talk() -> None:
        voice = Voice()

        async def opened() -> Voice:
            return voice

        async def sent(_: str) -> None: ...

        speaker = Speaker(open_mouth=opened, send=sent, tell=lambda _: None, lost=print)
        sounding = asyncio.create_task(speaker.sound())
        for _ in range(3):
            voice.said.clear()
            await speaker.speak(Speech("Perfecto, queda apuntado, le "))
            assert voice.said == ["Perfecto, queda apuntado,"]
            await speaker.speak(Speech("esperamos. ", last=True))
            assert voice.said[1:] == ["le esperamos."]
        speaker.close()
        sounding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sounding

    asyncio.run(talk())
