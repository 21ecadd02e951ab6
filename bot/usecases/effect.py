"""What a change of a set-up does to the coming dates of every school it concerns."""

from datetime import datetime

from bot.domain.charter import Charter
from bot.domain.effect import Effect


def effect_of(before: Charter, after: Charter, *, now: datetime) -> Effect:
    """What differs in the dates of the coming half-year, school by school, said shortly."""
    raise NotImplementedError
