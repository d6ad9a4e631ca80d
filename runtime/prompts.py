"""The menu's sentences as sound files: built when missing or changed, from the cache when they were built before."""

from collections.abc import Callable

from runtime.settings import Settings
from runtime.sounds import sound_builder
from sounds.manifest import load_manifest


def render_prompts(settings: Settings, tell: Callable[[str], None]) -> None:
    """Blocking; says how far it is at each quarter when there is much to do."""
    told = 0

    def progress(done: int, total: int) -> None:
        nonlocal told
        quarter = 4 * done // max(total, 1)
        if total > 20 and quarter > told:
            told = quarter
            tell(f"frases da URA: {done} de {total}")

    sound_builder(settings).build(load_manifest().specs(), progress=progress)
