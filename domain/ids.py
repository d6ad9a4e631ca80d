"""Identifiers. Text ids are ULIDs (26 characters, sortable by birth); integer ids are rows of imported lists."""

from typing import NewType

AttemptId = NewType("AttemptId", str)
"""One dial of one number; also the Asterisk channel id, the recording's name and the last part of the MQTT topic."""
AgentLegId = NewType("AgentLegId", str)
"""The nailed-up leg of an agent session, `agent-` and a ULID; a new one for each time the leg is called."""
AgentSessionId = NewType("AgentSessionId", str)
AgreementId = NewType("AgreementId", str)
EventId = NewType("EventId", str)
CommandId = NewType("CommandId", str)
CaseId = NewType("CaseId", str)
ImportId = NewType("ImportId", str)
NoticeId = NewType("NoticeId", str)

PortfolioId = NewType("PortfolioId", int)
DebtorId = NewType("DebtorId", int)
DebtId = NewType("DebtId", int)
PhoneId = NewType("PhoneId", int)
CampaignId = NewType("CampaignId", int)
LeadId = NewType("LeadId", int)
UserId = NewType("UserId", int)
ReviewId = NewType("ReviewId", int)
