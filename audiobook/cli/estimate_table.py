"""An estimate for people, as a table that fits 80 columns, and for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING, Any

from audiobook.cli.console import clock
from audiobook.cloud.pacing import SHARE

if TYPE_CHECKING:
    from audiobook.cloud.ledger import Total
    from audiobook.cloud.prices import Money
    from audiobook.corridor.estimating import Estimate, PaidEngine, Share
    from audiobook.corridor.pricing import ModelEstimate, RegionCost

_HEAD = ("MODEL", "REQUESTS", "CHARACTERS", "PRICE", "TIME")
_GAP = "  "
_UNKNOWN = "unknown"
_USED, _RETIRED, _ABOUT = "*", "x", "~"
#: (from this sum on, shown to this step); smaller sums are shown with more digits.
_STEPS = ((Decimal(1000), Decimal(1)), (Decimal(1), Decimal("0.01")), (Decimal(0), Decimal("0.0001")))
_WIDEST_NOTE = 100
_COUNTED = "characters as billed, a Han character counts 2; price of what is not recorded yet"


def as_text(found: Estimate, width: int) -> str:
    """The estimate in lines of at most ``width`` columns, as far as model names allow."""
    lines = _wrapped([f"{found.name}: about {clock(found.audio_s)} of audio", *map(_share, found.shares)], width)
    lines += _wrapped([_spent(found.spent)] if found.spent or found.paid else [], width)
    for engine in found.paid:
        lines += ["", *_table(engine), "", *_wrapped(_notes(engine), width)]
    if not any(share.paid for share in found.shares):
        lines += _wrapped(["it costs nothing; what the cloud would cost: add --engine qwen"], width)
    return "\n".join(lines)


def _wrapped(texts: Iterable[str], width: int) -> list[str]:
    room = min(width, _WIDEST_NOTE)
    return [
        line
        for text in texts
        for line in textwrap.wrap(text, room, subsequent_indent=_GAP, break_on_hyphens=False, break_long_words=False)
    ]


def _share(share: Share) -> str:
    pace = share.characters / share.speech_s if share.speech_s else 0.0
    said = [
        f"{share.engine}: {_count(share.takes, 'segment')}, {share.recorded:,} of them recorded",
        f"{pace:.1f} characters a second ({share.pace.source})",
    ]
    if not share.paid:
        said.append(f"recording about {clock(share.wall_s)}" if share.wall_s is not None else "time not known")
    elif not share.priced:
        said.append("it costs money, how much is not known here")
    return "; ".join(said)


def _spent(totals: tuple[Total, ...]) -> str:
    said = []
    for total in totals:
        price = money(total.paid) if total.currency else "an unknown price"
        if total.paid_requests:
            said.append(f"{price} for {_count(total.paid_requests, 'request')}")
        if total.uncertain_requests:
            most = f"up to {money(total.uncertain)}" if total.currency else "an unknown price"
            said.append(f"{most} for {_count(total.uncertain_requests, 'request')} without a clear end")
    return f"spent on this book so far: {'; '.join(said) or 'nothing'}"


def _table(engine: PaidEngine) -> list[str]:
    models = _sorted(engine)
    rows = [_row(model) for model in models]
    widths = [max(len(row[n]) for row in (_HEAD, *rows)) for n in range(len(_HEAD))]
    # The head of the first figures may stand over the end of the names, so that the longest of them fit 80 columns.
    widths[1] = max(len(row[1]) for row in rows)
    room = widths[0] + len(_GAP) + widths[1] - len(_HEAD[1])
    lines = [_GAP.join((f"  {_HEAD[0].ljust(room)}{_HEAD[1]}", *map(str.rjust, _HEAD[2:], widths[2:])))]
    for model, row in zip(models, rows, strict=True):
        lines.append(
            _GAP.join((f"{_mark(model, engine)} {row[0].ljust(widths[0])}", *map(str.rjust, row[1:], widths[1:])))
        )
    return lines


def _sorted(engine: PaidEngine) -> list[ModelEstimate]:
    """The model in use, then those that can be had, then the retired ones."""
    first, *others = engine.models
    return [first, *sorted(others, key=lambda model: model.retired)]


def _mark(model: ModelEstimate, engine: PaidEngine) -> str:
    if model.retired:
        return _RETIRED
    return _USED if model is engine.models[0] else " "


def _row(model: ModelEstimate) -> tuple[str, ...]:
    time = _UNKNOWN if model.wall_s is None else clock(model.wall_s)
    return (model.model, f"{model.requests:,}", f"{model.usage.characters:,}", _price(model.cost, model), time)


def _price(cost: RegionCost, model: ModelEstimate) -> str:
    if cost.price is None:
        return _UNKNOWN
    return f"{_ABOUT if model.by_tokens else ''}{money(cost.price)}"


def money(sum_: Money) -> str:
    """``USD 4.51``, rounded up; under one unit with four digits, from a thousand on without cents."""
    amount = sum_.amount
    step = next(step for least, step in _STEPS if amount >= least)
    return f"{sum_.currency} {amount.quantize(step, ROUND_UP) if amount else 0}"


def _notes(engine: PaidEngine) -> list[str]:
    used, models = engine.models[0], engine.models
    region = used.cost.region
    notes = [
        f"{_mark(used, engine)} in use: {used.model}, region {region}, {_done(used)}",
        f"{_COUNTED}; time at {SHARE:.0%} of the requests a minute that the vendor allows",
    ]
    if any(model.by_tokens and model.cost.price for model in models):
        notes.append(f"{_ABOUT} paid by tokens, 50 for a second of audio: about")
    notes += [
        f"in region {cost.region}: {used.model} {_price(cost, used)}"
        for cost in used.elsewhere
        if cost.price is not None
    ]
    notes += [f"prices of {as_of}: {names}" for as_of, names in _grouped((m.cost.as_of, m) for m in models)]
    gone = ((f"{m.retires}, successor {m.successor or _UNKNOWN}", m) for m in models if m.retired)
    notes += [f"{_RETIRED} retired {what}: {names}" for what, names in _grouped(gone)]
    going = ((f"{m.retires}, successor {m.successor or _UNKNOWN}", m) for m in models if m.retires and not m.retired)
    notes += [f"to be retired {what}: {names}" for what, names in _grouped(going)]
    lacking = ((("has" if m.voices else ""), m) for m in models if m.other_voices and m.voices)
    notes += [f"without some voices of this cast, cast anew if used: {names}" for _, names in _grouped(lacking)]
    bare = (("none", m) for m in models if not m.voices)
    notes += [f"no voices are known, name those of your account: {names}" for _, names in _grouped(bare)]
    return notes


def _done(model: ModelEstimate) -> str:
    said = [f"{_count(model.recorded, 'take')} recorded"]
    if model.waiting:
        said.append(f"{_count(model.waiting, 'request')} paid for and still to be fetched")
    return ", ".join(said)


def _grouped(rows: Iterable[tuple[str, ModelEstimate]]) -> list[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for what, model in rows:
        if what:
            groups.setdefault(what, []).append(model.model)
    return [(what, ", ".join(names)) for what, names in groups.items()]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def as_data(found: Estimate) -> dict[str, Any]:
    """The same for programs: seconds, plain numbers, sums of money as decimal texts, ``None`` for what is unknown."""
    return {
        "book": found.name,
        "work": str(found.work),
        "audio_s": round(found.audio_s, 1),
        "workers": found.jobs,
        "engines": [_share_data(share) for share in found.shares],
        "spent": [_total_data(total) for total in found.spent],
        "paid": [
            {"engine": engine.engine, "models": [_model_data(m, used=n == 0) for n, m in enumerate(engine.models)]}
            for engine in found.paid
        ],
    }


def _share_data(share: Share) -> dict[str, Any]:
    return {
        "engine": share.engine,
        "model": share.model,
        "paid": share.paid,
        "segments": share.takes,
        "recorded": share.recorded,
        "characters": share.characters,
        "speech_s": round(share.speech_s, 1),
        "pace_source": share.pace.source,
        "wall_s": None if share.wall_s is None else round(share.wall_s, 1),
    }


def _total_data(total: Total) -> dict[str, Any]:
    known = bool(total.currency)
    return {
        "currency": total.currency or None,
        "paid": str(total.paid.amount) if known else None,
        "possibly_billed": str(total.uncertain.amount) if known else None,
        "requests": total.paid_requests,
        "unclear_requests": total.uncertain_requests,
    }


def _model_data(model: ModelEstimate, *, used: bool) -> dict[str, Any]:
    return {
        "model": model.model,
        "in_use": used,
        "requests": model.requests,
        "recorded": model.recorded,
        "waiting": model.waiting,
        "characters": model.usage.characters,
        "tokens_in": model.usage.tokens_in,
        "tokens_out": model.usage.tokens_out,
        "paid_by": "tokens" if model.by_tokens else "characters",
        "prices": [_cost_data(cost) for cost in (model.cost, *model.elsewhere)],
        "rpm": model.rpm,
        "wall_s": None if model.wall_s is None else round(model.wall_s, 1),
        "audio_s": round(model.audio_s, 1),
        "retires": None if model.retires is None else model.retires.isoformat(),
        "retired": model.retired,
        "successor": model.successor or None,
        "other_voices": list(model.other_voices),
    }


def _cost_data(cost: RegionCost) -> dict[str, Any]:
    price = cost.price
    return {
        "region": cost.region,
        "currency": price.currency if price else None,
        "price": str(price.amount) if price else None,
        "as_of": cost.as_of or None,
    }
