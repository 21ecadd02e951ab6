"""What a trust lead reads where the form of a programme lacks something."""


def start_anew() -> str:
    """The form has lost its id."""
    return "This form has lost its place. Open “New programme” again and copy across what you wrote."


def give_a_name() -> str:
    """A programme without a name."""
    return "Give the programme a name that school leads will recognise."


def name_taken() -> str:
    """Two programmes of one name."""
    return "Another programme bears this name: choose one that tells them apart."


def not_a_name(problem: str, remedy: str) -> str:
    """A name that cannot stand on a page."""
    return f"{problem.replace('`name`', 'The name')}: {remedy}."


def choose_from_the_list() -> str:
    """Something that no page of ours offers."""
    return "Choose from what is offered here."


def choose_a_sequence() -> str:
    """A sequence was wanted, and none chosen."""
    return "Choose one of the sequences."


def none_chosen_by_hand() -> str:
    """By hand, and nothing ticked."""
    return "No question is chosen yet. Press “Choose questions by hand” and tick at least one."


def nothing_fits() -> str:
    """Filters that exclude each other."""
    return "No question fits all of this. Tick fewer kinds of things: each one narrows the choice."


def choose_how_often() -> str:
    """No recurrence was chosen."""
    return "Choose how often a question comes."


def choose_a_weekday() -> str:
    """No weekday was chosen."""
    return "Choose a day of the week."


def no_such_time() -> str:
    """No time of day."""
    return "Give a time of day as hours and minutes, for example 08:15."


def give_dates() -> str:
    """On dates, and none given."""
    return "Give at least one date, for example 23 November 2026 or 23/11/2026."


def no_such_date(said: str) -> str:
    """Something that is no date."""
    return f"“{said[:40]}” is not a date. Write it for example as 23 November 2026 or 23/11/2026."


def too_many_dates(most: int) -> str:
    """More dates than a programme has in years."""
    return f"Give up to {most} dates."


def how_many_weeks() -> str:
    """Every how many weeks."""
    return "Give a number of weeks from 2 to 13."


def in_which_weeks() -> str:
    """Every nth week, counted from when."""
    return "Give a date in the first week in which it comes."


def which_place() -> str:
    """A place in a term."""
    return "Choose which one: from the first to the last."


def say_when_it_starts() -> str:
    """No first day."""
    return "Give the first day on which it may come."


def ends_before_it_starts() -> str:
    """The last day lies before the first."""
    return "This lies before the first day: choose a later date, or leave it empty."


def ends_in_the_past() -> str:
    """The last day is over."""
    return "This day is past: choose today or a later date, or leave it empty."


def no_such_number(*, most: int) -> str:
    """Something that is no number in its range."""
    return f"Give a whole number from 1 to {most}, or leave it empty."


def no_channel() -> str:
    """A programme that goes nowhere."""
    return "Tick at least one channel: otherwise nobody is asked anything."


def no_such_channel() -> str:
    """A channel that is not the trust's."""
    return "One of the channels is no longer there: look at the ticks again."


def saved_already() -> str:
    """A new programme that is there."""
    return "This programme has been saved already: open it from the list to change it."


def changed_meanwhile() -> str:
    """Somebody else has changed it since the form was drawn."""
    return (
        "Somebody else has changed this programme since you opened it. What you filled in is still here: compare the "
        "two, then press “See what this does” again."
    )
