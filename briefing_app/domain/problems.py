"""Errors that are the world's fault: each is a sentence for the user and a remedy."""


class Problem(Exception):
    """Something outside the program is wrong; ``sentence`` says what, ``remedy`` what to do."""

    def __init__(self, sentence: str, remedy: str = "", *, exit_code: int = 1) -> None:
        super().__init__(f"{sentence} {remedy}".strip())
        self.sentence = sentence
        self.remedy = remedy
        self.exit_code = exit_code


class Locked(Problem):
    """The store is there, or may be made, but only a passphrase opens it; ``new`` when one is to be chosen, ``wrong`` when one was refused."""

    def __init__(self, sentence: str, *, new: bool = False, wrong: bool = False) -> None:
        super().__init__(sentence, "Give the passphrase with --passphrase-fd N, or in the window.", exit_code=5)
        self.new = new
        self.wrong = wrong


class Busy(Problem):
    """Another program holds the store; ``remedy`` unless the usual one is given."""

    def __init__(self, remedy: str = "Close it, or wait until its import is done.") -> None:
        super().__init__("The store is busy in another window of Briefing.", remedy)


class NotWritten(Problem):
    """The disk took nothing of this step: it is full, or it refused."""
