"""The door to the three processes: each is imported only when it is the one to run."""

# ruff: noqa: PLC0415
# A process loads only its own libraries.

from runtime.logging import configure_logging
from runtime.processes.foundation import ProcessError, ProcessName, run_process
from runtime.settings import Settings

__all__ = ["ProcessError", "run_forever"]


async def run_forever(process: ProcessName, settings: Settings) -> None:
    """Raises ProcessError or SettingsError when it cannot start; anything else that comes out is a crash."""
    configure_logging(process=process, style=settings.log_format, level=settings.log_level)
    match process:
        case "dialer":
            from runtime.processes.dialer import serve_dialer as serve
        case "ivr":
            from runtime.processes.ivr import serve_ivr as serve
        case "api":
            from runtime.processes.api import serve_api as serve
    await run_process(process, settings, serve)
