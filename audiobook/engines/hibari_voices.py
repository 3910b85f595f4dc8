"""The voices made from hibari's one speaker: how far each is moved in pitch, and how its pace is kept."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.cast import Age, Gender

#: How far a voice may be moved before it stops sounding like a person.
SCALES = (0.70, 1.40)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a voice is made: ``scale`` multiplies pitch and formants, ``pace`` is the tempo against the narrator's."""

    name: str
    scale: float
    pace: float
    gender: Gender
    age: Age
    description: str


#: Scales lie 6 to 8 % apart, about where speaker embeddings begin to tell the voices apart; the median pitch is 192 Hz
#: times the scale (146 to 245 Hz). The paces keep the model where its tempo is steady (see ``TEMPOS``).
RECIPES = {
    "heart": Recipe("Heart", 1.0, 1.0, Gender.FEMALE, Age.ADULT, "warm, clear, unhurried"),
    "heart-deep": Recipe("Heart, deep", 0.75, 0.87, Gender.MALE, Age.ADULT, "deep and dark, a big man"),
    "heart-bright": Recipe("Heart, bright", 1.17, 1.04, Gender.FEMALE, Age.YOUNG, "light and quick, a young woman"),
    "heart-low": Recipe("Heart, low", 0.87, 1.0, Gender.MALE, Age.YOUNG, "low and brisk, a young man"),
    "heart-child": Recipe("Heart, child", 1.27, 0.95, Gender.NEUTRAL, Age.CHILD, "small and high, a child"),
    "heart-grave": Recipe("Heart, grave", 0.81, 0.86, Gender.MALE, Age.OLD, "deep and slow, an old man"),
    "heart-elder": Recipe("Heart, elder", 0.92, 0.90, Gender.FEMALE, Age.OLD, "low and slow, an old woman"),
    "heart-soft": Recipe("Heart, soft", 1.08, 0.97, Gender.FEMALE, Age.ADULT, "a little higher, gentle"),
}
#: What the model makes of a speed: it speaks 1.16 times as fast when asked for 1.32 and 1.46 times for 1.34 (measured
#: on three sentences). Pairs of (tempo wanted, speed to ask for), read between the lines.
TEMPOS = (
    *((0.501, 0.50), (0.529, 0.55), (0.610, 0.60), (0.635, 0.65), (0.710, 0.70), (0.741, 0.76), (0.755, 0.795)),
    *((0.824, 0.80), (0.873, 0.805), (0.885, 0.82), (0.900, 0.85), (0.962, 0.90), (1.000, 1.00), (1.035, 1.10)),
    *((1.066, 1.15), (1.086, 1.20), (1.131, 1.25), (1.160, 1.32), (1.217, 1.33), (1.460, 1.34), (1.523, 1.40)),
    *((1.565, 1.50), (1.648, 1.70), (1.757, 2.00)),
)
