"""A little book with an attribution made by hand, for the language model's tests."""

from __future__ import annotations

from audiobook.prep.attribution.llm_client import Answer, Turn
from audiobook.prep.attribution.model import Attribution, Mention, Person, Sex, Stretch, Utterance, Verdict

ANNE, BEN, NARRATOR = range(3)
PEOPLE = (
    Person("Anne Carver", ("Anne Carver", "Anne"), Sex.FEMALE, weight=9),
    Person("Ben", ("Ben", "Mr. Holt"), Sex.MALE, weight=7),
    Person("the narrator", narrator=True),
)


def book(lines, people=PEOPLE, breaks=()):
    """``lines`` are (what is said, person, confidence, rule); each is a paragraph, with narration after it."""
    paragraphs, utterances, verdicts, mentions = [], [], [], []
    for n, (said, person, confidence, rule) in enumerate(lines):
        if n in breaks:
            paragraphs.append(None)
        place = Stretch(len(paragraphs), 1, 1 + len(said))
        paragraphs.append(f"“{said}” The rain went on, and the lamp on the table burned lower.")
        utterances.append(Utterance((place,)))
        verdicts.append(Verdict(person, confidence, rule))
        mentions.append(Mention(Stretch(place.paragraph, 0, 1), "Anne", ANNE))
    return paragraphs, Attribution(tuple(people), tuple(utterances), tuple(verdicts), tuple(mentions))


def doubtful(count, person=ANNE):
    """``count`` lines that the offline rules were not sure of."""
    return [(f"This is what was said as number {n}.", person, 0.4, "turns") for n in range(count)]


class Puppet:
    """A client without any network: ``says`` makes the answer from the question."""

    place = "nowhere"

    def __init__(self, says):
        self.says = says
        self.questions = []

    def ready(self):
        pass

    def ask(self, question, key, gate):
        assert key
        with Turn(gate) as turn:
            turn.check()
            turn.send()
        self.questions.append(question)
        said = self.says(question.user)
        return said if isinstance(said, Answer) else Answer(said)

    def stop(self):
        self.stopped = True
