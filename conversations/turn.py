"""One reply of the agent in the making: what was said and done so far, and how it ends. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from conversations.censor import FIXED, Censor
from conversations.dialogue import Act, Line, Reply, Say
from conversations.phrases import Phrases, said_in_a_row
from conversations.rules import hang_up, repeats_itself
from conversations.tools import END_CALL, OPT_OUT, TRANSFER, Fault, check_call
from providers.llm.base import Tool, ToolCall


@dataclass(slots=True)
class Turn:
    """`tools` are those the agent may use; `now` and `zone` are those of `Mind`. `never` is what
    must not be said."""

    phrases: Phrases
    history: Sequence[Line]
    tools: tuple[Tool, ...]
    now: dt.datetime
    zone: str
    never: frozenset[str] = FIXED
    said: str = ""
    end: Act | None = None
    acts: list[Act] = field(default_factory=list)
    censor: Censor = field(init=False)

    def __post_init__(self) -> None:
        self.censor = Censor(self.never)

    @property
    def is_over(self) -> bool:
        """Whether the agent's part of the call ends with this reply."""
        return self.end is not None or any(act.name == OPT_OUT for act in self.acts)

    @property
    def is_withheld(self) -> bool:
        """Whether the model was about to say what must not be said."""
        return self.censor.struck

    def hear(self, token: str, *, apart: bool = False) -> Say | None:
        """What of a model's words may be said now; see `say`."""
        passed = self.censor.feed(token)
        return self.say(passed, apart=apart) if passed else None

    def finish(self) -> Say | None:
        """What the model's words left waiting, at the end of its answer."""
        rest = self.censor.flush()
        return self.say(rest) if rest else None

    def say(self, text: str, *, apart: bool = False) -> Say:
        """A piece of the agent's line; `apart`: it begins a sentence of its own."""
        if apart and self.said and not self.said[-1].isspace():
            text = f" {text}"
        self.said += text
        return Say(text)

    def use(self, call: ToolCall) -> Act | Fault | None:
        """What a tool call comes to: an act to do now, a fault to tell the model, or nothing yet.

        Nothing: the end of the call waits for the words, and what was done once is done.
        """
        checked = check_call(call, tools=self.tools, now=self.now, zone=self.zone)
        if call.name == END_CALL:
            # A model that wants to leave leaves, even if it can't say why.
            self.end = checked if isinstance(checked, Act) else self.end or hang_up()
            return checked if isinstance(checked, Fault) else None
        if isinstance(checked, Act) and checked.name == TRANSFER:
            self.end = self.end or checked
            return None
        if checked in self.acts:
            return None
        if isinstance(checked, Act):
            self.acts.append(checked)
        return checked

    def ending(self) -> tuple[Reply, ...]:
        """What is left to say and do when the model is done."""
        said = bool(self.said.strip())
        if self.is_over:
            opted_out = any(act.name == OPT_OUT for act in self.acts)
            bye = self.phrases.opted_out if opted_out else self.phrases.goodbye
            end = self.end or hang_up(outcome="not_interested")
            if end.name == TRANSFER:
                bye = self.phrases.transferring
            return (end,) if said else (self.say(bye), end)
        if self.is_withheld:
            return (self.say(self.phrases.withheld, apart=True),)
        if not said:
            return self.recovery(again=True)
        if repeats_itself(self.said, self.history):
            return (self.say(self.phrases.enough, apart=True), hang_up())
        return ()

    def recovery(self, *, again: bool) -> tuple[Reply, ...]:
        """What to say when the model failed; `again`: asking it once more may help.

        The first time the person is asked to repeat, the second time running the call ends.
        """
        if self.is_over:
            return self.ending()
        if again and not said_in_a_row((self.phrases.trouble,), self.history):
            return (self.say(self.phrases.trouble, apart=True),)
        return (self.say(self.phrases.sorry_goodbye, apart=True), hang_up(outcome="failed"))
