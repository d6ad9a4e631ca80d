"""The menu's real sounds for tests: rendered once on a machine, and taken from its cache ever after."""

from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from adapters.speech.builder import SoundBuilder
from adapters.speech.command import espeak
from adapters.speech.rhvoice import RhVoice
from runtime.sounds import spoken_lengths
from sounds.lengths import Lengths
from sounds.manifest import load_manifest
from tests.support.asterisk import ASTERISK_ROOT


def build_sounds(folder: Path, *, people: tuple[str, ...] = (), organisations: tuple[str, ...] = ()) -> SoundBuilder:
    """Every sound of the manifest, and these names, in `folder`: under a second from a warm cache."""
    builder = SoundBuilder(sounds_dir=folder, cache_dir=ASTERISK_ROOT.parent / "sounds", voices=[RhVoice(), espeak()])
    assert builder.build(load_manifest().specs()).failed == ()
    assert builder.prepare_names(people, organisations=organisations).failed == ()
    return builder


@lru_cache(maxsize=1)
def real_lengths() -> Lengths:
    """How long the real prompts are; one build for a whole run of tests."""
    folder = Path(mkdtemp(prefix="concilia-lengths-"))
    build_sounds(folder)
    return spoken_lengths(folder)
