"""Imports: upload, progress, rejections."""

from typing import Any

from fastapi import APIRouter, Request, status
from fastapi.responses import StreamingResponse

from api.access import Manager
from api.context import Context
from api.imports.receive import receive_import
from api.imports.schemas import Import

router = APIRouter(prefix="/api/imports", tags=["imports"])

_FILE = {"type": "string", "format": "binary"}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "portfolio"],
                    "properties": {
                        "file": _FILE,
                        "portfolio": {"type": "string", "maxLength": 120},
                        "mapping": {**_FILE, "description": "TOML or JSON"},
                    },
                }
            }
        },
    }
}


@router.post("", status_code=status.HTTP_202_ACCEPTED, openapi_extra=_FORM)
async def start_import(request: Request, visitor: Manager, context: Context) -> Import:
    """Starts importing the file; `import` events of the live stream tell its progress."""
    return Import.model_validate(await receive_import(request, context, visitor.user_id))


@router.get("")
async def list_imports(_visitor: Manager, context: Context) -> list[Import]:
    """The last hundred, latest first."""
    return [Import.model_validate(item) for item in await context.import_reports.recent()]


@router.get("/{import_id}")
async def get_import(import_id: str, _visitor: Manager, context: Context) -> Import:
    return Import.model_validate(await context.import_reports.get(import_id))


@router.get("/{import_id}/rejections.csv", response_class=StreamingResponse)
async def get_rejections(import_id: str, _visitor: Manager, context: Context) -> StreamingResponse:
    """Line, column, value and reason of every rejected row; UTF-8 with BOM and semicolons, as spreadsheets expect."""
    rows = await context.import_reports.rejections_csv(import_id)
    headers = {"Content-Disposition": f'attachment; filename="rejeicoes-{import_id}.csv"'}
    return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=headers)
