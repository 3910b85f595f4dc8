"""One recorded sentence of a voice, to listen to before choosing."""

from __future__ import annotations

from pathlib import Path

from audiobook.cast import Voice
from audiobook.corridor.workfolder import writing
from audiobook.plugins import load_engine
from audiobook.recording.perform import record_one
from audiobook.recording.store import TakeStore
from audiobook.take import Slate

#: Pangram-like openings of our own, one a language; any other language counts to five in figures.
SENTENCES = {
    "en": "Good evening. This is how I sound when I read a long book aloud, quietly, by the fire.",
    "zh": "晚上好。我读一本长书的时候，声音就是这样的。",
    "fr": "Bonsoir. Voici ma voix quand je lis un long livre, tranquillement, au coin du feu.",
    "de": "Guten Abend. So klinge ich, wenn ich ein langes Buch vorlese, ruhig, am Kamin.",
    "es": "Buenas noches. Así sueno cuando leo un libro largo, con calma, junto al fuego.",
    "it": "Buonasera. Questa è la mia voce quando leggo un lungo libro, con calma, accanto al fuoco.",
    "pt": "Boa noite. É assim que soo quando leio um livro longo, com calma, junto à lareira.",
    "ru": "Добрый вечер. Так я звучу, когда спокойно читаю длинную книгу у камина.",
    "ja": "こんばんは。長い本を静かに読むとき、私の声はこう聞こえます。",
}


def record_sample(voice: Voice, folder: Path, text: str | None, language: str | None) -> Path:
    """Record one sentence into ``folder/<engine>-<voice>.flac``. Raises EngineError or OutputError."""
    spoken = language or next((t for t in voice.languages if t != "*"), "en")
    sentence = text or SENTENCES.get(spoken.split("-")[0], "1, 2, 3, 4, 5.")
    info = load_engine(voice.engine).info
    slate = Slate(sentence, info.name, info.version, info.model, voice.id, spoken)
    with writing(f"samples to '{folder}'"):
        folder.mkdir(parents=True, exist_ok=True)
        store = TakeStore(folder / ".takes")
        store.root.mkdir(exist_ok=True)
        take = record_one(slate, slate.key, str(store.root))
        target = folder / f"{voice.engine}-{voice.id.replace('/', '-')}.flac"
        store.path(take.key).replace(target)
        for left in store.root.iterdir():
            left.unlink()
        store.root.rmdir()
    return target
