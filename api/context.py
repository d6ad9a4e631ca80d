"""What the endpoints work with: the use cases, the live hub and the settings, put together once per application."""

from asyncio import TaskGroup
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from api.deps import ApiDeps
from api.errors import NoProvider
from api.live.hub import HubSources, LiveHub
from api.settings import ApiSettings
from services.auth import AuthService
from services.block_lists import BlockListService
from services.campaigns import CampaignService
from services.cases.deciding import CaseService
from services.contacting import ContactService
from services.desk import DeskService
from services.desk_callers import DeskCallers
from services.desk_view import DeskPolicy
from services.dispositions import DispositionService
from services.floor import FloorService
from services.import_reports import ImportReportService
from services.negotiation.agreements import AgreementService
from services.negotiation.negotiating import NegotiationService
from services.negotiation.policies import PolicyService
from services.negotiation.promises import PromiseService
from services.notices.at_the_desk import DeskNotices
from services.notices.listing import NoticeBook
from services.notices.requesting import NoticeService
from services.origination import OriginationService
from services.outcomes import OutcomeService
from services.pacing import PacingService
from services.payments.charging import ChargeService
from services.previewing import PreviewService
from services.recordings import RecordingService
from services.regua_plans import ReguaPlanService
from services.regua_steps import ReguaStepService
from services.reporting import ReportingService
from services.strategy import StrategyService


@dataclass(slots=True, kw_only=True)
class ApiContext:
    """`tasks` is the group of the application's lifespan; what is started in it ends with the application."""

    deps: ApiDeps
    auth: AuthService
    desk: DeskService
    callers: DeskCallers
    outcomes: OutcomeService
    floor: FloorService
    recordings: RecordingService
    campaigns: CampaignService
    pacing: PacingService
    previews: PreviewService
    import_reports: ImportReportService
    contact: ContactService
    block_lists: BlockListService
    dispositions: DispositionService
    origination: OriginationService
    strategy: StrategyService
    regua_plans: ReguaPlanService
    regua_steps: ReguaStepService
    reporting: ReportingService
    policies: PolicyService
    negotiation: NegotiationService
    agreements: AgreementService
    promises: PromiseService
    notice_book: NoticeBook
    desk_notices: DeskNotices
    cases: CaseService
    hub: LiveHub
    tasks: TaskGroup | None = field(default=None)

    @property
    def charges(self) -> ChargeService:
        """Raises NoProvider."""
        if self.deps.payments is None:
            raise NoProvider
        deps = self.deps
        return ChargeService(
            storage=deps.storage,
            clock=deps.clock,
            ids=deps.ids,
            provider=self.deps.payments,
            timezone=deps.settings.timezone,
        )

    @property
    def settings(self) -> ApiSettings:
        return self.deps.settings


def build_context(deps: ApiDeps) -> ApiContext:
    settings = deps.settings
    auth = AuthService(
        storage=deps.storage,
        clock=deps.clock,
        new_token=deps.new_token,
        secret_key=settings.secret_key,
        session_idle=settings.session_idle,
        session_lifetime=settings.session_lifetime,
    )
    desk = DeskService(
        storage=deps.storage,
        clock=deps.clock,
        ids=deps.ids,
        policy=DeskPolicy(timezone=settings.timezone),
        secret_key=settings.secret_key,
        seats=settings.seats,
        sip_domain=settings.sip_domain,
    )
    outcomes = OutcomeService(storage=deps.storage)
    floor = FloorService(storage=deps.storage, clock=deps.clock, timezone=settings.timezone)
    reports = ImportReportService(storage=deps.storage)
    sources = HubSources(auth=auth, desk=desk, outcomes=outcomes, floor=floor, imports=reports)
    return ApiContext(
        deps=deps,
        auth=auth,
        desk=desk,
        callers=DeskCallers(storage=deps.storage, clock=deps.clock, policy=desk.policy),
        outcomes=outcomes,
        floor=floor,
        recordings=RecordingService(storage=deps.storage, clock=deps.clock, timezone=settings.timezone),
        campaigns=CampaignService(storage=deps.storage, clock=deps.clock),
        previews=PreviewService(storage=deps.storage, clock=deps.clock),
        pacing=PacingService(storage=deps.storage, clock=deps.clock, timezone=deps.settings.timezone),
        import_reports=reports,
        contact=ContactService(storage=deps.storage, clock=deps.clock),
        block_lists=BlockListService(storage=deps.storage, clock=deps.clock),
        dispositions=DispositionService(storage=deps.storage, clock=deps.clock),
        origination=OriginationService(storage=deps.storage, clock=deps.clock),
        strategy=StrategyService(storage=deps.storage, clock=deps.clock, zone=settings.timezone),
        regua_plans=ReguaPlanService(storage=deps.storage, clock=deps.clock, zone=settings.timezone),
        regua_steps=ReguaStepService(storage=deps.storage, clock=deps.clock, zone=settings.timezone),
        reporting=ReportingService(storage=deps.storage, clock=deps.clock, zone=settings.timezone),
        policies=PolicyService(storage=deps.storage, clock=deps.clock, timezone=settings.timezone),
        negotiation=NegotiationService(
            storage=deps.storage, clock=deps.clock, ids=deps.ids, timezone=settings.timezone
        ),
        agreements=AgreementService(storage=deps.storage, clock=deps.clock, ids=deps.ids, timezone=settings.timezone),
        promises=PromiseService(storage=deps.storage, clock=deps.clock, ids=deps.ids, timezone=settings.timezone),
        notice_book=NoticeBook(storage=deps.storage, clock=deps.clock),
        desk_notices=DeskNotices(
            notices=NoticeService(storage=deps.storage, clock=deps.clock, ids=deps.ids, timezone=settings.timezone)
        ),
        cases=CaseService(
            storage=deps.storage, clock=deps.clock, channels=frozenset(deps.notices.channels if deps.notices else ())
        ),
        hub=LiveHub(bus=deps.bus, clock=deps.clock, sources=sources, pace=deps.pace),
    )


async def get_context(connection: HTTPConnection) -> ApiContext:
    # A plain function would be sent to a thread and back for every request.
    context: ApiContext = connection.app.state.context
    return context


Context = Annotated[ApiContext, Depends(get_context)]
