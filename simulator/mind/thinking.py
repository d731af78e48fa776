"""From the messages of a request to the agent's next words and tool calls."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.language import language_of
from simulator.mind.brief import Brief, read_brief
from simulator.mind.history import History, Message, is_failure, read_history
from simulator.mind.intent import Intent, intent_of
from simulator.mind.phrases import PHRASES
from simulator.mind.tools import Offered, read_tools

_WORD = re.compile(r"\w{4,}")
_PRICE = re.compile(r"cu[aá]nto|precio|cost|price|how much|\d\s?(€|\$|euros?|d[oó]lares|usd)", re.I)
_HOURS = re.compile(r"horario|qu[eé] hora|abren|cierran|opening|hours|what time|open\b", re.I)
_WHO = re.compile(r"qui[eé]n|parte de|qu[eé] empresa|who('s| is| are)?|which company", re.I)
_WHY = re.compile(
    r"de qu[eé] se trata|qu[eé] quiere|para qu[eé]|what is this|what do you want|why", re.I
)


@dataclass(frozen=True, slots=True)
class ToolCall:
    id: str
    name: str
    arguments: str  # JSON


@dataclass(frozen=True, slots=True)
class Thought:
    text: str
    calls: tuple[ToolCall, ...] = ()


def think(messages: list[Message], tools: list[dict[str, Any]]) -> Thought:
    """The next move; the same for the same messages."""
    return _Mind(read_history(messages), read_tools(tools)).next_move()


class _Mind:
    def __init__(self, history: History, offered: Offered) -> None:
        self.history = history
        self.offered = offered
        self.brief: Brief = read_brief(history.system)
        self.intent: Intent = intent_of(history.last_heard)
        self.language = self._language()

    def next_move(self) -> Thought:
        if self.history.results:
            return self._after_tools()
        if not self.history.heard and not self.history.said:
            return Thought(self._say("greet"))
        answer = _ANSWERS.get(self.intent)
        return answer(self) if answer else self._advance()

    def _language(self) -> str:
        """The person's, else the brief's: a mumble does not change the language."""
        for text in reversed(self.history.heard):
            if language := language_of(text):
                return language
        return self.brief.language or "es"

    # --- one answer for each intent

    def opt_out(self) -> Thought:
        calls = [self._call("opt_out", reason=self.history.last_heard)]
        return self._part("opt_out", "opt_out", *calls)

    def wrong_number(self) -> Thought:
        return self._part("wrong_number", "wrong_number")

    def voicemail(self) -> Thought:
        return self._part("voicemail", "voicemail")

    def screening(self) -> Thought:
        return Thought(self._say("screening"))

    def robot(self) -> Thought:
        return Thought(self._say("robot"))

    def person_wanted(self) -> Thought:
        if "transfer" in self.offered:
            return self._with("transfer", self._call("transfer", reason=self.history.last_heard))
        return Thought(self._say("no_transfer"))

    def callback(self) -> Thought:
        when = self._when()
        if "promise_callback" in self.offered and "promise_callback" not in self.history.called:
            call = self._call("promise_callback", when_text=when, detail=when)
            return Thought("", tuple(each for each in (call,) if each))
        return self._part("callback", "callback", detail=when)

    def angry(self) -> Thought:
        if self.history.has_said("calm"):
            return self.opt_out()
        return Thought(self._say("calm"))

    def refusal(self) -> Thought:
        if self.history.has_said("confirm"):
            return self._part("bye", "agreed")  # "no" to "anything else?"
        if self.history.has_said("objection"):
            return self._part("refused", "refused")
        return Thought(self._say("objection"))

    def goodbye(self) -> Thought:
        meant = "agreed" if self.history.has_said("confirm") else "unclear"
        return self._part("bye", meant)

    def question(self) -> Thought:
        asked = self.history.last_heard
        if _WHY.search(asked):
            return Thought(self._say("why"))
        if _WHO.search(asked):
            return Thought(self._say("who"))
        fact = self._fact(asked)
        return Thought(self._say("fact", detail=fact) if fact else self._say("no_fact"))

    def unclear(self) -> Thought:
        if self.history.times("repeat") > 1:
            return self._part("give_up", "unclear")
        return Thought(self._say("repeat"))

    def silence(self) -> Thought:
        if not self.history.said:
            return Thought(self._say("greet"))
        recent = self.history.heard[-3:]
        if len(recent) == 3 and all(intent_of(text) == "silence" for text in recent):
            return self._part("give_up", "unclear")
        return Thought(self._say("still_there"))

    def hello(self) -> Thought:
        return self._advance() if self.history.said else Thought(self._say("greet"))

    def time(self) -> Thought:
        when = self.history.last_heard
        if "book_appointment" in self.offered and "book_appointment" not in self.history.called:
            call = self._call("book_appointment", when_text=when, detail=when)
            return Thought("", tuple(each for each in (call,) if each))
        return Thought(self._say("booked", detail=_bare(when)))

    # --- the way to the goal

    def _advance(self) -> Thought:
        """The next step of an ordinary, friendly conversation."""
        if self._has_just_offered_removal():
            return self.opt_out()
        if self.history.said and self.brief.questions:
            return self._survey()
        step = self._next_step()
        return Thought(self._say(step)) if step else self._part("bye", "agreed")

    def _next_step(self) -> str:
        """Greeting, purpose, a time where one can be booked, the last question; then ""."""
        history, goal = self.history, self.brief.goal
        may_book = "book_appointment" in self.offered
        steps = (
            ("greet", not history.said),
            ("purpose", bool(goal) and not history.has_stated(goal)),
            ("when", may_book and not history.has_said("when")),
            ("confirm", not history.has_said("confirm")),
        )
        return next((step for step, is_due in steps if is_due), "")

    def _survey(self) -> Thought:
        asked = [q for q in self.brief.questions if any(q in said for said in self.history.said)]
        left = [q for q in self.brief.questions if q not in asked]
        if not asked and left:
            return Thought(self._say("survey", question=left[0]))
        text = self._say("next_question", question=left[0]) if left else ""
        note = None
        if asked and not self.history.has_said("confirm"):
            note = self._call("note_fact", key=asked[-1], value=self.history.last_heard)
        if left:
            return self._spoken(text, note)
        if not self.history.has_said("confirm"):
            return self._spoken(self._say("confirm"), note)
        return self._part("bye", "agreed")

    def _after_tools(self) -> Thought:
        """Speaks once the tools have answered, unless everything was said with the call."""
        name, result = self.history.results[-1]
        if name in ("end_call", "opt_out", "transfer", "note_fact"):
            return Thought("")
        if is_failure(result):
            return Thought(self._say("tool_failed"))
        if name == "promise_callback":
            return self._part("callback", "callback", detail=self._when())
        return Thought(self._say("booked", detail=_bare(self.history.last_heard)))

    # --- words and calls

    def _say(self, topic: str, **details: str) -> str:
        spanish = self.language == "es"
        brief = self.brief
        business = brief.business
        of_business = f"{', de ' if spanish else ' from '}{business}" if business else ""
        words = {
            "agent": brief.agent or ("su asistente" if spanish else "your assistant"),
            "of_business": of_business,
            "contact": brief.contact or ("el titular" if spanish else "the account holder"),
            "goal": brief.goal or ("hacerle una consulta" if spanish else "a short enquiry"),
            **details,
        }
        return PHRASES[topic][self.language].format(**words)

    def _part(self, topic: str, meant: str, *calls: ToolCall | None, detail: str = "") -> Thought:
        """Says goodbye and ends the call with a fitting disposition."""
        end = self._call("end_call", disposition=meant, summary=self._summary(meant), detail=meant)
        return self._spoken(self._say(topic, detail=detail), *calls, end)

    def _with(self, topic: str, *calls: ToolCall | None) -> Thought:
        return self._spoken(self._say(topic), *calls)

    @staticmethod
    def _spoken(text: str, *calls: ToolCall | None) -> Thought:
        return Thought(text, tuple(call for call in calls if call is not None))

    def _call(self, name: str, **wanted: Any) -> ToolCall | None:
        if name not in self.offered:
            return None
        arguments = json.dumps(self.offered.arguments(name, wanted), ensure_ascii=False)
        place = f"{name}/{len(self.history.said)}/{len(self.history.called)}/{arguments}"
        return ToolCall(
            f"call_{hashlib.blake2b(place.encode(), digest_size=12).hexdigest()}", name, arguments
        )

    def _summary(self, meant: str) -> str:
        return f"{meant}: {self.history.last_heard}"[:300]

    def _when(self) -> str:
        """The time that the person named, in their own words, without a change of person."""
        spoken = " ".join(self.history.heard[-3:]).lower()
        match = re.search(
            r"((pasado )?mañana|tomorrow|el \w+|on \w+)?\s*(a las|at) "
            r"(\w+)( ?[ap]m| de la (mañana|tarde|noche)| in the (morning|afternoon|evening))?",
            spoken,
        )
        if match:
            return match[0].strip()
        return "más tarde" if self.language == "es" else "later"

    def _fact(self, asked: str) -> str:
        """The sentence of the prompt that answers best, or ""."""
        for topic in (_PRICE, _HOURS):
            if topic.search(asked):
                found = [fact for fact in self.brief.facts if topic.search(fact)]
                return _sentence(found[0]) if found else ""
        wanted = set(_WORD.findall(asked.lower()))
        best = max(self.brief.facts, key=lambda fact: len(_shared(fact, wanted)), default="")
        return _sentence(best) if len(_shared(best, wanted)) > 1 else ""

    def _has_just_offered_removal(self) -> bool:
        return History("", self.history.said[-1:], (), (), ()).has_said("calm")


def _shared(fact: str, wanted: set[str]) -> set[str]:
    return set(_WORD.findall(fact.lower())) & wanted


def _sentence(fact: str) -> str:
    return fact if fact.endswith((".", "!", "?")) else f"{fact}."


def _bare(text: str) -> str:
    return text.strip().rstrip(".")


_ANSWERS: dict[Intent, Callable[[_Mind], Thought]] = {
    "opt_out": _Mind.opt_out,
    "wrong_number": _Mind.wrong_number,
    "voicemail": _Mind.voicemail,
    "screening": _Mind.screening,
    "robot": _Mind.robot,
    "person_wanted": _Mind.person_wanted,
    "callback": _Mind.callback,
    "angry": _Mind.angry,
    "refusal": _Mind.refusal,
    "goodbye": _Mind.goodbye,
    "question": _Mind.question,
    "unclear": _Mind.unclear,
    "silence": _Mind.silence,
    "hello": _Mind.hello,
    "time": _Mind.time,
}
