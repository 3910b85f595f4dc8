"""The library espeak-ng, called through ctypes: one object a process, never two calls at a time."""

from __future__ import annotations

import ctypes
from functools import cache

from audiobook.engines.espeak_voices import hint_reinstall, missing
from audiobook.errors import EngineError, TakeError

# Constants of espeak-ng's speak_lib.h.
_SYNCHRONOUS, _DONT_EXIT, _UTF8, _PHONEMES, _POS_CHARACTER = 2, 0x8000, 1, 0x100, 1
_PARAMETER_RATE, _PARAMETER_PITCH = 1, 3
#: Phonemes in the signs of the IPA, those of one sound tied with ``^``.
_TIED_IPA = 0x02 | 0x80 | ord("^") << 8
#: Ten minutes; a text of ``max_characters`` stays under four.
_MAX_SECONDS = 600


class Library:
    """The loaded library: one per process, never two calls at a time."""

    def __init__(self, library_path: str, data_path: str) -> None:
        self._chunks: list[bytes] = []
        self._size = 0
        self._voice = ""
        prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._callback = prototype(self._collect)
        native = ctypes.CDLL(library_path)
        native.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        native.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        native.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
        native.espeak_Synth.argtypes = [
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
            *(ctypes.c_void_p, ctypes.c_void_p),
        ]
        native.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
        native.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._native = native
        self.rate_hz: int = native.espeak_Initialize(_SYNCHRONOUS, 0, data_path.encode(), _DONT_EXIT)
        if self.rate_hz <= 0:
            raise EngineError("espeak-ng cannot find its data files", hint=hint_reinstall())
        native.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, *, voice: str, wpm: int, pitch: int, phonemes: bool = False) -> bytes:
        """16-bit mono samples at ``rate_hz``; with ``phonemes``, what stands in ``[[…]]`` is not text."""
        self._use(voice)
        self._native.espeak_SetParameter(_PARAMETER_RATE, wpm, 0)
        self._native.espeak_SetParameter(_PARAMETER_PITCH, pitch, 0)
        self._chunks, self._size = [], 0
        data = text.encode("utf-8", "replace")
        flags = _UTF8 | (_PHONEMES if phonemes else 0)
        failed = self._native.espeak_Synth(data, len(data) + 1, 0, _POS_CHARACTER, 0, flags, None, None)
        if failed:
            raise TakeError(f"espeak-ng refused this text (code {failed})")
        if self._size > self.rate_hz * _MAX_SECONDS * 2:
            raise TakeError(f"espeak-ng spoke for more than {_MAX_SECONDS} seconds")
        return b"".join(self._chunks)

    def phonemes(self, text: str, *, voice: str, ipa: bool = False) -> str:
        """How a text would be said, in the library's own notation, its clauses with blanks between.

        With ``ipa``, in the signs of the IPA, those of one sound tied with ``^`` (``t^ʃ``).
        """
        self._use(voice)
        left = ctypes.c_char_p(text.encode("utf-8", "replace"))
        found = []
        while left.value:
            said: bytes = self._native.espeak_TextToPhonemes(ctypes.byref(left), _UTF8, _TIED_IPA if ipa else 0)
            found.append(said.decode("utf-8", "replace").strip())
        return " ".join(filter(None, found))

    def _use(self, voice: str) -> None:
        if voice != self._voice and self._native.espeak_SetVoiceByName(voice.encode()) != 0:
            raise EngineError(f"espeak-ng cannot load its voice '{voice}'", hint=hint_reinstall())
        self._voice = voice

    def _collect(self, samples: int | None, count: int, _events: int | None) -> int:
        """Called by the library with each piece of sound; 1 asks it to stop."""
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, count * 2))
            self._size += count * 2
        return int(self._size > self.rate_hz * _MAX_SECONDS * 2)


@cache
def library() -> Library:
    """The library, loaded at the first call. Raises EngineError when it is missing or broken."""
    try:
        import espeakng_loader

        return Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
    except ImportError as error:
        raise missing() from error
    except (OSError, RuntimeError, AttributeError) as error:
        raise EngineError(f"espeak-ng cannot be loaded: {error}", hint=hint_reinstall()) from error
