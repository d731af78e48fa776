"""How long people wait for an answer, as Prometheus reads it."""

from collections.abc import Iterable, Mapping

from prometheus_client import Histogram

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0)

STAGES = Histogram(
    "callsys_turn_seconds",
    "From the end of what a person says to the agent's first word, by line and by who took it: "
    "silence, recogniser, model, voice, own; total is all of them.",
    ["line", "stage"],
    buckets=_BUCKETS,
)


def observe(line: str, answers: Iterable[Mapping[str, float]]) -> None:
    """Count the answers of a call (milliseconds by stage), once it is over: nobody waits then."""
    for answer in answers:
        for stage, milliseconds in answer.items():
            STAGES.labels(line, stage).observe(milliseconds / 1000)
