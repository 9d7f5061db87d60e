"""What a command tells the shell, and the two ways in which a command stops early."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, stable for ever: scripts depend on them."""

    FINE = 0
    INPUT_WRONG = 1
    USAGE_WRONG = 2
    OUR_FAULT = 3
    INTERRUPTED = 130
    """Ctrl-C, as every shell understands it."""


class Stop(Exception):
    """A command that cannot go on; the sentence says why and what to do."""

    def __init__(self, sentence: str, code: Exit = Exit.INPUT_WRONG) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
