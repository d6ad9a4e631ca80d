"""Charges, what came in, and the provider's calls."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from api.access import PUBLIC, FloorStaff, Manager
from api.context import Context
from api.errors import NotFound
from api.payments.schemas import Charge, ChargeList, Heard, NewCharge, PaidElsewhere, Payment, Recorded
from domain.ids import AgreementId
from domain.payment.charge import ChargeState, PaymentMethod
from services.payments.qr_code import qr_png, qr_svg
from services.ports.repositories.payments import ChargeQuery

router = APIRouter(prefix="/api/payments", tags=["payments"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/charges")
async def list_charges(
    _visitor: FloorStaff,
    context: Context,
    agreement_id: AgreementId | None = None,
    state: ChargeState | None = None,
    in_doubt: bool | None = None,  # noqa: FBT001 - a query parameter has a name
    page: PageNumber = 1,
) -> ChargeList:
    query = ChargeQuery(agreement_id=agreement_id, state=state, in_doubt=in_doubt)
    found = await context.charges.page(query, page=page)
    items = [Charge.model_validate(item) for item in found.items]
    return ChargeList(items=items, page=page, page_size=found.page_size, total=found.total)


@router.post("/charges", status_code=status.HTTP_201_CREATED)
async def create_charge(body: NewCharge, _visitor: FloorStaff, context: Context) -> Charge:
    """Asked again while the same charge stands, that one is given."""
    made = await context.charges.charge(body.agreement_id, body.installment_number, body.method)
    return Charge.model_validate(made)


@router.get("/charges/{txid}")
async def get_charge(txid: str, _visitor: FloorStaff, context: Context) -> Charge:
    return Charge.model_validate(await context.charges.get(txid))


@router.post("/charges/{txid}/refresh")
async def refresh_charge(txid: str, _visitor: FloorStaff, context: Context) -> Charge:
    """Ask the provider now."""
    return Charge.model_validate(await context.charges.refresh(txid))


@router.post("/charges/{txid}/cancel")
async def cancel_charge(txid: str, _visitor: FloorStaff, context: Context) -> Charge:
    return Charge.model_validate(await context.charges.cancel(txid))


@router.post("/charges/{txid}/clear-doubt")
async def clear_doubt(txid: str, _visitor: Manager, context: Context) -> Charge:
    """Somebody looked into it: the debtor may be called again."""
    return Charge.model_validate(await context.charges.clear_doubt(txid))


@router.get("/charges/{txid}/qr.svg", response_class=Response)
async def get_qr_svg(txid: str, _visitor: FloorStaff, context: Context) -> Response:
    return _image(qr_svg(await _pix_text(txid, context)), "image/svg+xml")


@router.get("/charges/{txid}/qr.png", response_class=Response)
async def get_qr_png(txid: str, _visitor: FloorStaff, context: Context) -> Response:
    return _image(qr_png(await _pix_text(txid, context)), "image/png")


@router.get("/agreements/{agreement_id}")
async def list_payments(agreement_id: str, _visitor: FloorStaff, context: Context) -> list[Payment]:
    return [Payment.model_validate(one) for one in await context.charges.payments(agreement_id)]


@router.post("/elsewhere", status_code=status.HTTP_201_CREATED)
async def record_elsewhere(body: PaidElsewhere, visitor: Manager, context: Context) -> Recorded:
    """Money that did not come through the provider."""
    applied = await context.charges.pay_elsewhere(
        body.agreement_id,
        reference=body.reference,
        amount_cents=body.amount_cents,
        paid_at=body.paid_at,
        by=visitor.user_id,
    )
    return Recorded.model_validate(applied)


@router.post("/webhook/{secret}/pix", dependencies=[PUBLIC])
async def hear_provider(secret: str, request: Request, context: Context) -> Heard:
    """The provider tells of payments; they are asked back before anything is believed."""
    return Heard(charges=await context.charges.hear(await request.body(), secret=secret))


async def _pix_text(txid: str, context: Context) -> str:
    charge = await context.charges.get(txid)
    if charge.method is not PaymentMethod.PIX or not charge.code:
        raise NotFound
    return charge.code


def _image(content: bytes, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Cache-Control": "private, no-store"})
