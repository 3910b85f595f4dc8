"""``data/catalogue.toml`` and a user's file laid over it -> Catalogue. A mistake in a user's file is a ConfigError."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from audiobook.cast import Age, Gender
from audiobook.cloud.prices import Tariff
from audiobook.engines.qwen.catalogue import Catalogue, Model, Price, QwenVoice, Region, Shape
from audiobook.engines.qwen.table import Table, unknown
from audiobook.errors import ConfigError
from audiobook.source import SourceRef
from audiobook.userfiles import text_of

_SHIPPED = Path(__file__).with_name("data") / "catalogue.toml"
_TABLES = ("regions", "language_types", "models", "tags", "voice_sets", "voices")
_MODEL_KEYS = (
    *("like", "shape", "limit", "limit_note", "comfortable", "rpm", "instructions", "tags", "languages", "voices"),
    *("moving", "seed", "rate_pitch", "tokens_out", "prices", "retires", "successor", "instead"),
)
_VOICE_KEYS = ("gender", "age", "about", "dialect", "native")
_PRICE_KEYS = ("currency", "as_of", "characters", "tokens_in", "tokens_out")
_REGION_KEYS = ("base_url", "about")


def load_catalogue(mine: Path | None = None) -> Catalogue:
    """What is shipped, with a user's file laid over it. Raises ConfigError naming file and key. Thread-safe."""
    if mine is None:
        return _shipped()
    where = SourceRef(file=str(mine))
    try:
        own = tomllib.loads(text_of(mine, "utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the models file '{mine}': {error}", hint="see models_file in [qwen]") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", source=where, hint="mend the line that it names") from None
    return _Desk(_laid_over(_shipped_data(), own, where), where).catalogue()


@lru_cache(maxsize=1)
def _shipped() -> Catalogue:
    return _Desk(_shipped_data(), SourceRef(file=_SHIPPED.name)).catalogue()


def _shipped_data() -> dict[str, Any]:
    return tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))


def _laid_over(base: dict[str, Any], own: Mapping[str, Any], where: SourceRef) -> dict[str, Any]:
    """``base`` with the user's tables joined in, key by key; an empty table replaces."""
    for key in own:
        if key not in (*_TABLES, "checked"):
            unknown(key, _TABLES, "", where)
    waiting: list[tuple[dict[str, Any], Mapping[str, Any]]] = [(base, own)]
    while waiting:
        into, more = waiting.pop()
        for key, value in more.items():
            below = into.get(key)
            if isinstance(value, dict) and value and isinstance(below, dict):
                waiting.append((below, value))
            else:
                into[key] = value
    return base


@dataclass(frozen=True, slots=True)
class _Desk:
    """Turns the joined tables into nouns."""

    data: Mapping[str, Any]
    where: SourceRef

    def catalogue(self) -> Catalogue:
        voices = {name: _voice(table) for name, table in self._tables("voices").items()}
        models = {name: self._model(name, table, voices) for name, table in self._tables("models").items()}
        regions = {
            name: Region(name, table.only(_REGION_KEYS).get("base_url", ""), table.get("about", ""))
            for name, table in self._tables("regions").items()
        }
        types = Table("language_types", self.data["language_types"], self.where)
        named = {tag.lower(): types.get(tag, "") for tag in types.data}
        return Catalogue(models, voices, regions, named, str(self.data.get("checked", "")))

    def _tables(self, kind: str) -> dict[str, Table]:
        found = self.data.get(kind, {})
        if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
            raise ConfigError(f"[{kind}] must hold tables", source=self.where)
        return {name: Table(f"{kind}.{name}", table, self.where) for name, table in found.items()}

    def _model(self, name: str, own: Table, voices: Mapping[str, QwenVoice]) -> Model:
        table = self._whole(name, own).only(_MODEL_KEYS)
        limit, rpm = table.get("limit", 0), table.data.get("rpm", 0)
        if limit <= 0:
            table.refuse("limit", "must be a positive number of billed characters")
        if type(rpm) not in {int, float} or rpm < 0:
            table.refuse("rpm", "must be a number of requests a minute, or 0 for not known")
        return Model(
            name=name,
            shape=table.pick("shape", "", Shape),
            limit=limit,
            languages=table.texts("languages") or table.refuse("languages", "must name a language"),
            voices=self._voices(table, voices),
            limit_note=table.get("limit_note", ""),
            comfortable=min(table.get("comfortable", 0), limit),
            rpm=float(rpm) or None,
            instructions=table.get("instructions", False),
            tags=self._tags(table),
            moving=table.get("moving", False),
            seed=table.get("seed", False),
            rate_pitch=table.get("rate_pitch", False),
            tokens_out=table.get("tokens_out", 0),
            prices=_prices(table),
            retires=_dates(table),
            successor=table.get("successor", ""),
            instead=table.get("instead", ""),
        )

    def _whole(self, name: str, own: Table) -> Table:
        """A model's table with what it takes from the one it is ``like``, and that one from its own."""
        models, data, seen = self.data["models"], dict(own.data), {name}
        while "like" in data:
            other = data.pop("like")
            if other not in models or other in seen:
                own.refuse("like", f"names '{other}', which is {'itself' if other in seen else 'not there'}")
            seen.add(other)
            data = {**models[other], **data}
        return Table(own.name, data, self.where)

    def _voices(self, table: Table, voices: Mapping[str, QwenVoice]) -> tuple[str, ...]:
        given = table.data.get("voices", [])
        if isinstance(given, str):
            sets = Table("voice_sets", self.data["voice_sets"], self.where)
            if given not in sets.data:
                table.refuse("voices", f"names the list '{given}', which [voice_sets] does not have")
            names = sets.texts(given)
        else:
            names = table.texts("voices")
        for voice in names:
            if voice not in voices:
                table.refuse("voices", f"names '{voice}', which has no table [voices.{voice}]")
        return tuple(dict.fromkeys(names))

    def _tags(self, table: Table) -> dict[str, str]:
        name = table.get("tags", "")
        tables = self._tables("tags")
        if name and name not in tables:
            table.refuse("tags", f"names '{name}', which [tags] does not have")
        return {word.casefold(): tables[name].get(word, "") for word in tables[name].data} if name else {}


def _voice(table: Table) -> QwenVoice:
    table.only(_VOICE_KEYS)
    dialect = table.texts("dialect")
    if len(dialect) not in {0, 2}:
        table.refuse("dialect", "must be a list of a tag and a name")
    return QwenVoice(
        name=table.name.partition(".")[2],
        gender=table.pick("gender", "unknown", Gender),
        age=table.pick("age", "unknown", Age),
        about=table.get("about", ""),
        dialect=(dialect[0], dialect[1]) if dialect else None,
        native=table.get("native", ""),
    )


def _prices(model: Table) -> tuple[Price, ...]:
    regions: dict[str, Any] = model.get("prices", {})
    return tuple(_price(model, region) for region in regions)


def _price(model: Table, region: str) -> Price:
    table = Table(f"{model.name}.prices.{region}", model.data["prices"][region], model.where).only(_PRICE_KEYS)
    each = {unit: _unit_price(table, unit) for unit in ("characters", "tokens_in", "tokens_out")}
    tariff = Tariff(table.get("currency", ""), each["characters"], each["tokens_in"], each["tokens_out"])
    if not tariff.currency:
        table.refuse("currency", "must be named")
    return Price(region, tariff, table.get("as_of", ""))


def _unit_price(table: Table, unit: str) -> Decimal:
    """``["0.10", 10000]``: so much for so many; texts, since a float would not be the price."""
    match table.data.get(unit):
        case None:
            return Decimal(0)
        case [str(amount), int(count)] if count > 0:
            try:
                value = Decimal(amount) / count
            except InvalidOperation:
                value = Decimal(-1)
            if value.is_finite() and value >= 0:
                return value
    return table.refuse(unit, 'must be like ["0.10", 10000]: the amount in quotes, and for how many')


def _dates(model: Table) -> dict[str, date]:
    table = Table(f"{model.name}.retires", model.get("retires", {}), model.where)
    found: dict[str, date] = {}
    for region, day in table.data.items():
        if isinstance(day, date):
            found[region] = day
        elif day != "":
            table.refuse(region, 'must be a date such as 2026-10-10, or "" for none')
    return found
