"""What `scripts/bench/segments.py` has read: 3 to 5 sentences each, short enough for one call. Written for it."""

from __future__ import annotations

_TEXT = """
The road to the mill had been mended in the spring, and by autumn it was as bad as ever. Carts came home with one
wheel less than they had taken out. The miller said that it kept the beggars away. His wife said that it kept the
customers away too.

It rained for three days. On the fourth the river stood in the garden, brown and quite still, and the apples that had
fallen in the night went slowly past the kitchen window. Nobody spoke of leaving. We carried the books upstairs, and
then the clock, and then the cat.

Why had she come back? She had asked herself that all the way from the station, and she had found four good answers,
none of which was true. The house looked smaller. The door was the same green, and somebody had oiled the gate.

He counted the money again. There were eleven coins, as there had been before, and no amount of looking would make
them twelve. Then he put on his hat, locked the shop, and went to see his brother, whom he had not forgiven. It was a
short walk. It felt long.

A good watch wants winding at the same hour each day. It should lie flat at night, away from the cold, and it should
be opened only by a man who knows what he will find. My uncle did all of this for forty years, and he was never once
in time for dinner.

The letter was written in pencil, on paper torn from a school book. It had no date and no name. But the hand was firm,
and each line ran as straight as a furrow, so that I knew, before I had read a word of it, that he was alive. I sat
down on the stairs.
"""
#: One line each.
PARAGRAPHS = tuple(" ".join(part.split()) for part in _TEXT.split("\n\n"))
