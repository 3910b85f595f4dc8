"""What is doubtful about lists: entries said twice, entries that never speak, signs that no converter knows."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence

from audiobook.events import Finding, Severity
from audiobook.prep.lexicon.entry import Entry, canonical
from audiobook.prep.lexicon.fold import lowered, same_signs
from audiobook.prep.lexicon.ipa import to_hibari
from audiobook.source import SourceRef


def check(entries: Sequence[Entry], engines: Collection[str] = ()) -> tuple[Finding, ...]:
    """Findings in the order of the entries; the codes begin with ``lexicon-``. Linear in the entries.

    ``engines`` are the installed ones; without them engines' names are not checked.
    """
    found: list[Finding] = []
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in sorted((e for e in entries if not e.disabled), key=lambda e: (e.built_in, e.rank, e.line)):
        found += _alone(entry)
        found += _engines(entry, engines)
        for written in entry.written:
            form = same_signs(written) if entry.exact or entry.regex else lowered(same_signs(written))
            same = _key(entry, form)
            first = seen.setdefault(same, entry)
            if first is not entry:
                found.append(_repeated(entry, first, written))
            elif entry.exact:
                # The same word in any case, in the same place, comes first only if its list does.
                other = seen.get((*_key(entry, lowered(form))[:-2], False, entry.regex))
                if other is not None and not entry.regex:
                    found.append(_repeated(entry, other, written))
    order = {entry.identity: n for n, entry in enumerate(entries)}
    return tuple(sorted(found, key=lambda finding: order.get(str(finding.source), 0)))


def _key(entry: Entry, form: str) -> tuple[object, ...]:
    scopes = (tuple(sorted(entry.characters)), tuple(sorted(entry.engines)), canonical(entry.language))
    return (form, *scopes, entry.before, entry.after, entry.pos, entry.whole_word, entry.exact, entry.regex)


def _alone(entry: Entry) -> list[Finding]:
    found = []
    for written in entry.written:
        if not entry.regex and not any(char.isalnum() for char in written):
            found.append(_finding("lexicon-sign", entry, f"“{written}” has no letter; it is found as a sign only"))
        if entry.text_of("say") == written and len(entry.said) == 1:
            found.append(_finding("lexicon-same", entry, f"“{written}” is said as it is written", Severity.INFO))
    if entry.pos:
        message = f"“{entry.written[0]}” asks for the part of speech '{entry.pos}', which nothing here tells yet"
        found.append(_finding("lexicon-pos", entry, f"{message}: write 'before' or 'after' instead"))
    ipa = entry.text_of("ipa")
    if ipa and canonical(entry.language).split("-")[0] in {"", "en"} and not entry.text_of("say"):
        unknown = to_hibari(ipa).unknown
        if unknown:
            message = f"the IPA of “{entry.written[0]}” has {' '.join(unknown)}, which no engine here can say"
            found.append(_finding("lexicon-ipa", entry, f"{message}: add 'say'"))
    own = {said.key.removeprefix("x-") for said in entry.said}
    if entry.engines and not own & {"say", "ipa", *entry.engines}:
        message = f"“{entry.written[0]}” holds only for {', '.join(entry.engines)} and has no form for it"
        found.append(_finding("lexicon-no-form", entry, message))
    return found


def _engines(entry: Entry, engines: Collection[str]) -> list[Finding]:
    named = {*entry.engines, *(said.key.removeprefix("x-") for said in entry.said if said.key.startswith("x-"))}
    found = []
    for name in sorted(named.difference(engines)) if engines else ():
        near = difflib.get_close_matches(name, engines, n=1)
        guess = f"did you mean '{near[0]}'?" if near else f"installed: {', '.join(sorted(engines))}"
        message = f"“{entry.written[0]}” names the engine '{name}', which is not installed: {guess}"
        found.append(_finding("lexicon-engine", entry, message))
    return found


def _repeated(entry: Entry, first: Entry, written: str) -> Finding:
    if entry.said == first.said:
        return _finding("lexicon-duplicate", entry, f"“{written}” stands already in {first.identity}")
    message = f"“{written}” never speaks: {first.identity} says it otherwise and comes first"
    return _finding("lexicon-unreachable", entry, message)


def _finding(code: str, entry: Entry, message: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(code, severity, message, SourceRef(file=entry.file, line=entry.line))
