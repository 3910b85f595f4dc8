"""The voices made from hibari's one speaker: how far each is moved in vocal tract and pitch, and how alike they are."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.cast import Age, Gender

#: hibari's own speaker, of whom the others are made.
SPEAKER = "heart"
#: Goes into every derived voice's model name: raise it when ``hibari_pitch`` or ``TEMPOS`` give another sound.
_METHOD = 2
#: How far a voice may be moved before it stops sounding like a person.
SCALES = (0.70, 1.40)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a voice is made of the speaker's.

    ``scale`` multiplies formants and pitch (the vocal tract is so many times shorter), ``pitch`` the pitch besides;
    ``pace`` is the tempo against the narrator's.
    """

    name: str
    scale: float
    pitch: float
    pace: float
    gender: Gender
    age: Age
    description: str

    @property
    def model(self) -> str:
        """What a take of this voice depends on besides the speaker: the recipe, as a slate names it."""
        return f"{SPEAKER}, derived {_METHOD}: {self.scale:g} {self.pitch:g} {self.pace:g}"


#: The speaker's median pitch is 190 Hz; a voice's is that times scale and pitch. Both are what listeners tell sex, age
#: and size by: men's formants lie about 15 % below women's, children's up to 20 % above, and pitches near 130, 220 and
#: 265 Hz (Peterson and Barney 1952). Within such bounds the recipes were chosen among 87 pairs of scale and pitch to be
#: as unlike as they come for a speaker embedding, and clear (``scripts/bench/voices_derived.py``).
RECIPES = {
    SPEAKER: Recipe("Heart", 1.0, 1.0, 1.0, Gender.FEMALE, Age.ADULT, "warm, clear, unhurried"),
    "heart-deep": Recipe("Heart, deep", 0.82, 0.58, 0.90, Gender.MALE, Age.ADULT, "deep and dark, a big man"),
    "heart-bright": Recipe("Heart, bright", 1.12, 1.15, 1.04, Gender.FEMALE, Age.YOUNG, "light, quick, a young woman"),
    "heart-low": Recipe("Heart, low", 0.90, 0.86, 1.0, Gender.MALE, Age.YOUNG, "clear and brisk, a young man"),
    "heart-child": Recipe("Heart, child", 1.36, 0.86, 0.95, Gender.NEUTRAL, Age.CHILD, "small and high, a child"),
    "heart-grave": Recipe("Heart, grave", 0.74, 0.75, 0.86, Gender.MALE, Age.OLD, "hollow and slow, an old man"),
    "heart-elder": Recipe("Heart, elder", 0.80, 1.10, 0.90, Gender.FEMALE, Age.OLD, "low and slow, an old woman"),
    "heart-soft": Recipe("Heart, soft", 0.91, 1.25, 0.97, Gender.FEMALE, Age.ADULT, "full and gentle"),
    "heart-dry": Recipe("Heart, dry", 0.95, 0.50, 0.95, Gender.MALE, Age.ADULT, "lean and dry, a man"),
    "heart-husky": Recipe("Heart, husky", 1.12, 0.75, 1.0, Gender.NEUTRAL, Age.YOUNG, "husky and small, a youth"),
}
#: How alike each voice is to those above it, in their order: the cosine of mean speaker embeddings over 24 sentences on
#: which none was chosen, mean 0.75. The voices of two people have 0.645 on average and 0.868 at the closest, one voice
#: on other sentences 0.99 (``scripts/bench/voices_derived.py`` prints the values). Measure again for a new recipe.
ALIKE = {
    SPEAKER: (),
    "heart-deep": (0.74,),
    "heart-bright": (0.83, 0.69),
    "heart-low": (0.82, 0.82, 0.70),
    "heart-child": (0.79, 0.72, 0.83, 0.75),
    "heart-grave": (0.69, 0.85, 0.63, 0.78, 0.70),
    "heart-elder": (0.69, 0.81, 0.64, 0.81, 0.73, 0.83),
    "heart-soft": (0.83, 0.78, 0.76, 0.84, 0.76, 0.72, 0.80),
    "heart-dry": (0.83, 0.79, 0.73, 0.84, 0.73, 0.66, 0.63, 0.74),
    "heart-husky": (0.82, 0.65, 0.80, 0.73, 0.82, 0.63, 0.63, 0.63, 0.80),
}
#: What the model makes of a speed: it speaks 1.16 times as fast when asked for 1.32 and 1.46 times for 1.34 (measured
#: on three sentences). Pairs of (tempo wanted, speed to ask for), read between the lines.
TEMPOS = (
    *((0.501, 0.50), (0.529, 0.55), (0.610, 0.60), (0.635, 0.65), (0.710, 0.70), (0.741, 0.76), (0.755, 0.795)),
    *((0.824, 0.80), (0.873, 0.805), (0.885, 0.82), (0.900, 0.85), (0.962, 0.90), (1.000, 1.00), (1.035, 1.10)),
    *((1.066, 1.15), (1.086, 1.20), (1.131, 1.25), (1.160, 1.32), (1.217, 1.33), (1.460, 1.34), (1.523, 1.40)),
    *((1.565, 1.50), (1.648, 1.70), (1.757, 2.00)),
)


def alike(voice: str) -> tuple[tuple[str, float], ...]:
    """How alike one voice is to every other: their ids, each with the measured cosine. Raises KeyError."""
    ids = list(RECIPES)
    above = zip(ids, ALIKE[voice], strict=False)
    place = ids.index(voice)
    return (*above, *((other, ALIKE[other][place]) for other in ids[place + 1 :]))
