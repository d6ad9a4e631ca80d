"""From pieces to the clips that are really there. A clip that is missing is told in the log, and gone round.

A fixed text or a name is left out. An amount, a date or a number is put together from other fragments, and when it
cannot be said to its last word nothing at all is said: "mil reais" for 1.200 would be worse than silence.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import structlog

from ivr_flows.trace import ClipDigests
from services.menu import MenuContext
from services.ports.voice import Clip
from sounds.manifest import Manifest, load_manifest, with_texts
from sounds.pieces import Count, Day, Digits, Money, Organisation, Person, Pieces
from sounds.planner import Planner

log = structlog.get_logger()
_EXTENSION = ".alaw"


class PromptBook:
    """The sounds folder as one process sees it; names rendered later are found when first wanted."""

    def __init__(self, sounds_dir: Path, *, manifest: Manifest | None = None) -> None:
        self._sounds_dir = sounds_dir
        self._manifest = manifest or load_manifest()
        self._planner = Planner(self._manifest)
        self._present = {
            str(file.relative_to(sounds_dir).with_suffix("")) for file in sounds_dir.rglob(f"*{_EXTENSION}")
        }
        self._told: set[str] = set()
        self.digests = ClipDigests(sounds_dir, extension=_EXTENSION)

    def with_texts(self, texts: Mapping[str, str], *, folder: str) -> "PromptBook":
        """A portfolio's own words, where their clips are there; the common ones elsewhere."""
        own = with_texts(self._manifest, texts, folder=folder).prompts
        spoken = {key: text for key, text in texts.items() if self._is_present(own[key].spec.path)}
        if len(spoken) < len(texts):
            log.warning("menu_texts_missing", lacking=sorted(set(texts) - set(spoken)))
        return PromptBook(self._sounds_dir, manifest=with_texts(self._manifest, spoken, folder=folder))

    def speakable(self, context: MenuContext) -> MenuContext:
        """The same context without the names that no clip says, so that the wording goes round them."""
        call = context.call
        return dataclasses.replace(
            context,
            first_name=context.first_name if self._can_say((Person(context.first_name),)) else "",
            call=dataclasses.replace(
                call,
                company_name=call.company_name if self._can_say((Organisation(call.company_name),)) else "",
                creditor_name=call.creditor_name if self._can_say((Organisation(call.creditor_name),)) else "",
            ),
        )

    def clips(self, pieces: Pieces) -> list[Clip]:
        """Empty when an amount, a date or a number among the pieces cannot be said wholly."""
        paths: list[str] = []
        for piece in pieces:
            planned = self._planner.clips((piece,))
            lacking = [path for path in planned if not self._has(path)]
            if not lacking:
                paths += planned
            elif isinstance(piece, Money | Day | Count | Digits):
                other_way = self._planner.clips_of(piece, present=self._is_present)
                if other_way is None:
                    log.error("value_unspeakable", kind=type(piece).__name__)
                    return []
                paths += other_way
            else:
                paths += [path for path in planned if path not in lacking]
        return [Clip(path) for path in paths]

    def text(self, pieces: Pieces) -> str:
        return self._planner.text(pieces)

    def _can_say(self, pieces: tuple[Person | Organisation]) -> bool:
        return all(self._is_present(path) for path in self._planner.clips(pieces))

    def _has(self, path: str) -> bool:
        if self._is_present(path):
            return True
        if path not in self._told:
            self._told.add(path)
            log.warning("prompt_missing", clip=_without_name(path))
        return False

    def _is_present(self, path: str) -> bool:
        if path in self._present:
            return True
        present = (self._sounds_dir / f"{path}{_EXTENSION}").is_file()
        if present:
            self._present.add(path)
        return present


def _without_name(path: str) -> str:
    """The folder alone where the file name tells somebody's name."""
    folder, _, name = path.rpartition("/")
    return folder if folder.endswith("/name") else f"{folder}/{name}"
