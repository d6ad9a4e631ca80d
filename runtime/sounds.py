"""The sound builder of this installation: its voices, its folders, and a cache shared by all of this machine's."""

import asyncio
import os
from pathlib import Path

from adapters.speech.builder import BuildReport, SoundBuilder
from adapters.speech.command import espeak
from adapters.speech.google import GoogleVoice
from adapters.speech.index import SoundIndex
from adapters.speech.rhvoice import RhVoice
from runtime.settings import Settings
from services.ports.speech import SpeechSynthesizer
from services.ports.storage import Storage
from sounds.lengths import Lengths
from sounds.manifest import STUDIO_FOLDER, load_manifest
from sounds.planner import Planner


def sound_builder(settings: Settings, *, workers: int | None = None) -> SoundBuilder:
    """`workers`: how many texts, or batches of them, at once; as many as there are processors when not said."""
    return SoundBuilder(
        sounds_dir=settings.sounds,
        cache_dir=_cache_dir(settings),
        voices=voices_of(settings),
        studio_dirs=(settings.home / "studio", STUDIO_FOLDER),
        workers=workers or len(os.sched_getaffinity(0)),
    )


async def prepare_names(settings: Settings, storage: Storage) -> BuildReport:
    """Render the names that the menu will say and that have no sound yet: after an import, before a campaign."""
    names = await storage.read(lambda uow: uow.menu.names_to_say())
    return await asyncio.to_thread(
        sound_builder(settings).prepare_names, names.people, organisations=names.organisations
    )


def spoken_lengths(sounds_dir: Path) -> Lengths:
    """How long everything takes to say that is rendered there."""
    rendered = SoundIndex(sounds_dir).read()
    return Lengths(Planner(load_manifest()), {path: entry.measured.milliseconds for path, entry in rendered.items()})


def voices_of(settings: Settings) -> tuple[SpeechSynthesizer, ...]:
    """In order of preference; the voices of this machine stand in where a network voice may not or cannot speak."""
    match settings.tts_provider:
        case "rhvoice":
            return (RhVoice(),)
        case "espeak":
            return (espeak(),)
        case "gtts":
            return (GoogleVoice(), RhVoice(), espeak())
        case _:
            return (RhVoice(), espeak())


def _cache_dir(settings: Settings) -> Path:
    """Beside the unpacked Asterisk, so that another installation or a test renders nothing twice; else below home."""
    shared = settings.asterisk_root.parent / "sounds"
    try:
        shared.mkdir(parents=True, exist_ok=True)
    except OSError:
        return settings.home / "cache" / "sounds"
    return shared if os.access(shared, os.W_OK) else settings.home / "cache" / "sounds"
