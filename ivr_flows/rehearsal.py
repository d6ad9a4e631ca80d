"""A menu played without a telephone: a made-up debtor, keys as text, words as text; nothing is committed anywhere."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from domain.contact.facts import Channel
from domain.ids import AttemptId, CampaignId, DebtId, DebtorId, PhoneId, PortfolioId
from domain.negotiation.build_offers import build_offers
from domain.negotiation.debts import open_debt
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.identity import challenges_for
from domain.notice.contact import Contact
from ivr_flows.contract import (
    Action,
    Agree,
    Do,
    Event,
    HangUp,
    Hear,
    HeardOut,
    Key,
    Listen,
    LookForPayment,
    PromptEnded,
    Request,
    RequestPerson,
    Say,
    ServiceDone,
    Silence,
    Started,
)
from ivr_flows.engine import Flow
from ivr_flows.outbound import outbound_plan
from ivr_flows.settings import DEFAULT_SETTINGS, FlowSettings
from ivr_flows.talk import Talk
from services.menu import MENU_AUTHORITY, MenuContext
from services.ports.repositories.menu import MenuCall
from sounds.manifest import load_manifest, with_texts
from sounds.planner import Planner

PROTOCOL: Final = "261124123456"
SILENCE: Final = "-"
_PAST_DAYS: Final = (54, 20)


def sample_context(*, now: datetime, debts: int = 1) -> MenuContext:
    """Maria, born on 5 March, document beginning with 529, who owes R$ 350,00 (and R$ 120,00)."""
    today = now.date()
    owed = tuple(
        open_debt(
            DebtId(number),
            contract=f"C{number}",
            description="",
            principal_cents=principal,
            due_date=today - timedelta(days=days),
            today=today,
            policy=DEFAULT_POLICY.charges,
        )
        for number, (principal, days) in enumerate(zip((35_000, 12_000), _PAST_DAYS, strict=True), start=1)
    )[:debts]
    call = MenuCall(
        attempt_id=AttemptId("ensaio"),
        campaign_id=CampaignId(1),
        debtor_id=DebtorId(1),
        portfolio_id=PortfolioId(1),
        phone_id=PhoneId(1),
        phone_number="+5511987654321",
        uf="SP",
        name="MARIA DA SILVA",
        document="52998224725",
        birth_date=date(1980, 3, 5),
        portfolio="",
        company_name="Concilia Atendimento",
        creditor_name="Loja Exemplo",
        callback_number="+551132654321",
        earlier=None,
    )
    return MenuContext(
        call=call,
        first_name="Maria",
        challenges=challenges_for(birth_date=call.birth_date, document=call.document),
        now=now.astimezone(UTC),
        today=today,
        debts=owed,
        offers=build_offers(owed, DEFAULT_POLICY, MENU_AUTHORITY, today),
        contacts=(Contact(Channel.SMS, call.phone_number), Contact(Channel.EMAIL, "maria@exemplo.com.br")),
    )


class Rehearsal:
    """`said` is what was heard so far; `wants_key` while a key may be pressed; `outcome` once it is over."""

    def __init__(self, context: MenuContext, settings: FlowSettings = DEFAULT_SETTINGS) -> None:
        self._context = context
        self._planner = Planner(with_texts(load_manifest(), settings.texts, folder="ensaio"))
        self._flow = Flow(outbound_plan(settings), Talk(context), limit_seconds=settings.limit_seconds)
        self._at_ms = 0
        self.said: list[str] = []
        self.outcome = ""
        self._feed(Started())

    @property
    def step(self) -> str:
        return self._flow.step

    @property
    def disposition(self) -> str:
        verdict = self._flow.talk.disposition
        return "" if verdict is None else verdict.value

    def press(self, key: str) -> None:
        """One key, or SILENCE."""
        self._feed(Silence() if key == SILENCE else Key(key))

    def _feed(self, event: Event) -> None:
        """Goes on by itself until a key may come."""
        answer: Event | None = event
        while answer is not None and not self._flow.is_over:
            self._at_ms += 1000
            actions = self._flow.feed(answer, at_ms=self._at_ms)
            answers = [self._do(action) for action in actions]
            answer = answers[-1] if answers else None

    def _do(self, action: Action) -> Event | None:
        match action:
            case Say(pieces):
                self.said.append(self._planner.text(pieces))
                return PromptEnded()
            case Do(request):
                return self._committed(request)
            case Hear(most_seconds=seconds):
                return HeardOut(from_ms=self._at_ms, until_ms=self._at_ms + round(seconds * 1000))
            case RequestPerson():
                self.outcome = "atendente"
            case HangUp():
                self.outcome = "fim"
            case Listen():
                return None
        return None

    def _committed(self, request: Request) -> Event:
        match request:
            case LookForPayment():
                return ServiceDone(result="not_yet")
            case Agree():
                return ServiceDone(PROTOCOL, agreement_id="ensaio")
        return ServiceDone(PROTOCOL, context=self._context)
