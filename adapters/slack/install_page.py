"""The two plain pages of an installation: no script, no style of others, nothing kept by a browser."""

from html import escape

from starlette.responses import HTMLResponse

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # The address of the way back has Slack's code in it.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
STYLE = (
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;color:#1d1a14;"
    "background:#fff}a{display:inline-block;padding:.75rem 1.25rem;border-radius:.25rem;background:#7a5600;color:#fff}"
    "a:focus-visible{outline:3px solid #1d1a14;outline-offset:3px}"
)


def page(
    heading: str, words: str, *, status: int = 200, button: tuple[str, str] | None = None
) -> HTMLResponse:
    """A page that says just that, with one link if there is something to go on to."""
    link = f'<p><a href="{escape(button[1])}">{escape(button[0])}</a></p>' if button else ""
    return HTMLResponse(
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(heading)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(heading)}</h1><p>{escape(words)}</p>{link}</main></body></html>",
        status_code=status,
        headers=HEADERS,
    )
