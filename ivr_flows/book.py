"""The portfolios' own menus: one file each in a folder, taken up by the next call after it was put there."""

from pathlib import Path
from typing import Final, TypeAlias

import structlog

from domain.language.names import plain_key
from ivr_flows.prompts import PromptBook
from ivr_flows.settings import DEFAULT_SETTINGS, FlowRefused, FlowSettings, read_settings

log = structlog.get_logger()
FILES: Final = "*.toml"
_Stamp: TypeAlias = tuple[tuple[str, int, int], ...]


def text_folder(settings: FlowSettings) -> str:
    """Below which the clips of the portfolio's own texts are."""
    return plain_key(settings.portfolio) or "todas"


class FlowBook:
    """A file that cannot be used is told in the log and changes nothing: no call may fail for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: _Stamp = ()
        self._settings: dict[str, FlowSettings] = {}
        self._prompts: dict[str, PromptBook] = {}

    def of(self, portfolio: str, prompts: PromptBook) -> tuple[FlowSettings, PromptBook]:
        """The portfolio's own menu, else that of every portfolio, else the usual one; and the words for it."""
        self._read()
        settings = self._settings.get(portfolio) or self._settings.get("") or DEFAULT_SETTINGS
        if not settings.texts:
            return settings, prompts
        known = self._prompts.get(settings.portfolio)
        if known is None:
            known = prompts.with_texts(settings.texts, folder=text_folder(settings))
            self._prompts[settings.portfolio] = known
        return settings, known

    def _read(self) -> None:
        files = sorted(self._folder.glob(FILES))
        stamp = tuple((file.name, status.st_mtime_ns, status.st_size) for file in files for status in [file.stat()])
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self._prompts.clear()
        self._settings = {one.portfolio: one for file in files if (one := _usable(file)) is not None}


def _usable(file: Path) -> FlowSettings | None:
    try:
        return read_settings(file.read_text(encoding="utf-8"))
    except (FlowRefused, OSError, UnicodeDecodeError) as error:
        log.warning("menu_file_refused", file=file.name, error=str(error))
        return None
