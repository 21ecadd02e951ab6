"""What was heard is told from what is new, as far back as there is room."""

from adapters.teams.once import Once


def test_what_was_heard_is_known_and_all_else_is_new() -> None:
    once = Once()
    assert [once.heard(each) for each in ("a", "b", "a", "b", "c")] == [False, False, True, True, False]


def test_what_came_to_nothing_is_new_the_next_time() -> None:
    once = Once()
    once.heard("a")
    once.forget("a")
    once.forget("never heard")
    assert [once.heard("a"), once.heard("a")] == [False, True]


def test_only_the_oldest_goes_when_there_is_no_more_room() -> None:
    once = Once(most=2)
    for each in ("a", "b", "c"):
        once.heard(each)
    assert [once.heard("c"), once.heard("b"), once.heard("a")] == [True, True, False]
