"""What a trust lead reads about the trust's own prompts."""


def saved() -> str:
    """It is there."""
    return "Saved. Programmes that draw on your own questions may ask it from now on."


def retired() -> str:
    """It is asked no more."""
    return "Taken out of use: it is not asked any more. What was answered to it stays in the log."


def returned() -> str:
    """It may be asked again."""
    return "Back in use: it may be asked again."


def taken(number: int) -> str:
    """So many came out of a file."""
    return f"{number} {'question' if number == 1 else 'questions'} taken from the file."


def no_file() -> str:
    """No file was chosen."""
    return "Choose a file first."


def no_text() -> str:
    """A file that holds no text, such as a picture or a workbook."""
    return "It is neither a sheet nor TOML that can be read: save it again as CSV or as TOML."


def there_already() -> str:
    """Two prompts with one question."""
    return "This question is among your own questions already: change that one, or bring it back into use."


def too_many(most: int) -> str:
    """More than one trust can have."""
    return f"A trust can have up to {most} questions of its own."


def changed_meanwhile() -> str:
    """Somebody else has changed it."""
    return "Somebody else has changed this question since you opened it. What you wrote is still here: look at it again, then save."
