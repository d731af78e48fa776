"""The pieces of a file read by several processes, their digests in the file's order.

Each is a program of its own, `python -m contacts.readers`: it takes a Reader, then pieces, from its
input and writes a digest of each. A worker of Celery's may not fork, and a process that knows
neither database nor pages is small and starts soon.
"""

import os
import pickle
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from contacts.digest import Digest, Reader
from contacts.pieces import Piece

WORTH_PROCESSES = 20_000
"""Rows: fewer are read sooner than a process has started."""
_NICENESS = 5
_ROOT = Path(__file__).resolve().parent.parent


def digests(reader: Reader, pieces: Iterable[Piece], *, rows: int) -> Iterator[Digest]:
    """The digest of each piece, in order. `rows` is about how many there are."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if rows < WORTH_PROCESSES or (cores or 1) < 2:
        yield from map(reader.read, pieces)
        return
    with _Crew(reader, size=min(cores or 1, 4)) as crew:
        yield from crew.read_all(pieces)


class _Crew:
    """Processes that read. A thread waits for each: it is never more than one piece ahead."""

    def __init__(self, reader: Reader, *, size: int) -> None:
        self._reader, self._size = reader, size
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()

    def __enter__(self) -> "_Crew":
        with ExitStack() as stack:
            for _ in range(self._size):
                process = stack.enter_context(closing(_Process(self._reader)))
                self._idle.put(process)
            self._threads = stack.enter_context(ThreadPoolExecutor(self._size))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._stack.close()

    def read_all(self, pieces: Iterable[Piece]) -> Iterator[Digest]:
        """Digests in the order of the pieces; so few pieces are held as keep all at work."""
        ahead: deque[Future[Digest]] = deque()
        for piece in pieces:
            ahead.append(self._threads.submit(self._read, piece))
            if len(ahead) > self._size:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def _read(self, piece: Piece) -> Digest:
        process = self._idle.get()
        try:
            return process.ask(piece)
        finally:
            self._idle.put(process)


class _Process:
    """One process that reads."""

    def __init__(self, reader: Reader) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "contacts.readers"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._questions, self._answers = self._child.stdin, self._child.stdout
        pickle.dump(reader, self._questions)

    def ask(self, piece: Piece) -> Digest:
        """The digest of a piece; OSError or EOFError when the process is gone."""
        pickle.dump(piece, self._questions)
        self._questions.flush()
        digest: Digest = pickle.load(self._answers)  # noqa: S301 - our own child wrote it
        return digest

    def close(self) -> None:
        """Let the process end; one that does not is killed."""
        self._child.kill()
        self._child.wait()
        self._questions.close()
        self._answers.close()


def main(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there is no more to read."""
    os.nice(_NICENESS)
    reader: Reader = pickle.load(questions)  # noqa: S301 - our own parent wrote it
    while True:
        try:
            piece = pickle.load(questions)  # noqa: S301 - our own parent wrote it
        except EOFError:
            return
        pickle.dump(reader.read(piece), answers)
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
