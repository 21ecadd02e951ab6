"""A broken bank says everything that is wrong with it, where, and what to do."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prompts.faults import BankError
from prompts.library import load_bank, read_faults
from tests.prompts.small_bank import (
    FILES,
    FRAMEWORKS,
    GLOSSARY,
    ROLES,
    SCALES,
    SEQUENCES,
    SOURCES,
    VISION,
    write_bank,
)

OURS = (
    VISION.replace("vision", "ours").replace("afa.ours", "afa.vision").replace("paper-ours", "paper-vision")
)


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(BankError) as refused:
        load_bank(folder)
    assert str(refused.value).splitlines() == [str(fault) for fault in refused.value.faults]
    return [str(fault) for fault in refused.value.faults]


def test_a_whole_bank_is_read_in_the_order_of_its_files_and_prompts(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path))
    assert [prompt.key for prompt in bank.prompts] == ["roles-scale", "vision-known", "vision-step"]
    assert [theme.key for theme in bank.themes] == ["roles", "vision"]
    assert bank.get("vision-known").evidence == ("Minutes of a meeting",)
    assert bank.glossary[1].local is True
    assert bank.sequence("first-steps").steps == ("roles-scale", "vision-known")


def test_every_fault_of_every_file_comes_at_once_with_its_place_and_remedy(tmp_path: Path) -> None:
    broken = VISION.replace('kind = "action"', 'kind = "actoin"').replace(
        'why = "One step is', 'wyh = "One step is'
    )
    broken = broken.replace('["leader", "senco"]', '"leader"')
    folder = write_bank(tmp_path, vision=broken, roles=ROLES.replace('"paper-roles-1"', '"paper-rolls-1"'))
    assert faults_of(folder) == [
        'bank/roles.toml: roles-scale: `draws_on` names "paper-rolls-1", which is unknown; did you mean "paper-roles-1" or "paper-vision-1"?',
        'bank/vision.toml: vision-step: unknown kind "actoin"; did you mean "action"?',
        "bank/vision.toml: vision-step: `why` is missing; add it",
        'bank/vision.toml: vision-step: `audience` is text, not a list; write audience = ["…"]',
        'bank/vision.toml: vision-step: unknown field "wyh"; did you mean "why"?',
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('key = "vision-known"', 'key = "Vision_Known"', "Vision_Known: `key` is not in lower-case"),
        (
            'key = "vision-known"',
            'key = "vision-step"',
            'the prompt "vision-step" is already in bank/vision.toml',
        ),
        ('key = "vision-known"', "", "prompt 1: `key` is missing"),
        ('key = "vision-known"', "key = 7", "prompt 1: `key` is a number, not text"),
        ("half-term?", "half-term.", "`question` does not end with a question mark"),
        ("Where would", "Where *would*", "`question` holds bold or italic asterisks"),
        ("Where would", "x" * 300, "`question` has"),
        ("Where would", "Where\\nwould", "holds a line break"),
        ("A vision counts once it can be seen.", " ", "`why` is empty"),
        ('theme = "vision"', 'theme = "roles"', '`theme` names "roles", which is unknown'),
        ('key = "vision"', 'key = "visions"', "`key` is not the name of its file"),
        ('["afa.vision"]', '["afa.visoin"]', 'did you mean "afa.vision"'),
        ('["afa.vision"]', "[]", "`frameworks` is a list of 0"),
        ('["afa.vision"]', '["afa.vision", 3]', "`frameworks` holds a number"),
        ('["afa.vision"]', '["afa.vision", "afa.vision"]', '`frameworks` holds "afa.vision" 2 times'),
        ('audience = ["leader"]', 'audience = ["head"]', '`audience` names "head", which is unknown'),
        ('["year-start"]', '["spring"]', '`seasons` names "spring"'),
        ("minutes = 3", "minutes = 11", "`minutes` is out of range; give a number from 1 to 10"),
        ("minutes = 3", "minutes = true", "`minutes` is true or false, not a whole number"),
        ("minutes = 3", "minutes = 0x" + "f" * 5000, "`minutes` is out of range"),
        ("minutes = 3", "minutes = 3\nscale = 'models'", "`scale` is there but the kind is"),
        ('kind = "question"', 'kind = "scale"', "`scale` is missing"),
        ("minutes = 3", "minutes = 2026-01-01", "`minutes` is a date or time"),
        ("[theme]", "[[theme]]", "`theme` is a list, not one table"),
        ("[theme]", "[thema]", "`theme` is missing"),
    ],
)
def test_one_fault_in_a_theme_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = faults_of(write_bank(tmp_path, vision=VISION.replace(old, new, 1)))
    assert any(fault.startswith("bank/vision.toml: ") and said in fault for fault in found), found


@pytest.mark.parametrize(
    ("stem", "content", "said"),
    [
        ("sources", SOURCES.replace('source = "paper"', 'source = "papper"', 1), 'did you mean "paper"'),
        ("sources", SOURCES.replace("https://", "example "), "`url` is not a web address"),
        (
            "sources",
            SOURCES.replace('id = "paper-roles-1"', 'id = "paper-vision-1"'),
            "is already in sources.toml",
        ),
        ("sources", SOURCES.replace("[source.paper]", "[[source]]"), "`source` is a list, not tables by key"),
        ("frameworks", FRAMEWORKS.replace('"afa.vision"', '"vision"'), "is not in lower-case"),
        (
            "frameworks",
            FRAMEWORKS.replace('family = "afa"', 'family = "dfe"'),
            "does not begin with its family",
        ),
        (
            "scales",
            SCALES.replace('key = "alone"', 'key = "apart"'),
            "another position of this scale has this key",
        ),
        ("scales", SCALES.replace("    {", "    #{", 1), "it has 3 positions; give it 4 or 5"),
        ("sequences", SEQUENCES.replace('"vision-known"', '"vision-gone"'), '`steps` names "vision-gone"'),
        ("sequences", SEQUENCES.replace("in order", "backwards"), 'write "in order"'),
        ("glossary", GLOSSARY.replace("local = true", 'local = "yes"'), "`local` is text, not true or false"),
        ("glossary", GLOSSARY + GLOSSARY, "is already in glossary.toml"),
    ],
)
def test_one_fault_in_a_file_beside_the_themes_is_named(
    tmp_path: Path, stem: str, content: str, said: str
) -> None:
    found = faults_of(write_bank(tmp_path, **{stem: content}))
    assert any(fault.startswith(f"{stem}.toml: ") and said in fault for fault in found), found


def test_broken_toml_is_named_by_line_and_column(tmp_path: Path) -> None:
    (found,) = faults_of(write_bank(tmp_path, glossary='[[term]]\nterm = "SENCo\n'))
    assert found.startswith("glossary.toml: line 2, column 14: not valid TOML")


def test_a_file_that_cannot_be_read_does_not_make_everything_that_refers_to_it_a_fault(
    tmp_path: Path,
) -> None:
    (found,) = faults_of(write_bank(tmp_path, frameworks="[["))
    assert found.startswith("frameworks.toml: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b" \n\n", "it is empty"),
        (b"# \xe9t\xe9", "line 1 is not UTF-8 (byte 0xe9)"),
        (VISION.encode("utf-16"), "is not UTF-8"),
        (b"#" * 1_000_001, "it is larger than 1 MB"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"a = " + b"9" * 5000, "not valid TOML"),
        (b"\x00\x01\x02", "not valid TOML"),
        (b"a = 1\nprompt = 2", "`prompt` is a number, not a list of tables"),
        (b"prompt = [1]\ntheme = 1", "prompt 1 is a number, not a table"),
    ],
)
def test_what_is_no_bank_file_at_all_is_a_fault(tmp_path: Path, content: bytes, said: str) -> None:
    folder = write_bank(tmp_path)
    (folder / "bank" / "vision.toml").write_bytes(content)
    found = faults_of(folder)
    assert any(fault.startswith("bank/vision.toml: ") and said in fault for fault in found), found


def test_a_byte_order_mark_and_windows_line_ends_are_read_as_if_they_were_not_there(tmp_path: Path) -> None:
    folder = write_bank(tmp_path / "plain")
    other = write_bank(tmp_path / "windows")
    (other / "bank" / "vision.toml").write_bytes(b"\xef\xbb\xbf" + VISION.replace("\n", "\r\n").encode())
    assert load_bank(folder).version == load_bank(other).version


def test_a_bank_inside_an_archive_is_read_like_one_in_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bank.zip", "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    with zipfile.ZipFile(tmp_path / "bank.zip") as archive:
        assert load_bank(zipfile.Path(archive)) == load_bank(write_bank(tmp_path / "folder"))


def test_a_missing_file_and_a_folder_in_its_place_are_faults(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    (folder / "glossary.toml").unlink()
    (folder / "scales.toml").unlink()
    (folder / "scales.toml").mkdir()
    found = faults_of(folder)
    assert any(fault.startswith("glossary.toml: there is no such file") for fault in found)
    assert any(fault.startswith("scales.toml: it cannot be read") for fault in found)


def test_a_folder_without_anything_is_a_fault_for_each_file_it_should_hold(tmp_path: Path) -> None:
    assert len(faults_of(tmp_path / "nowhere")) == 6


def test_a_trusts_own_theme_comes_after_the_shipped_ones(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    (own / "ours.toml").write_text(OURS, encoding="utf-8")
    bank = load_bank(folder, extra=[own])
    assert [prompt.key for prompt in bank.prompts][-2:] == ["ours-known", "ours-step"]
    assert load_bank(folder, extra=[own / "ours.toml"]) == bank


def test_a_trusts_own_theme_may_not_take_a_key_of_the_bank(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(OURS.replace("ours-known", "vision-known"), encoding="utf-8")
    with pytest.raises(BankError, match=r'"vision-known" is already in bank/vision\.toml'):
        load_bank(write_bank(tmp_path / "bank"), extra=[own])


def test_checking_an_edited_theme_reads_it_as_the_new_version_of_itself(tmp_path: Path) -> None:
    folder = write_bank(tmp_path / "bank")
    edited = tmp_path / "vision.toml"
    edited.write_text(VISION.replace("One step is", "A step is"), encoding="utf-8")
    assert read_faults([edited], directory=folder) == ()
    edited.write_text(VISION.replace("paper-vision-1", "paper-vision-9"), encoding="utf-8")
    assert [fault.key for fault in read_faults([edited], directory=folder)] == ["vision-known", "vision-step"]


def test_checking_a_file_beside_the_themes_uses_its_own_rules(tmp_path: Path) -> None:
    folder = write_bank(tmp_path / "bank")
    edited = tmp_path / "sequences.toml"
    edited.write_text(SEQUENCES.replace("vision-known", "vision-unknown"), encoding="utf-8")
    (fault,) = read_faults([edited], directory=folder)
    assert fault.file == str(edited)
    assert fault.key == "first-steps"


def test_checking_a_file_leaves_out_the_faults_of_the_bank_around_it(tmp_path: Path) -> None:
    folder = write_bank(tmp_path / "bank", glossary="[[")
    own = tmp_path / "ours.toml"
    own.write_text(OURS, encoding="utf-8")
    assert read_faults([own], directory=folder) == ()


def test_checking_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (fault,) = read_faults([tmp_path / "gone.toml"], directory=write_bank(tmp_path / "bank"))
    assert fault.problem == "there is no such file"


def test_keys_in_faults_cannot_carry_control_characters_or_long_texts_to_a_terminal(tmp_path: Path) -> None:
    hostile = VISION.replace('key = "vision-known"', 'key = "\\u001b[31m' + "x" * 5000 + '"')
    found = faults_of(write_bank(tmp_path, vision=hostile))
    assert all(fault.isprintable() for fault in found)
    assert all(len(fault) < 400 for fault in found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    name=st.sampled_from(sorted(FILES)), junk=st.one_of(st.binary(max_size=200), st.text().map(str.encode))
)
def test_random_bytes_in_any_file_raise_nothing_but_a_bank_error(
    tmp_path: Path, name: str, junk: bytes
) -> None:
    folder = write_bank(tmp_path)
    (folder / name).write_bytes(junk)
    with pytest.raises(BankError):
        load_bank(folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    name=st.sampled_from(sorted(FILES)),
    value=st.sampled_from(
        ['""', "[]", "{}", "0", "-1", "1.5", "nan", "true", "2026-01-01", "[[]]", '["", 1]', '"\\u0007"']
    ),
    data=st.data(),
)
def test_a_value_of_any_wrong_type_anywhere_raises_nothing_but_a_bank_error(
    tmp_path: Path, name: str, value: str, data: st.DataObject
) -> None:
    lines = FILES[name].splitlines()
    fields = [
        place for place, line in enumerate(lines) if " = " in line and not line.startswith((" ", "position"))
    ]
    place = data.draw(st.sampled_from(fields))
    lines[place] = f"{lines[place].partition(' = ')[0]} = {value}"
    folder = write_bank(tmp_path, **{Path(name).stem: "\n".join(lines)})
    if lines[place] in {"local = true", "date = 2026-01-01"}:  # the right type after all
        assert load_bank(folder).prompts
    else:
        assert faults_of(folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_a_file_with_a_piece_cut_out_is_read_or_raises_nothing_but_a_bank_error(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    content = FILES[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    folder = write_bank(tmp_path, **{Path(name).stem: content[:start] + content[end:]})
    try:
        bank = load_bank(folder)
    except BankError:
        return
    assert bank.prompts
