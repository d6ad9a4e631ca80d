"""An uploaded file on its way into a portfolio."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api.context import ApiContext
from api.errors import InvalidInput, Stopping
from domain.ids import ImportId, UserId
from services.import_reports import NoSuchImport
from services.importing.errors import ImportRefused
from services.importing.import_file import import_file, read_mapping
from services.ports.repositories.import_reports import ImportFacts

_PORTFOLIO_CHARACTERS = 120
_MAPPING_BYTES = 64 * 1024
_FIRST_LOOK_SECONDS = 0.02
_LOOKS = 250

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Upload:
    import_id: ImportId
    path: Path
    file_name: str
    portfolio: str
    mapping: Mapping[str, object] | None
    started_by: UserId


async def receive_import(request: Request, context: ApiContext, started_by: UserId) -> ImportFacts:
    """Keep the file, start importing it in the background and tell how the import begins; raises InvalidInput.

    The form is read here and not by the framework, so that nobody's upload is taken in before they are let in.
    """
    upload = await _receive(request, context, started_by)
    if context.tasks is None:
        raise Stopping
    running = context.tasks.create_task(_import(context, upload), name="import")
    for _ in range(_LOOKS):
        try:
            return await context.import_reports.get(upload.import_id)
        except NoSuchImport:
            if running.done():
                break
            await asyncio.sleep(_FIRST_LOOK_SECONDS)
    return await context.import_reports.get(upload.import_id)


async def _receive(request: Request, context: ApiContext, started_by: UserId) -> _Upload:
    async with request.form(max_files=2, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise InvalidInput("file", "Escolha o arquivo a importar.")
        portfolio = _portfolio(form)
        mapping = await _mapping(form)
        import_id = ImportId(context.deps.ids.new_id())
        path = context.settings.uploads_dir / f"{import_id}.upload"
        await asyncio.to_thread(_keep, file.file, path)
        return _Upload(
            import_id=import_id,
            path=path,
            file_name=Path(file.filename or "").name[:200],
            portfolio=portfolio,
            mapping=mapping,
            started_by=started_by,
        )


def _portfolio(form: FormData) -> str:
    name = form.get("portfolio")
    if not isinstance(name, str) or not name.strip():
        raise InvalidInput("portfolio", "Informe o nome da carteira.")
    if len(name.strip()) > _PORTFOLIO_CHARACTERS:
        raise InvalidInput("portfolio", f"Use no máximo {_PORTFOLIO_CHARACTERS} caracteres no nome da carteira.")
    return name.strip()


async def _mapping(form: FormData) -> Mapping[str, object] | None:
    file = form.get("mapping")
    if not isinstance(file, UploadFile):
        return None
    content = await file.read(_MAPPING_BYTES + 1)
    if len(content) > _MAPPING_BYTES:
        raise InvalidInput("mapping", "O mapa de colunas é grande demais.")
    if not content:
        return None
    try:
        return read_mapping(content)
    except ImportRefused as refusal:
        raise InvalidInput("mapping", str(refusal)) from refusal


def _keep(source: BinaryIO, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as kept:
        shutil.copyfileobj(source, kept, 1024 * 1024)


async def _import(context: ApiContext, upload: _Upload) -> None:
    """Whatever stops one import must not stop the application: the imports row tells how it ended."""
    try:
        await import_file(
            context.deps.storage,
            source=upload.path,
            file_name=upload.file_name,
            portfolio=upload.portfolio,
            import_id=upload.import_id,
            clock=context.deps.clock,
            mapping=upload.mapping,
            started_by=upload.started_by,
        )
    except ImportRefused:
        log.info("import_refused", import_id=upload.import_id)
    except Exception as error:  # noqa: BLE001 - the boundary of a background task that shares the lifespan's group
        log.warning("import_failed", import_id=upload.import_id, error=type(error).__name__)
    finally:
        upload.path.unlink(missing_ok=True)
