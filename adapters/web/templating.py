"""One Jinja environment for every page of every adapter, and the few things each template may use."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.templating import Jinja2Templates

from adapters.web.assets import Assets
from adapters.web.framework_headings import by_framework
from adapters.web.words import ROLES
from bot import wording
from bot.domain.people import Member, SchoolId
from bot.usecases.permission import Deed, Standing

FOLDER = Path(__file__).parent


def make_templates(further: Sequence[Path] = (), *, assets: Assets) -> Jinja2Templates:
    """The templates of this package and of the folders given (each with a `templates` folder in it)."""
    loaders = [jinja2.FileSystemLoader(folder / "templates") for folder in (FOLDER, *further)]
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["when"] = when
    environment.filters["day"] = wording.day
    environment.filters["pair"] = lambda each: (each.id, each.name)
    environment.filters["by_framework"] = by_framework
    environment.filters["keyed"] = lambda each: (each.key, each.name)
    environment.globals["asset"] = assets.address
    environment.globals["roles"] = roles_of
    return Jinja2Templates(env=environment, context_processors=[_everywhere])


def when(moment: datetime, zone: tzinfo | None = None) -> Markup:
    """A moment as people say it, in `zone` (or in the zone it carries), marked up with the moment itself."""
    there = moment.astimezone(zone) if zone else moment
    said = f"{wording.day(there)}, {wording.clock_time(there)}"
    return Markup('<time datetime="{}">{}</time>').format(there.isoformat(timespec="seconds"), said)


MOST_NAMED = 6
"""Schools of one role that are named; more are counted."""


def roles_of(member: Member, schools: dict[SchoolId, str]) -> str:
    """What someone is and where, for example "SENCo of Oakfield Primary School and Millbrook Junior School"."""
    held: dict[str, list[str]] = {}
    for grant in sorted(member.grants, key=lambda grant: (grant.role, grant.school or "")):
        places = held.setdefault(ROLES[grant.role], [])
        places.append(schools.get(grant.school, "a school") if grant.school else "the trust")
    said = (
        f"{role} of {wording.listed(places) if len(places) <= MOST_NAMED else f'{len(places)} schools'}"
        for role, places in held.items()
    )
    return "; ".join(said) or "No role yet"


def _everywhere(request: Request) -> dict[str, Any]:
    """What the layout needs on every page, also on one that failed before anyone was known."""
    standing: Standing | None = getattr(request.state, "standing", None)
    return {
        "viewer": standing.member if standing else None,
        "trust": standing.charter.trust if standing else None,
        "csrf": getattr(request.state, "csrf", ""),
        "demonstration": getattr(request.state, "demonstration", False),
        "path": request.url.path,
        # A trust that has no school yet has somebody who may add one.
        "may": {
            deed.name.lower(): bool(standing and (standing.everywhere(deed) or standing.may(deed)))
            for deed in Deed
        },
        "no_school": bool(standing and not standing.charter.schools),
    }
