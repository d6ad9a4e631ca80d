"""Block lists: which there are, and a file that becomes the list of its kind."""

import asyncio
import shutil
from pathlib import Path
from typing import Any, BinaryIO

from fastapi import APIRouter, Request, status
from starlette.datastructures import FormData, UploadFile

from api.access import FloorStaff, Manager
from api.contact.schemas import BlockList, BlockListKindReply, LoadedBlockList
from api.context import ApiContext, Context
from api.errors import InvalidInput
from domain.contact.facts import BLOCK_LISTS, BlockListKind
from services.block_lists import LoadedList

router = APIRouter(prefix="/api/block-lists", tags=["contact"])

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["kind", "file"],
                    "properties": {
                        "kind": {"type": "string", "enum": [kind.value for kind in BlockListKind]},
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV: number, day of registration",
                        },
                    },
                }
            }
        },
    }
}


@router.get("")
async def list_block_lists(_visitor: FloorStaff, context: Context) -> list[BlockList]:
    """The last hundred that were imported, latest first."""
    return [BlockList.model_validate(found) for found in await context.block_lists.lists()]


@router.get("/kinds")
async def list_kinds(_visitor: FloorStaff) -> list[BlockListKindReply]:
    """Which lists there may be, whom each binds, and by which law."""
    return [
        BlockListKindReply(
            kind=kind, name=scope.name, law=scope.law, ddds=sorted(scope.ddds), grace_days=scope.grace.days,
            binds_collections=scope.collections,
        )
        for kind, scope in BLOCK_LISTS.items()
    ]  # fmt: skip


@router.post("", status_code=status.HTTP_201_CREATED, openapi_extra=_FORM)
async def load_block_list(request: Request, _visitor: Manager, context: Context) -> LoadedBlockList:
    """The file replaces the list of its kind, whole; with one wrong row it is refused and nothing changes."""
    return LoadedBlockList.model_validate(await _receive(request, context))


async def _receive(request: Request, context: ApiContext) -> LoadedList:
    """Raises InvalidInput, TableFileRefused. The form is read here, when the visitor was let in already."""
    async with request.form(max_files=1, max_fields=2) as form:
        file, kind = form.get("file"), _kind(form)
        if not isinstance(file, UploadFile):
            raise InvalidInput("file", "Escolha o arquivo a importar.")
        path = context.settings.uploads_dir / f"{context.deps.ids.new_id()}.upload"
        name = Path(file.filename or "").name[:200] or "arquivo"
        try:
            await asyncio.to_thread(_keep, file.file, path)
            return await context.block_lists.load(path, kind, file_name=name)
        finally:
            path.unlink(missing_ok=True)


def _kind(form: FormData) -> BlockListKind:
    try:
        return BlockListKind(str(form.get("kind")))
    except ValueError as error:
        raise InvalidInput("kind", "Escolha qual é a lista.") from error


def _keep(source: BinaryIO, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as kept:
        shutil.copyfileobj(source, kept, 1024 * 1024)
