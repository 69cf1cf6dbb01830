"""The registry's models, one file per idea."""

from groups.models.answer import Answer, AnswerLink, Letter, Outcome, Proposal
from groups.models.compilation import Compilation, CompilationFile
from groups.models.dated import Dated
from groups.models.event import Event, Placement, StatusChange
from groups.models.group import (
    TREE_FIELDS,
    Coverage,
    Feedback,
    Group,
    ReportingAnswer,
    Status,
)
from groups.models.group_municipality import GroupMunicipality
from groups.models.group_queries import NeverDeleted
from groups.models.group_type import GroupType, Mandate, Tier, Topic
from groups.models.link import Agreement, Commission, EscalationLink, ReportingLine
from groups.models.organisation import Inhabitants, Organisation, Principal
from groups.models.person import Person
from groups.models.region import Region, RegionMunicipality
from groups.models.remark import Remark
from groups.models.review import Review, ReviewItem
from groups.models.seat import Membership, Seat, SeatException
from groups.models.user import ADMINISTRATOR, COMMISSIONER, NOTE_TAKER, PROCESS_LEADER, User

__all__ = [
    "ADMINISTRATOR",
    "COMMISSIONER",
    "NOTE_TAKER",
    "PROCESS_LEADER",
    "TREE_FIELDS",
    "Agreement",
    "Answer",
    "AnswerLink",
    "Commission",
    "Compilation",
    "CompilationFile",
    "Coverage",
    "Dated",
    "EscalationLink",
    "Event",
    "Feedback",
    "Group",
    "GroupMunicipality",
    "GroupType",
    "Inhabitants",
    "Letter",
    "Mandate",
    "Membership",
    "NeverDeleted",
    "Organisation",
    "Outcome",
    "Person",
    "Placement",
    "Principal",
    "Proposal",
    "Region",
    "RegionMunicipality",
    "Remark",
    "ReportingAnswer",
    "ReportingLine",
    "Review",
    "ReviewItem",
    "Seat",
    "SeatException",
    "Status",
    "StatusChange",
    "Tier",
    "Topic",
    "User",
]
