"""What a template knows of an episode, and what its script's front matter says: data, show and document in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audiobook.errors import ConfigError
from audiobook.podcast.data import Value
from audiobook.source import SourceRef

#: Keys of an episode's data that its script's front matter takes over, with what they must be.
FRONT_KEYS: Mapping[str, str] = {
    "title": "a text",
    "subtitle": "a text",
    "author": "a text or a list of texts",
    "language": "a text",
    "description": "a text",
    "notes": "a text",
    "date": "a text or a date",
    "season": "a number",
    "season_name": "a text",
    "episode": "a number",
    "episode_label": "a text",
    "episode_type": "a text",
    "explicit": "true or false",
    "draft": "true or false",
    "image": "a text",
    "guid": "a text",
    "slug": "a text",
    "link": "a text",
    "rights": "a text",
}
_KINDS: Mapping[str, tuple[type, ...]] = {
    "a text": (str,),
    "a text or a date": (str,),
    "a text or a list of texts": (str, tuple),
    "a number": (int, float),
    "true or false": (bool,),
}
#: Of people, what the front matter takes over besides their names.
_LINKS = ("href", "img")


def episode_data(
    data: Mapping[str, Value], show: Mapping[str, Value], document: Mapping[str, Value] | None = None, *, file: str = ""
) -> dict[str, Value]:
    """What a template gets: the data's own names, and always these.

    ``show`` is the table of show.toml, what the data says of it laid over that. ``hosts`` and ``guests`` are lists of
    tables with a ``name`` (a name alone, or one table, ``guest``, will do in the data); the hosts are the show's unless
    the data has its own. ``music`` is a table of file names, the data's over the show's. ``document`` is there if one
    was given, and its chapter's title or its own is the ``title`` where the data has none.
    Raises ConfigError naming ``file`` and key.
    """
    where = SourceRef(file=file)
    show = {**show, **_table(data, "show", where)}
    hosts = data.get("hosts", data.get("host", show.get("hosts", ())))
    known: dict[str, Value] = {
        **data,
        "show": {key: value for key, value in show.items() if key not in {"hosts", "music"}},
        "hosts": people(hosts, "hosts", where),
        "guests": people(data.get("guests", data.get("guest", ())), "guests", where),
        "music": {**_table(show, "music", where), **_table(data, "music", where)},
    }
    if document is not None:
        known["document"] = document
        known.setdefault("title", document.get("chapter") or document.get("title") or "")
    for key, wanted in FRONT_KEYS.items():
        if key in known and not _is(known[key], wanted):
            raise ConfigError(f"'{key}' must be {wanted}", source=where, hint=f"mend {key} in the data")
    return known


def _is(value: Value, wanted: str) -> bool:
    if wanted == "a number" and isinstance(value, bool):
        return False
    texts = not isinstance(value, tuple) or all(isinstance(each, str) for each in value)
    return isinstance(value, _KINDS[wanted]) and texts


def _table(data: Mapping[str, Value], key: str, where: SourceRef) -> Mapping[str, Value]:
    value = data.get(key, {})
    if not isinstance(value, Mapping):
        raise ConfigError(f"'{key}' must be a table", source=where, hint=f"write [{key}] on a line of its own")
    return value


def people(value: Value, key: str, where: SourceRef) -> tuple[Mapping[str, Value], ...]:
    """Hosts or guests as tables with a name. Raises ConfigError."""
    found: list[Mapping[str, Value]] = []
    for each in value if isinstance(value, tuple) else (value,):
        table: Mapping[str, Value] = (
            {"name": each} if isinstance(each, str) else each if isinstance(each, Mapping) else {}
        )
        name = table.get("name")
        if not isinstance(name, str) or name.strip() in {"", "?"}:
            hint = f'write {key} = ["Ann", "Ben"], or a table [[{key}]] with name = "Ann" for each'
            raise ConfigError(f"somebody in '{key}' has no name", source=where, hint=hint)
        found.append({**table, "name": " ".join(name.split())})
    return tuple(found)


def front_of_episode(known: Mapping[str, Value]) -> dict[str, Any]:
    """The front matter of an episode's script, from what ``episode_data`` gave; what is unknown is left out.

    ``show`` and ``series`` are the show's title, ``series_index`` the episode's number, ``author`` the show's or its
    hosts. Linear.
    """
    show = known.get("show", {})
    document = known.get("document", {})
    assert isinstance(show, Mapping)  # noqa: S101 - for the type checker
    assert isinstance(document, Mapping)  # noqa: S101 - the same
    hosts = _names(known["hosts"])
    guests = [_credited(guest) for guest in _tables(known["guests"]) if guest["name"] not in hosts]
    front: dict[str, Any] = {key: known[key] for key in FRONT_KEYS if key in known}
    front.setdefault("author", show.get("author") or (hosts[0] if len(hosts) == 1 else hosts))
    front.setdefault("language", show.get("language") or document.get("language"))
    if show.get("title"):
        front |= {"show": show["title"], "series": show["title"], "series_index": str(front.get("episode", ""))}
    front |= {"hosts": hosts, "guests": guests}
    order = (*FRONT_KEYS, "show", "series", "series_index", "hosts", "guests")
    return {key: _listed(front[key]) for key in order if front.get(key) not in ("", None, [], ())}


def _listed(value: Any) -> Any:  # noqa: ANN401 - any value
    return list(value) if isinstance(value, tuple) else value


def _tables(value: Value) -> Sequence[Mapping[str, Value]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, tuple) else []


def _names(value: Value) -> list[str]:
    return [str(each["name"]) for each in _tables(value)]


def _credited(person: Mapping[str, Value]) -> Any:  # noqa: ANN401 - a name or a table, as TOML has it
    links = {key: value for key in _LINKS if isinstance(value := person.get(key), str) and value}
    return {"name": person["name"], **links} if links else person["name"]
