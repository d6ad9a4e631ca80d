"""All that proves one call, as one document."""

import json
from dataclasses import dataclass
from typing import Any

from domain.evidence.chain import Seal, instant_text
from domain.ids import AttemptId
from services.ports.repositories.evidence import Evidence
from services.ports.storage import Storage, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    attempt_id: AttemptId
    pieces: tuple[tuple[Evidence, Seal | None], ...]

    @property
    def recording_paths(self) -> list[str]:
        """Files below the recordings folder that belong to it."""
        payloads = [json.loads(piece.payload) for piece, _ in self.pieces]
        return [told["path"] for told in payloads if told.get("path") and told.get("sha256")]

    def document(self) -> dict[str, Any]:
        """`payload` stays the very text that was hashed, so that anybody can hash it again."""
        return {
            "attempt_id": self.attempt_id,
            "pieces": [
                {"key": piece.key, "kind": piece.kind.value, "payload": piece.payload, "seal": _seal_document(one)}
                for piece, one in self.pieces
            ],
        }


async def load_bundle(storage: Storage, attempt_id: AttemptId) -> Bundle:
    """Empty of pieces when the attempt has none."""

    def read(uow: UnitOfWork) -> Bundle:
        pieces = uow.evidence.of_attempt(attempt_id)
        seals = [None if piece.seq is None else uow.evidence.seal_at(piece.seq) for piece in pieces]
        return Bundle(attempt_id=attempt_id, pieces=tuple(zip(pieces, seals, strict=True)))

    return await storage.read(read)


def _seal_document(one: Seal | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "seq": one.seq,
        "kind": one.kind.value,
        "key": one.key,
        "payload_sha256": one.payload_sha256,
        "previous": one.previous,
        "sealed_at": instant_text(one.sealed_at),
        "hash": one.hash,
    }
