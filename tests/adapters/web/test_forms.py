"""What a browser sends with a form is read within limits, typed or with files."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from adapters.web.forms import LARGEST_BODY, LARGEST_FILE, MOST_FIELDS, keep_form


async def read(request: Request) -> JSONResponse:
    await keep_form(request)
    files = {name: [each.name, len(each.data)] for name, each in request.state.files.items()}
    return JSONResponse({"form": request.state.form, "several": request.state.several, "files": files})


@pytest.fixture
def browser() -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/", read, methods=["POST"])])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost")


async def test_typed_fields_are_there_the_last_of_each_name_and_all_of_each(
    browser: httpx.AsyncClient,
) -> None:
    sent = await browser.post("/", data={"school": ["oakfield", "millbrook"], "name": "Ü b", "none": ""})
    assert sent.json() == {
        "form": {"school": "millbrook", "name": "Ü b", "none": ""},
        "several": {"school": ["oakfield", "millbrook"], "name": ["Ü b"], "none": [""]},
        "files": {},
    }


async def test_fields_beside_a_file_are_read_as_those_without(browser: httpx.AsyncClient) -> None:
    sent = await browser.post(
        "/",
        data={"school": ["oakfield", "millbrook"], "name": "Ü b"},
        files={"dates": ("term dates.csv", b"\x00\xff" * 500)},
    )
    assert sent.json() == {
        "form": {"school": "millbrook", "name": "Ü b"},
        "several": {"school": ["oakfield", "millbrook"], "name": ["Ü b"]},
        "files": {"dates": ["term dates.csv", 1000]},
    }


@pytest.mark.parametrize(
    ("size", "status"), [(LARGEST_FILE, 200), (LARGEST_FILE + 1, 413), (LARGEST_BODY, 413)]
)
async def test_a_file_may_have_a_megabyte(browser: httpx.AsyncClient, size: int, status: int) -> None:
    sent = await browser.post("/", files={"dates": ("a.csv", b"x" * size)})
    assert sent.status_code == status


async def test_more_fields_than_any_page_has_are_refused(browser: httpx.AsyncClient) -> None:
    fields = {str(number): "x" for number in range(MOST_FIELDS + 1)}
    assert (await browser.post("/", data=fields)).status_code == 413
    assert (await browser.post("/", data=fields, files={"f": ("a", b"b")})).status_code == 400


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=x", 400),
        ("application/x-www-form-urlencoded-not", 415),
        ("text/plain", 415),
        ("", 415),
    ],
)
async def test_what_is_no_form_is_refused(browser: httpx.AsyncClient, kind: str, status: int) -> None:
    sent = await browser.post("/", content=b"nothing=like that", headers={"Content-Type": kind})
    assert sent.status_code == status


async def test_a_form_written_in_capitals_is_a_form(browser: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "Application/X-WWW-Form-URLencoded; charset=UTF-8"}
    sent = await browser.post("/", content=b"a=1", headers=headers)
    assert sent.json()["form"] == {"a": "1"}


async def test_a_file_field_that_was_left_empty_is_no_file(browser: httpx.AsyncClient) -> None:
    part = (
        'Content-Disposition: form-data; name="dates"; filename=""\r\nContent-Type: application/octet-stream'
    )
    body = f"--x\r\n{part}\r\n\r\n\r\n--x--\r\n".encode()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    sent = await browser.post("/", content=body, headers=headers)
    assert sent.json() == {"form": {}, "several": {}, "files": {}}


@pytest.mark.parametrize(
    ("charset", "field"),
    [("utf-7", b"+2D0-"), ("undefined", b"x"), ("idna", b"xn--\xff.a"), ("utf-8", b"\xed\xa0\xbd")],
)
async def test_half_an_emoji_never_comes_in_whatever_charset_a_form_names(
    browser: httpx.AsyncClient, charset: str, field: bytes
) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + field + b"\r\n--b--\r\n"
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    sent = await browser.post("/", content=body, headers={"Content-Type": kind})
    assert sent.status_code == 400 or sent.json()["form"]["name"].encode()
