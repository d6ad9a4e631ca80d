"""Every persona of the simulated carrier called once by the running product, and what became of each call."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from statistics import median

import pytest
from sqlalchemy import func, select

from adapters.recordings.archive import FileRecordingArchive
from adapters.storage.database import Database
from adapters.storage.tables.agreements import AgreementDebtRow, AgreementRow, InstallmentRow
from adapters.storage.tables.calls import MenuSessionRow
from adapters.storage.tables.cases import CaseRow
from adapters.storage.tables.contact import ContactHoldRow, ContactLedgerRow
from adapters.storage.tables.evidence import EvidenceRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.notices import NoticeRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow
from adapters.storage.tables.recordings import RecordingRow
from adapters.storage.tables.strategy import SurveyAnswerRow
from domain.contact.facts import Channel
from domain.negotiation.protocol import SPOKEN_GROUPS
from runtime.clock import UlidSource
from runtime.flows import flows_folder
from services.evidence.verifying import Verifier
from simulator.personas import NEVER_ANSWERS, Caller, Persona
from sounds.pieces import Digits, Money, Prompt
from tests.support.heard import Ear, ears
from tests.support.listening import Found, clip, find, loudness, stereo
from tests.support.persona_day import Day, ear_of, spoken, until_all_called_back, until_all_is_told
from tests.support.persona_ends import (
    ANSWERED,
    ASKS_FOR_AGENT,
    CALLERS,
    CALLS_BACK,
    ENDS_IN,
    EVERYBODY,
    LISTENERS,
    LISTENS_TO_THE_MENU,
)
from tests.support.personal_data import Secrets, captured_messages, logs_of
from tests.support.product import ProductPlan, running_product, until

pytestmark = [pytest.mark.asterisk, pytest.mark.broker, pytest.mark.timeout(700)]

CLEAR, OTHER = 0.6, 0.375
"""From this likeness on, what is heard is the clip, of which packets may be lost; other speech stays below the second.
"""
LONG_MS = 800
"""Shorter clips sound alike."""


def is_clear(found: Sequence[Found]) -> bool:
    """Whether these are the clips; a busy machine may have swallowed one word of many."""
    return sum(one.likeness < CLEAR for one in found) <= len(found) // 6


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    plan = ProductPlan(
        personas=dict.fromkeys(Persona, 1),
        listeners=LISTENERS,
        callers=CALLS_BACK,
        robots=5,
        # Long enough for both sides to have said a sentence each.
        talk_seconds=(12.0, 16.0),
    )
    with running_product(tmp_path_factory.mktemp("personas") / "home", plan) as product:
        flows = flows_folder(product.settings)
        flows.mkdir()
        (flows / "todas.toml").write_text("comentario = true\nrecado_em_caixa_postal = true", encoding="utf-8")
        with captured_messages(product) as messages:
            product.start_campaign()
            product.until_worked()
            day = Day(product, messages)
            until_all_called_back(day)
            until_all_is_told(day)
        yield day


def test_all_personas_are_expected_to_end_somewhere() -> None:
    assert set(ENDS_IN) == set(EVERYBODY)
    # Somebody is there all day: who finds nobody calls in tests/acceptance/ivr/test_persons_and_callers.py.
    assert set(Caller) - set(CALLERS) == {Caller.FINDS_NOBODY}


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_persona_ends_in_its_right_disposition(day: Day, persona: Persona | Caller) -> None:
    assert day.attempt(persona).disposition in ENDS_IN[persona]


def test_everybody_was_called_once(day: Day) -> None:
    invited = day.product.invites()
    assert sorted(invited) == sorted(f"{person.ref}.1" for person in day.product.people)


def test_only_those_who_asked_talked_with_an_agent(day: Day) -> None:
    bridged = {persona for persona in EVERYBODY if day.attempt(persona).bridged_at is not None}
    assert bridged == ASKS_FOR_AGENT
    assert all(day.attempt(persona).disposed_by is not None for persona in bridged)


@pytest.mark.parametrize("persona", EVERYBODY)
def test_the_moments_of_a_call_follow_one_another(day: Day, persona: Persona | Caller) -> None:
    attempt = day.attempt(persona)
    moments = [attempt.claimed_at, attempt.originated_at, attempt.answered_at, attempt.person_requested_at]
    moments = [moment for moment in [*moments, attempt.bridged_at, attempt.closed_at] if moment is not None]
    assert moments == sorted(moments)
    assert (attempt.answered_at is None) == (persona in NEVER_ANSWERS)
    if attempt.bridged_at is not None:
        # An agent is free. How quick it is on a machine that does nothing else is for the benches.
        assert (attempt.bridged_at - attempt.person_requested_at).total_seconds() < 15


@pytest.mark.parametrize("persona", ANSWERED)
def test_an_answered_call_is_recorded_from_answer_to_hang_up(day: Day, persona: Persona | Caller) -> None:
    recording, attempt = day.recording(persona), day.attempt(persona)
    assert (recording.state, recording.problem) == ("verified", None)
    content = day.wav(persona).read_bytes()
    assert (recording.sha256, recording.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    talked = (attempt.closed_at - attempt.answered_at).total_seconds()
    # Of a second in which the machine is short of time a part is lost, and the news of the hang-up may be late.
    assert recording.duration_ms / 1000 == pytest.approx(talked, abs=2.5 + talked / 10)


def test_a_call_that_was_not_answered_has_no_recording(day: Day) -> None:
    ids = [day.attempt(persona).id for persona in NEVER_ANSWERS]
    (count,) = day.product.rows(select(func.count()).where(RecordingRow.attempt_id.in_(ids)))[0]
    assert count == 0


def test_each_side_of_a_call_is_in_its_own_channel(day: Day) -> None:
    said, heard = stereo(day.wav(Persona.SETTLES_IN_FULL))
    alo = clip(day.product.home / "cache" / "carrier" / "clips" / "alo.alaw")
    greeting = clip(day.product.settings.sounds / "pt_BR" / "identity_birth.alaw")
    assert find(alo, said).likeness > CLEAR
    assert find(alo, heard).likeness < OTHER
    assert find(greeting, heard).likeness > CLEAR
    assert find(greeting, said).likeness < OTHER


def test_a_silent_debtor_is_recorded_as_silence(day: Day) -> None:
    said, heard = stereo(day.wav(Persona.SILENT))
    assert loudness(said) < 200
    assert loudness(heard) > 1000


@pytest.mark.parametrize("persona", [Persona.ASKS_FOR_PERSON, Persona.HANGS_UP_IN_TALK])
def test_the_talk_with_the_agent_is_in_the_recording_on_both_sides(day: Day, persona: Persona) -> None:
    said, heard = stereo(day.wav(persona))
    clips = day.product.home / "cache" / "carrier" / "clips"
    asks = find(clip(clips / "quero_pessoa.alaw"), said)
    # A robot goes round its sentences from call to call: which one comes first depends on who was served before.
    answers = [find(clip(path), heard) for path in sorted(clips.glob("agent_*.alaw"))]
    assert asks.likeness > CLEAR
    assert max(answer.likeness for answer in answers) > CLEAR


@pytest.mark.parametrize(
    ("persona", "instalments"),
    [(Persona.SETTLES_IN_FULL, 1), (Persona.TWO_INSTALMENTS, 2), (Persona.WRONG_KEYS_RECOVERS, 1)],
)
def test_an_agreement_confirmed_by_keys_is_in_the_database(day: Day, persona: Persona, instalments: int) -> None:
    agreement = day.agreement(persona)
    rows = day.product.rows(
        select(InstallmentRow.__table__)
        .where(InstallmentRow.agreement_id == agreement.id)
        .order_by(InstallmentRow.number)
    )
    assert [row.number for row in rows] == list(range(1, instalments + 1))
    assert sum(row.amount_cents for row in rows) == agreement.total_cents > 0
    assert agreement.total_cents == agreement.principal_cents + agreement.charges_cents - agreement.discount_cents
    assert [row.due_date for row in rows] == sorted({row.due_date for row in rows})
    menu = day.product.rows(select(MenuSessionRow.__table__).where(MenuSessionRow.agreement_id == agreement.id))
    assert [row.protocol for row in menu] == [agreement.protocol]


@pytest.mark.parametrize("persona", [Persona.SETTLES_IN_FULL, Persona.TWO_INSTALMENTS])
def test_an_agreement_settles_every_open_debt_of_the_person(day: Day, persona: Persona) -> None:
    agreement, person = day.agreement(persona), day.product.person_with(persona)
    debts = day.product.rows(
        select(DebtRow.id, DebtRow.status, DebtRow.principal_cents)
        .join(DebtorRow, DebtorRow.id == DebtRow.debtor_id)
        .where(DebtorRow.document == person.document)
    )
    settled = day.product.rows(select(AgreementDebtRow.debt_id).where(AgreementDebtRow.agreement_id == agreement.id))
    assert {row.debt_id for row in settled} == {debt.id for debt in debts}
    assert {debt.status for debt in debts} == {"under_agreement"}
    assert agreement.principal_cents == sum(debt.principal_cents for debt in debts)


@pytest.mark.parametrize("persona", [Persona.SETTLES_IN_FULL, Persona.TWO_INSTALMENTS])
def test_read_back_yes_and_protocol_are_in_the_recording(day: Day, persona: Persona) -> None:
    agreement, (_said, heard) = day.agreement(persona), stereo(day.wav(persona))
    first = "read_back_in_full" if persona is Persona.SETTLES_IN_FULL else "read_back_total"
    read_back = spoken(
        day, heard, (Prompt(first), Money(agreement.total_cents, ends=persona is Persona.TWO_INSTALMENTS))
    )
    asked = spoken(day, heard, (Prompt("agree"),))
    protocol = spoken(day, heard, (Prompt("agreed"), Prompt("protocol"), Digits(agreement.protocol, (), slow=True)))
    assert all(map(is_clear, (read_back, asked, protocol)))
    (yes,) = (row for row in day.steps(persona) if row.get("meaning") == "agrees")
    # The debtor hears the question out, and what follows his yes comes at once.
    assert read_back[-1].ends_seconds < asked[0].ends_seconds < protocol[0].at_seconds - 0.4
    assert yes["at"] == pytest.approx(protocol[0].at_seconds, abs=3 + yes["at"] / 20)


def test_what_a_debtor_says_of_the_call_is_found_in_its_recording(day: Day) -> None:
    attempt = day.attempt(Persona.GIVES_MARKS)
    (answer,) = day.product.rows(select(SurveyAnswerRow.__table__).where(SurveyAnswerRow.attempt_id == attempt.id))
    assert answer.satisfaction == 4
    said, heard = stereo(day.wav(Persona.GIVES_MARKS))
    opinion = find(clip(day.product.home / "cache" / "carrier" / "clips" / "opiniao.alaw"), said)
    (asked,) = spoken(day, heard, (Prompt("comment"),))
    assert min(opinion.likeness, asked.likeness) > CLEAR
    assert answer.comment_from_ms / 1000 == pytest.approx(asked.ends_seconds, abs=2)
    assert answer.comment_from_ms / 1000 < opinion.at_seconds + 1.5
    # A moment of listening takes up to two seconds, of which the last may be quiet.
    assert opinion.ends_seconds - 1 < answer.comment_until_ms / 1000 < opinion.ends_seconds + 4


@pytest.mark.parametrize("persona", [Persona.VOICEMAIL, Persona.SILENT])
def test_where_nobody_acts_one_message_is_left_and_counted(day: Day, persona: Persona) -> None:
    said, heard = stereo(day.wav(persona))
    (message,) = spoken(day, heard, (Prompt("voicemail_number"),))
    assert message.likeness > CLEAR
    assert ("voicemail", "message") in day.menu(persona)
    if persona is Persona.VOICEMAIL:
        greeting = find(clip(day.product.home / "cache" / "carrier" / "clips" / "voicemail.alaw"), said)
        assert greeting.likeness > CLEAR
        assert greeting.ends_seconds < message.at_seconds
    attempt = day.attempt(persona)
    ledger = select(ContactLedgerRow.channel).where(ContactLedgerRow.debtor_id == attempt.debtor_id)
    assert [row.channel for row in day.product.rows(ledger)] == [Channel.VOICEMAIL.value]


def test_what_debtors_told_by_keys_is_kept(day: Day) -> None:
    agreed = {Persona.WAITS_FOR_PAYMENT: ("payment", "waits"), Persona.ANOTHER_CONTACT: ("read_back", "other_contact")}
    for persona, noted in agreed.items():
        assert noted in day.menu(persona)
        assert day.agreement(persona).total_cents > 0
    sent = select(NoticeRow.channel).where(NoticeRow.agreement_id == day.agreement(Persona.ANOTHER_CONTACT).id)
    # The first is the line itself by SMS, the second the same line by WhatsApp.
    assert {row.channel for row in day.product.rows(sent)} == {Channel.WHATSAPP}
    wish = select(ContactHoldRow.kind).where(ContactHoldRow.attempt_id == day.attempt(Persona.THIRD_PARTY_SAYS_WHEN).id)
    assert [row.kind for row in day.product.rows(wish)] == ["callback"]
    cases = {Persona.ILL: ("hardship", "illness"), Persona.BLAMES_SERVICE: ("support", "dissatisfied")}
    for persona, (kind, reason) in cases.items():
        case = select(CaseRow.kind, CaseRow.reason).where(CaseRow.attempt_id == day.attempt(persona).id)
        assert [(row.kind.value, row.reason) for row in day.product.rows(case)] == [(kind, reason)]


def test_who_pays_while_waiting_on_the_line_hears_that_it_arrived(day: Day) -> None:
    persona = Persona.WAITS_FOR_PAYMENT
    assert day.menu(persona)[-2:] == [("payment", "waits"), ("payment", "arrived")]
    heard, _said = ears(day.product.heard_by(day.ref(persona)))
    (arrived,) = spoken(day, heard, (Prompt("payment_arrived"),))
    (pays,) = (row["at"] for row in day.steps(persona) if row["step"] == "pays")
    assert arrived.likeness > CLEAR
    assert arrived.at_seconds > pays
    paid = select(InstallmentRow.state).where(InstallmentRow.agreement_id == day.agreement(persona).id)
    assert [row.state for row in day.product.rows(paid)] == ["paid"]


def test_what_callers_wanted_is_done(day: Day) -> None:
    assert day.agreement(Caller.SETTLES).debtor_id == day.attempt(Persona.HANGS_UP_AT_ONCE).debtor_id
    complaint = select(CaseRow.kind).where(CaseRow.attempt_id == day.attempt(Caller.COMPLAINS).id)
    assert [row.kind.value for row in day.product.rows(complaint)] == ["complaint"]
    assert ("copy", "sent") in day.menu(Caller.ASKS_CODE)
    codes = select(NoticeRow.id).where(NoticeRow.agreement_id == day.agreement(Persona.TYPES_AHEAD).id)
    assert len(day.product.rows(codes)) >= 2
    protocol = Digits(day.agreement(Persona.TYPES_AHEAD).protocol, SPOKEN_GROUPS)
    told = spoken(day, stereo(day.wav(Caller.ASKS_STANDING))[1], (Prompt("standing_protocol"), protocol))
    assert is_clear(told)


def test_who_is_locked_out_hears_what_everybody_hears_who_cannot_prove_it_and_gets_a_person(day: Day) -> None:
    refused = [("identity", "refused")] * 2
    own = [("reception", "own_matter"), *refused]
    for caller in (Caller.FORGETS_BIRTHDAY, Caller.UNKNOWN, Caller.LOCKED_OUT):
        assert day.menu(caller)[:3] == own
        heard = [one["step"] for told in day.evidence(caller) if told["kind"] == "menu" for one in told["heard"]]
        assert "unproved" in heard
        # Nobody is named to whoever could not show who they are.
        assert day.attempt(caller).debtor_id not in {day.attempt(persona).debtor_id for persona in Persona}
    # Who hears it out, for who knows that a person is there cuts it short.
    for caller in (Caller.FORGETS_BIRTHDAY, Caller.UNKNOWN):
        (unproved,) = spoken(day, stereo(day.wav(caller))[1], (Prompt("inbound_unproved"),))
        assert unproved.likeness > CLEAR
    assert ("person", "requested") in day.menu(Caller.LOCKED_OUT)


@pytest.mark.parametrize("step", ["options", "read_back", "protocol"])
def test_who_asks_to_repeat_hears_it_twice(day: Day, step: str) -> None:
    (menu,) = (told for told in day.evidence(Persona.ASKS_TO_REPEAT) if told["kind"] == "menu")
    assert [one["step"] for one in menu["heard"]].count(step) >= 2
    assert "0" in [one["key"] for one in menu["keys"] if one["step"] == step]


@pytest.mark.parametrize("persona", [Persona.SETTLES_IN_FULL, Persona.WRONG_KEYS_RECOVERS])
def test_the_evidence_tells_where_in_the_recording_each_prompt_was_heard(day: Day, persona: Persona) -> None:
    _said, heard = stereo(day.wav(persona))
    (menu,) = (told for told in day.evidence(persona) if told["kind"] == "menu")
    astray: dict[str, float] = {}
    checked = 0
    for prompt in menu["heard"]:
        for one in prompt["clips"]:
            file = day.product.settings.sounds / f"{one['clip']}.alaw"
            if not one["whole"] or one["heard_ms"] < LONG_MS or not file.is_file():
                continue
            assert hashlib.sha256(file.read_bytes()).hexdigest() == one["sha256"]
            at = (menu["recording_ms"] + prompt["at_ms"] + one["from_ms"]) / 1000
            slack = 0.3 + at / 20
            found = find(clip(file), heard, after_seconds=max(0.0, at - slack), within_seconds=2 * slack)
            if found.likeness < CLEAR:
                astray[one["clip"]] = found.at_seconds - at
            checked += 1
    assert checked >= 3
    # On a machine that is short of time one may begin late, and what is lost before it moves it.
    assert len(astray) <= 1 + checked // 10, astray


@pytest.fixture(scope="module")
def ear(day: Day) -> Callable[[Persona | Caller], Ear]:
    """The ears of each debtor; finding every clip in them takes a second."""
    return cache(lambda persona: ear_of(day, persona, clear=CLEAR))


@pytest.mark.parametrize("persona", sorted(LISTENS_TO_THE_MENU))
def test_the_debtor_hears_the_menu_at_once_in_order_and_without_a_hole(
    ear: Callable[[Persona | Caller], Ear], persona: Persona | Caller
) -> None:
    heard = ear(persona)
    # A machine that is short of time loses packets now and then, and with them a likeness; see below for all of them.
    assert len(heard.checked.missed) <= 3 + heard.checked.clips // 8, heard.checked.missed
    # The hurried cut most prompts short before they can be known again.
    assert heard.checked.clips >= (10 if persona in LISTENERS else 0)
    assert heard.first_sound < 2
    assert max(heard.silences, default=0.0) < 6


def test_hardly_anybody_waits_for_a_sound_or_misses_one(ear: Callable[[Persona | Caller], Ear]) -> None:
    """A machine that stands still for a moment is heard in every call that is up, and only then."""
    all_heard = [ear(persona) for persona in sorted(LISTENS_TO_THE_MENU)]
    assert median(heard.first_sound for heard in all_heard) < 0.3
    holes = [silence for heard in all_heard for silence in heard.silences if silence > 1.5]
    assert len(holes) <= len(all_heard) // 3, holes
    missed = [words for heard in all_heard for words in heard.checked.missed]
    assert len(missed) <= sum(heard.checked.clips for heard in all_heard) // 10, missed


def test_every_answered_call_is_proved_and_nothing_is_amiss(day: Day) -> None:
    unsealed = select(EvidenceRow.id).where(EvidenceRow.seal_seq.is_(None))
    until(lambda: not day.product.rows(unsealed), what="a seal on every piece of evidence")
    for persona in ANSWERED:
        assert {"menu", "recording"} <= {told["kind"] for told in day.evidence(persona)}
    database = Database(day.product.settings.database, ids=UlidSource())
    try:
        archive = FileRecordingArchive(day.product.settings.recordings)
        report = asyncio.run(Verifier(database, archive.sha256_of).everything())
    finally:
        database.close()
    assert report.findings == []
    assert report.files == len(ANSWERED)


def test_every_attempt_was_told_closed_once_and_nothing_waits_in_the_outbox(day: Day) -> None:
    assert sorted(set(day.told_closed())) == sorted(day.attempt(persona).id for persona in EVERYBODY)
    # Robots go on with their shift, and their news too.
    waiting = select(OutboxRow.id).where(OutboxRow.published_at.is_(None))
    until(lambda: not day.product.rows(waiting), what="an empty outbox")


def test_no_log_and_no_message_holds_anything_personal(day: Day) -> None:
    amounts = [row[0] for row in day.product.rows(select(DebtRow.principal_cents))]
    amounts += [row[0] for row in day.product.rows(select(InstallmentRow.amount_cents))]
    amounts += [row[0] for row in day.product.rows(select(AgreementRow.total_cents))]
    secrets = Secrets(day.product.people, amounts)
    assert len(day.messages) > 100
    for topic, payload in day.messages:
        assert secrets.found_in(f"{topic} {payload}") == set()
    logs = logs_of(day.product.home)
    assert {"dialer.log", "ivr.log", "api.log", "asterisk.log", "mosquitto.log"} <= {path.name for path in logs}
    for path in logs:
        text = path.read_text(encoding="utf-8", errors="replace")
        assert (path.name, secrets.found_in(text)) == (path.name, set())
