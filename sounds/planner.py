"""Which clips say a text: the words of every piece are tiled with the longest fragments that are known."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final

from domain.language.names import plain_key
from sounds.manifest import Manifest
from sounds.pieces import Count, Day, Digits, Money, Organisation, Pause, Person, Piece, Pieces, Prompt, words_of
from sounds.vocabulary import ClipSpec, fragments, organisation_spec, pauses, person_spec

_LONGEST_FRAGMENT_WORDS: Final = 7
_AFTER_DIGIT_MS: Final = 150
_AFTER_GROUP_MS: Final = 500


class Planner:
    """Pure: knows texts and paths, touches no file."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest

    def clips(self, pieces: Pieces) -> list[str]:
        """Paths of all the clips, in order."""
        return [path for piece in pieces for path in self._piece_clips(piece)]

    def text(self, pieces: Pieces) -> str:
        """What the debtor hears, as one readable text."""
        words = " ".join(word for piece in pieces if (word := self._piece_text(piece)))
        return words.replace(" ,", ",").replace(" .", ".")

    def clips_of(self, piece: Money | Day | Count | Digits, *, present: Callable[[str], bool]) -> list[str] | None:
        """The words of a value from the clips that are there, whatever that does to its melody; None when one lacks."""
        there = {words: spec for words, spec in self._fragments.items() if present(spec.path)}
        inside = {words.rstrip("."): spec for words, spec in there.items()} | there
        lacking: list[str] = []
        words = words_of(piece).replace(",", "").rstrip(".")
        specs = tile(words, inside, missing=lacking.append)
        return None if lacking else [spec.path for spec in specs]

    def _piece_text(self, piece: Piece) -> str:
        return self._manifest.prompts[piece.key].text if isinstance(piece, Prompt) else words_of(piece)

    def _piece_clips(self, piece: Piece) -> list[str]:
        match piece:
            case Prompt(key):
                return [self._manifest.prompts[key].spec.path]
            case Person(name):
                return [person_spec(name, personal=True).path] if plain_key(name) else []
            case Organisation(name):
                return [organisation_spec(name).path] if plain_key(name) else []
            case Pause(milliseconds):
                return [self._pauses[milliseconds].path]
            case Digits():
                return list(self._digit_clips(piece))
            case _:
                return self._value_clips(words_of(piece))

    def _value_clips(self, words: str) -> list[str]:
        lacking: list[str] = []
        specs = tile(words, self._fragments, missing=lacking.append)
        if lacking:
            # Years far away have no falling voice of their own; their words are there.
            specs = tile(words.rstrip("."), self._fragments)
        return [spec.path for spec in specs]

    def _digit_clips(self, piece: Digits) -> Iterator[str]:
        groups = words_of(piece).split(", ")
        for place, group in enumerate(groups):
            for number, word in enumerate(group.split()):
                if piece.slow and number:
                    yield self._pauses[_AFTER_DIGIT_MS].path
                yield self._fragments[word].path
            if place < len(groups) - 1:
                yield self._pauses[_AFTER_GROUP_MS if piece.slow else _AFTER_DIGIT_MS].path

    @cached_property
    def _fragments(self) -> dict[str, ClipSpec]:
        return fragments()

    @cached_property
    def _pauses(self) -> dict[int, ClipSpec]:
        return pauses()


def tile(
    words: str, vocabulary: Mapping[str, ClipSpec], *, missing: Callable[[str], None] = lambda _word: None
) -> list[ClipSpec]:
    """The words as fragments, longest first from the left; a word of no fragment is told and left out."""
    rest = words.split()
    specs = []
    while rest:
        for size in range(min(_LONGEST_FRAGMENT_WORDS, len(rest)), 0, -1):
            spec = vocabulary.get(" ".join(rest[:size]))
            if spec is not None:
                specs.append(spec)
                rest = rest[size:]
                break
        else:
            missing(rest.pop(0))
    return specs
