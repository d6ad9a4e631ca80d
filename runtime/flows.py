"""Where the portfolios' own menus are, and how one is put there: checked, its words rendered, then in one move."""

from pathlib import Path

from adapters.speech.builder import BuildReport, SoundBuilder
from adapters.speech.command import whole_file
from ivr_flows.book import text_folder
from ivr_flows.settings import FlowSettings, read_settings
from runtime.settings import Settings
from sounds.manifest import load_manifest, with_texts


def flows_folder(settings: Settings) -> Path:
    return settings.home / "flows"


def put_flow(settings: Settings, text: str, builder: SoundBuilder) -> tuple[FlowSettings, BuildReport]:
    """The menu's file for its portfolio, unless a word of it could not be rendered. Raises FlowRefused."""
    wanted = read_settings(text)
    manifest = with_texts(load_manifest(), wanted.texts, folder=text_folder(wanted))
    report = builder.build(manifest.prompts[key].spec for key in wanted.texts)
    if not report.failed:
        with whole_file(flows_folder(settings) / f"{text_folder(wanted)}.toml") as unfinished:
            unfinished.write_text(text, encoding="utf-8")
    return wanted, report
