"""The rules of a W3C Audiobook's manifest as a JSON schema of our own.

They are written out from the Recommendation (https://www.w3.org/TR/audiobooks/ of 2020-11-10, "Manifest" and "Manifest
Processing"); the schemas that W3C publishes are not part of this project.
"""

from __future__ import annotations

LOCALIZED = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
    ]
}
PEOPLE = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "required": ["name"], "properties": {"name": LOCALIZED}},
}
LINK = {
    "type": "object",
    "required": ["type", "url", "encodingFormat", "name"],
    "properties": {
        "type": {"const": "LinkedResource"},
        "url": {"type": "string", "pattern": "^[a-z0-9/.-]+$"},
        "duration": {"type": "string", "pattern": r"^PT\d+(\.\d+)?S$"},
        "alternate": {"type": "array", "items": {"$ref": "#/$defs/link"}},
    },
}
#: What the profile requires, and all it recommends that can be known of a book.
RULES = {
    "$defs": {"link": LINK},
    "type": "object",
    "required": [
        "@context",
        "conformsTo",
        "name",
        "readingOrder",
        "type",
        "id",
        "author",
        "readBy",
        "inLanguage",
        "readingProgression",
        "datePublished",
        "dateModified",
        "abridged",
        "duration",
        "accessMode",
        "accessModeSufficient",
        "accessibilityFeature",
        "accessibilityHazard",
        "accessibilitySummary",
        "resources",
    ],
    "properties": {
        "@context": {
            "type": "array",
            "prefixItems": [{"const": "https://schema.org"}, {"const": "https://www.w3.org/ns/pub-context"}],
            "minItems": 2,
        },
        "conformsTo": {"const": "https://www.w3.org/TR/audiobooks/"},
        "type": {"const": "Audiobook"},
        "name": LOCALIZED,
        "author": PEOPLE,
        "readBy": PEOPLE,
        "translator": PEOPLE,
        "publisher": PEOPLE,
        "abridged": {"type": "boolean"},
        "readingProgression": {"enum": ["ltr", "rtl"]},
        "datePublished": {"type": "string", "format": "date"},
        "dateModified": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "accessModeSufficient": {
            "type": "array",
            "items": {"type": "object", "required": ["type", "itemListElement"]},
        },
        "readingOrder": {
            "type": "array",
            "minItems": 1,
            "items": {
                "allOf": [
                    {"$ref": "#/$defs/link"},
                    {"required": ["duration"], "properties": {"encodingFormat": {"pattern": "^audio/"}}},
                ]
            },
        },
        "resources": {"type": "array", "items": {"$ref": "#/$defs/link"}},
    },
}
