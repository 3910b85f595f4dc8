"""A whole delivery judged: loudness, numbers, chapters, tags, cover, and whether its files go together. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from audiobook.profile import Limits, Profile
from audiobook.proofing.judge import judge_file
from audiobook.proofing.labels import field_of, printable
from audiobook.proofing.numbers import judge_numbers
from audiobook.proofing.report import CheckReport, FileReport, Judgement, Mark, Picture, Verdict
from audiobook.proofing.words import count, decibel

#: A file this far from the loudness of all is heard as a jump (own judgement; EBU R 128 s1 lets short programmes vary
#: by less).
_JUMP_LU = 3.0
#: Chapter tables in ms or with rounded ends (own judgement).
_CLOSE_S = 0.5
#: Seconds between chapters that belong to none of them.
_HOLE_S = 1.0
#: Kinds of files that seldom carry tags.
_BARE = frozenset({"wav", "aac"})


def judge(
    name: str, profile: Profile, files: Sequence[FileReport], integrated_lufs: float, beside: Picture | None = None
) -> CheckReport:
    """The report of one delivery. ``beside`` is a cover that lies beside its files."""
    limits = profile.limits
    found = [j for file in files for j in judge_file(file, limits)]
    found += _loudness(files, limits, integrated_lufs)
    found += _alike(files, limits)
    found += _chapters(files, limits)
    found += judge_numbers(files)
    found += _tags(files)
    found += _cover(files, limits, beside)
    if limits.credits:
        found.append(_credits(files))
    return CheckReport(printable(name), profile.name, tuple(files), integrated_lufs, tuple(found))


def _loudness(files: Sequence[FileReport], limits: Limits, integrated: float) -> Iterator[Judgement]:
    wanted, value = str(limits.integrated_lufs), decibel(integrated, "LUFS")
    if wanted:
        fits = limits.integrated_lufs.holds(round(integrated, 1))
        low = limits.integrated_lufs.least is not None and integrated < limits.integrated_lufs.least
        edge = (limits.integrated_lufs.least if low else limits.integrated_lufs.most) or 0.0
        advice = f"{'raise' if low else 'lower'} the level of all files by {abs(integrated - edge):.1f} dB or more"
        verdict = Verdict.PASSED if fits else Verdict.FAILED
        yield Judgement("loudness", verdict, "", value, f"{wanted} LUFS", None, "" if fits else advice)
    for file in files if len(files) > 1 else ():
        away = file.loudness.integrated_lufs - integrated
        if _JUMP_LU < abs(away) < float("inf"):
            said = f"{abs(away):.1f} LU {'louder' if away > 0 else 'softer'} than all files together"
            advice = "bring all files to one loudness, unless this one shall stand out"
            yield Judgement("jump", Verdict.WARNING, file.name, said, f"at most {_JUMP_LU:g} LU", None, advice)


def _alike(files: Sequence[FileReport], limits: Limits) -> Iterator[Judgement]:
    """Files that differ from most others; what a profile has a limit for is told there already."""
    same: tuple[tuple[str, Callable[[FileReport], str]], ...] = (
        ("same-format", lambda f: f.coding.kind),
        ("same-rate", lambda f: f"{f.coding.rate_hz} Hz"),
        ("same-channels", lambda f: f"{f.coding.channels} channel{'s' if f.coding.channels > 1 else ''}"),
    )
    told = {"same-format": bool(limits.formats), "same-rate": bool(limits.rates_hz), "same-channels": False}
    for code, look in same if len(files) > 1 else ():
        usual, n = Counter(map(look, files)).most_common(1)[0]
        if n == len(files):
            yield Judgement(code, Verdict.PASSED, "", usual, "the same in all files")
        elif not told[code]:
            advice = "make all files alike; players that go from one to the next stumble over it"
            for file in files:
                if look(file) != usual:
                    yield Judgement(
                        code, Verdict.FAILED, file.name, look(file), f"{usual}, as most files", None, advice
                    )


def _chapters(files: Sequence[FileReport], limits: Limits) -> Iterator[Judgement]:
    for file in files:
        wrong = _wrong_mark(file.marks, file.coding.seconds)
        if limits.chapter_files and len(file.marks) > 1:
            said, advice = count(len(file.marks), "chapter"), "make one file of each chapter (--format mp3-chapters)"
            yield Judgement("chapter-files", Verdict.FAILED, file.name, said, "one chapter a file", None, advice)
        elif wrong:
            at, said, verdict = wrong
            wanted = "rising, inside the file, with titles and without holes"
            yield Judgement("chapters", verdict, file.name, said, wanted, at, "write the chapter table again")
        elif file.marks:
            yield Judgement("chapters", Verdict.PASSED, file.name, count(len(file.marks), "chapter"), "in order")
        elif file.coding.kind == "m4b" and len(files) == 1:
            advice = "write a chapter table, or listeners cannot find their place"
            yield Judgement("chapters", Verdict.WARNING, file.name, "none", "a chapter table", None, advice)


def _wrong_mark(marks: Sequence[Mark], seconds: float) -> tuple[float, str, Verdict] | None:
    """Place, words and weight of the first thing that is wrong with a chapter table."""
    for n, (mark, after) in enumerate(pairwise(marks), 1):
        if after.start_s < mark.start_s:
            return after.start_s, f"chapter {n + 1} begins before chapter {n}", Verdict.FAILED
    for n, mark in enumerate(marks, 1):
        if mark.start_s >= seconds or mark.end_s > seconds + _CLOSE_S:
            return mark.start_s, f"chapter {n} lies behind the end of the sound", Verdict.FAILED
        if mark.end_s <= mark.start_s:
            return mark.start_s, f"chapter {n} has no length", Verdict.FAILED
    for n, (mark, after) in enumerate(pairwise(marks), 1):
        if abs(after.start_s - mark.end_s) > _HOLE_S:
            return mark.end_s, f"between chapters {n} and {n + 1} {after.start_s - mark.end_s:+.1f} s", Verdict.WARNING
    untitled = sum(not mark.title for mark in marks)
    return (0.0, f"{count(untitled, 'chapter')} without a title", Verdict.WARNING) if untitled else None


def _tags(files: Sequence[FileReport]) -> Iterator[Judgement]:
    tagged = [file for file in files if file.coding.kind not in _BARE]
    if not tagged:
        return
    missing = [name for name in ("title", "author", "narrator") if not all(field_of(f.tags, name) for f in tagged)]
    wanted = "title, author and narrator"
    if not missing:
        first = tagged[0].tags
        said = f"{field_of(first, 'title')}; {field_of(first, 'author')}; {field_of(first, 'narrator')}"
        yield Judgement("tags", Verdict.PASSED, "", said, wanted)
        return
    first_without = next(f.name for f in tagged if not all(field_of(f.tags, name) for name in missing))
    place = f" in {first_without}" if len(files) > 1 else ""
    said = f"no {' or '.join(missing)}{place}"
    yield Judgement(
        "tags", Verdict.WARNING, "", said, wanted, None, "write the tags; players sort and show books by them"
    )


def _cover(files: Sequence[FileReport], limits: Limits, beside: Picture | None) -> Iterator[Judgement]:
    cover = next((file.cover for file in files if file.cover), beside)
    pixels = str(limits.cover_px)
    needed = bool(pixels or limits.cover_square)
    wanted = " ".join(["square" if limits.cover_square else "", f"{pixels} pixels" if pixels else ""]).strip()
    bad = Verdict.FAILED if needed else Verdict.WARNING
    if cover is None:
        if needed or any(file.coding.kind not in _BARE for file in files):
            advice = "add a square JPEG of 2,400 pixels or more, in the tags or as cover.jpg in the folder"
            yield Judgement("cover", bad, "", "none", wanted or "a cover", None, advice)
        return
    said = f"{cover.width} x {cover.height} {cover.kind.upper()}" if cover.kind else "cannot be read"
    fits = bool(cover.kind) and limits.cover_px.holds(min(cover.width, cover.height))
    fits = fits and (cover.width == cover.height or not limits.cover_square)
    advice = "" if fits else "put in another picture, JPEG or PNG"
    yield Judgement("cover", Verdict.PASSED if fits else bad, "", said, wanted or "a cover", None, advice)


def _credits(files: Sequence[FileReport]) -> Judgement:
    """Names only: what is spoken in a file cannot be told from its figures."""
    names = [f"{file.name} {dict(file.tags).get('title', '')}".casefold() for file in files]
    there = any("credit" in name for name in names[:1]) and any("credit" in name for name in names[-2:])
    wanted = "opening and closing credits as files of their own"
    if there:
        return Judgement("credits", Verdict.PASSED, "", "found by their names", wanted)
    advice = "listen to the first and the last file: do they say title, author, narrator, and the end?"
    return Judgement("credits", Verdict.WARNING, "", "not found by their names", wanted, None, advice)
