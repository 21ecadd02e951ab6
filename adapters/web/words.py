"""The names that pages give to roles."""

from bot.domain.people import Role

ROLES = {
    Role.LEADER: "Leader",
    Role.SCHOOL_LEAD: "School lead",
    Role.SENCO: "SENCo",
    Role.GOVERNOR: "Governor",
    Role.TRUST_LEAD: "Trust lead",
    Role.DATA_PROTECTION_LEAD: "Data protection lead",
}
