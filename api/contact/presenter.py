"""Explanations as the screens show them."""

from api.contact.schemas import NumberAnswer, RuleAnswer, ScopeAnswer, WhyAnswer
from domain.contact.decide_contact import RuleVerdict
from domain.contact.rules import RULE_TEXTS
from services.contacting import NumberWhy, Why
from services.masking import mask_phone


def present_why(why: Why) -> WhyAnswer:
    scopes = [
        ScopeAnswer(
            portfolio_id=one.scope.portfolio_id,
            portfolio=one.scope.portfolio,
            campaign_id=one.scope.campaign_id,
            campaign=one.scope.campaign,
            last_verdict=one.scope.last_verdict,
            policy_broken=one.policy_broken,
            numbers=[_number(number, broken=one.policy_broken) for number in one.numbers],
        )
        for one in why.scopes
    ]
    return WhyAnswer(debtor_id=why.debtor_id, at=why.at, scopes=scopes)


def _number(number: NumberWhy, *, broken: bool) -> NumberAnswer:
    first = number.first
    return NumberAnswer(
        phone_masked="" if number.phone is None else mask_phone(number.phone.number),
        allowed=number.phone is not None and first is None and not broken,
        first=None if first is None else first.rule,
        rules=[_rule(verdict) for verdict in number.verdicts],
    )


def _rule(verdict: RuleVerdict) -> RuleAnswer:
    text = RULE_TEXTS[verdict.rule]
    return RuleAnswer(
        rule=verdict.rule,
        refused=verdict.refused is not None,
        until=None if verdict.refused is None else verdict.refused.until,
        says=text.says,
        law=text.law,
    )
