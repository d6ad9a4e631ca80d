"""Recordings: found, heard, logged, commented, scored."""

import struct
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.storage.tables.recordings import ListenRow
from domain.access import Role
from domain.call.disposition import Disposition
from domain.ids import AttemptId
from domain.reporting.survey import SpokenComment, SurveyAnswer
from tests.support import call_rows
from tests.support.aio import run
from tests.support.api import World, running_api


def _write_wav(path: Path, *, seconds: int = 2) -> None:
    """Left is half as loud as can be, right is silent until the second half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = 8000 * seconds
    with wave.open(str(path), "wb") as audio:
        audio.setnchannels(2)
        audio.setsampwidth(2)
        audio.setframerate(8000)
        audio.writeframes(
            b"".join(struct.pack("<hh", -16384, 0 if frame < frames // 2 else 32767) for frame in range(frames))
        )


async def _recorded(world: World) -> AttemptId:
    campaign = await call_rows.add_campaign(world)
    debtor = await call_rows.add_debtor(world, campaign)
    attempt_id = await call_rows.add_closed_attempt(
        world, campaign, debtor, disposition=Disposition.ACORDO_PARCELADO, answered_at=world.clock.now()
    )
    await call_rows.add_menu(world, attempt_id)
    await call_rows.add_agreement(world, campaign, debtor, attempt_id)
    await call_rows.add_recording(world, attempt_id)
    _write_wav(world.settings.recordings_dir / f"2026/11/24/{attempt_id}.wav")
    return attempt_id


def test_days_are_the_operations_and_not_those_of_utc(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            for hour in (2, 3):
                attempt_id = await call_rows.add_closed_attempt(world, campaign, debtor)
                # 3:00 UTC is midnight in São Paulo.
                started_at = datetime(2026, 11, 24, hour, 30, tzinfo=UTC)
                await call_rows.add_recording(world, attempt_id, started_at=started_at)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            for day, expected in (("2026-11-23", "T02:30"), ("2026-11-24", "T03:30")):
                page = (await browser.get("/api/recordings", params={"from": day, "to": day})).json()
                assert page["total"] == 1
                assert expected in page["items"][0]["started_at"]

    run(main())


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, 1),
        ({"disposition": "ACORDO_PARCELADO"}, 1),
        ({"disposition": "OCUPADO"}, 0),
        ({"campaign_id": 1}, 1),
        ({"campaign_id": 2}, 0),
        ({"agent_id": 1}, 0),
        ({"training": True}, 0),
        ({"training": False}, 1),
        ({"page": 2}, 0),
    ],
)
def test_recordings_are_found_by_what_is_known_of_the_call(
    tmp_path: Path, wanted: dict[str, str | int | bool], found: int
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await _recorded(world)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            page = (await browser.get("/api/recordings", params=wanted)).json()
            assert len(page["items"]) == found

    run(main())


def test_the_list_masks_the_debtor(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            await _recorded(world)
            answer = await (await world.logged_in(Role.SUPERVISOR)).browser.get("/api/recordings")
            item = answer.json()["items"][0]
            assert (item["debtor_first_name"], item["phone_masked"]) == ("Maria", "(11) •••••-4321")
            assert "SILVA" not in answer.text

    run(main())


def test_a_recording_that_is_still_open_is_not_listed(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            attempt_id = await call_rows.add_attempt(world, campaign, debtor)
            await call_rows.add_recording(world, attempt_id, state="open")
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            assert (await browser.get("/api/recordings")).json()["total"] == 0
            assert (await browser.get(f"/api/recordings/{attempt_id}")).status_code == 404

    run(main())


def test_a_part_of_the_audio_is_served_as_a_part(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            attempt_id = await _recorded(world)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            whole = await browser.get(f"/api/recordings/{attempt_id}/audio")
            assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
            assert whole.headers["cache-control"] == "private, no-store"
            part = await browser.get(f"/api/recordings/{attempt_id}/audio", headers={"range": "bytes=44-143"})
            assert part.status_code == 206
            assert part.content == whole.content[44:144]

    run(main())


def test_each_listening_is_logged_once_however_many_parts_are_asked_for(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            attempt_id = await _recorded(world)
            session = await world.logged_in(Role.SUPERVISOR, name="Rui Alves")
            url = f"/api/recordings/{attempt_id}/audio"
            for part in ("bytes=0-", "bytes=0-1", "bytes=44-143", "bytes=1000-"):
                await session.browser.get(url, headers={"range": part})
                world.clock.advance(seconds=1)
            assert len(await world.rows(select(ListenRow.id))) == 1
            world.clock.advance(seconds=20)
            await session.browser.get(url)
            world.clock.advance(minutes=11)
            await session.browser.get(url, headers={"range": "bytes=44-143"})
            assert len(await world.rows(select(ListenRow.id))) == 3
            detail = (await session.browser.get(f"/api/recordings/{attempt_id}")).json()
            assert [listen["listener"] for listen in detail["listens"]] == ["Rui Alves"] * 3

    run(main())


def test_peaks_tell_both_sides_apart_and_are_kept(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            attempt_id = await _recorded(world)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            peaks = (await browser.get(f"/api/recordings/{attempt_id}/peaks")).json()
            assert peaks["duration_ms"] == 2000
            assert len(peaks["left"]) == len(peaks["right"]) == 1000
            assert set(peaks["left"]) == {0.5}
            assert peaks["right"][:500] == [0.0] * 500
            assert peaks["right"][500:] == [1.0] * 500
            audio = world.settings.recordings_dir / f"2026/11/24/{attempt_id}.wav"
            audio.rename(audio.with_suffix(".away"))
            _write_wav(audio, seconds=1)
            assert (await browser.get(f"/api/recordings/{attempt_id}/peaks")).json() == peaks

    run(main())


@pytest.mark.parametrize("path", ["2026/11/24/gone.wav", "../outside.wav", "/etc/hostname"])
def test_audio_that_is_not_in_the_recordings_folder_is_not_served(tmp_path: Path, path: str) -> None:
    _write_wav(tmp_path / "outside.wav")

    async def main() -> None:
        async with running_api(tmp_path) as world:
            campaign = await call_rows.add_campaign(world)
            debtor = await call_rows.add_debtor(world, campaign)
            attempt_id = await call_rows.add_closed_attempt(world, campaign, debtor)
            await call_rows.add_recording(world, attempt_id, path=path)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            for part in ("audio", "peaks"):
                answer = await browser.get(f"/api/recordings/{attempt_id}/{part}")
                assert (answer.status_code, answer.json()["code"]) == (404, "audio_missing")

    run(main())


def test_what_the_debtor_thinks_and_where_they_say_so_shows_in_the_detail(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            attempt_id = await _recorded(world)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            assert (await browser.get(f"/api/recordings/{attempt_id}")).json()["survey"] is None
            now = world.clock.now()
            await world.database.write(lambda uow: uow.surveys.record(attempt_id, SurveyAnswer(satisfaction=2), at=now))
            await world.database.write(lambda uow: uow.surveys.comment(attempt_id, SpokenComment(500, 1500), at=now))
            survey = (await browser.get(f"/api/recordings/{attempt_id}")).json()["survey"]
            assert survey == {"satisfaction": 2, "comment_from_ms": 500, "comment_until_ms": 1500}

    run(main())


def test_comments_scores_and_the_training_mark_show_in_the_detail(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            attempt_id = await _recorded(world)
            rui = await world.logged_in(Role.SUPERVISOR, name="Rui Alves")
            eva = await world.logged_in(Role.MANAGER, name="Eva Reis")
            url = f"/api/recordings/{attempt_id}"
            await rui.browser.post(f"{url}/comments", json={"at_ms": 1500, "text": "Boa escuta"})
            await eva.browser.post(f"{url}/comments", json={"at_ms": 200, "text": "Saudação correta"})
            await rui.browser.put(f"{url}/review", json={"score": 4})
            await rui.browser.put(f"{url}/review", json={"score": 7})
            await eva.browser.put(f"{url}/review", json={"score": 10})
            detail = (await eva.browser.put(f"{url}/training", json={"for_training": True})).json()
            assert [(note["at_ms"], note["author"]) for note in detail["remarks"]] == [
                (200, "Eva Reis"),
                (1500, "Rui Alves"),
            ]
            assert (detail["score"], detail["my_score"], detail["comments"]) == (8.5, 10, 2)
            assert detail["for_training"] is True
            assert detail["agreement"]["installments"] == 2
            assert detail["menu"][0]["label"] == "É a pessoa?"

    run(main())


@pytest.mark.parametrize(
    ("path", "method", "body", "message"),
    [
        ("review", "PUT", {"score": 11}, "Campo “nota”: o máximo é 10."),
        ("review", "PUT", {"score": -1}, "Campo “nota”: o mínimo é 0."),
        ("comments", "POST", {"at_ms": 0, "text": "  "}, "Campo “texto”: preencha."),
        ("comments", "POST", {"at_ms": 0, "text": "x" * 1001}, "Campo “texto”: use no máximo 1000 caracteres."),
        ("training", "PUT", {}, "Campo “treinamento”: preencha."),
    ],
)
def test_what_cannot_be_taken_is_explained(
    tmp_path: Path, path: str, method: str, body: dict[str, str | int], message: str
) -> None:
    async def main() -> None:
        async with running_api(tmp_path) as world:
            attempt_id = await _recorded(world)
            browser = (await world.logged_in(Role.SUPERVISOR)).browser
            answer = await browser.request(method, f"/api/recordings/{attempt_id}/{path}", json=body)
            assert (answer.status_code, answer.json()["message"]) == (422, message)

    run(main())
