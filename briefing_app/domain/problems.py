"""Errors that are the world's fault: each is a sentence for the user and a remedy."""


class Problem(Exception):
    """Something outside the program is wrong; ``sentence`` says what, ``remedy`` what to do."""

    def __init__(self, sentence: str, remedy: str = "", *, exit_code: int = 1) -> None:
        super().__init__(f"{sentence} {remedy}".strip())
        self.sentence = sentence
        self.remedy = remedy
        self.exit_code = exit_code
