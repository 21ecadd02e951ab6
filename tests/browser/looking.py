"""Coming to a state of a page in Chromium, and what is wrong with it there for eyes, hands and slow lines."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import axe_playwright_python
from playwright.async_api import FilePayload, Page, Request, Response
from starlette.routing import Match, Route

from tests.browser.looks import NOT_THERE, Look, Press

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, ZOOMED, NARROW = 1280, 640, 320
"""A desk; the same at 200 per cent; a small telephone, or the desk at 400 per cent."""
HEAVIEST = 100_000
"""Bytes of a page or of anything it brings."""

PREPARE = """
  document.querySelectorAll('details').forEach((each) => { each.open = true });
  const still = new CSSStyleSheet();
  still.replaceSync('*, *::before, *::after { animation: none !important; transition: none !important }');
  document.adoptedStyleSheets = [still];
"""
FILL = """([fields, button]) => {
  for (const [name, value] of Object.entries(fields)) {
    const every = [...document.getElementsByName(name)].filter((each) => each.type !== 'hidden');
    if (!every.length) throw new Error(`no field ${name}`);
    for (const each of every) {
      if (each.type === 'checkbox' || each.type === 'radio') each.checked = [value].flat().includes(each.value);
      else each.value = value;
    }
  }
  const pressed = [...document.querySelectorAll('main button')]
    .find((each) => !each.ariaHidden && each.textContent.trim().startsWith(button));
  if (!pressed) throw new Error(`no button ${button}`);
  pressed.form.noValidate = true;
  for (const name of pressed.getAttributeNames()) if (name.startsWith('hx-')) pressed.removeAttribute(name);
  pressed.form.requestSubmit(pressed);
}"""
LACKS = """(width) => {
  const faults = [];
  const needed = document.documentElement.scrollWidth;
  if (needed > width) {
    const wide = [...document.querySelectorAll('main *')].filter((each) => each.getBoundingClientRect().right > width + 1);
    faults.push(`needs ${needed} pixels of ${width}: ${wide.slice(0, 3).map((each) => each.outerHTML.slice(0, 90))}`);
  }
  const pressed = 'button, .button, summary, nav a, .links a, .actions a, select, textarea, input:not([type=hidden])';
  for (const each of document.querySelectorAll(pressed)) {
    if (!each.checkVisibility({ visibilityProperty: true }) || each.closest('.hidden')) continue;
    const box = each.getBoundingClientRect();
    const [high, across] = each.matches('[type=checkbox], [type=radio], .link-button') ? [22, 22] : [24, 24];
    const round = (each.labels && each.labels[0] || each).getBoundingClientRect();
    if (Math.max(box.height, round.height) < 24 || Math.max(box.width, round.width) < 24 || box.height < high || box.width < across)
      faults.push(`${Math.round(box.width)} by ${Math.round(box.height)} is too small: ${each.outerHTML.slice(0, 90)}`);
  }
  for (const each of document.querySelectorAll('[aria-invalid=true]')) {
    const told = (each.getAttribute('aria-describedby') || '').split(' ').map((id) => document.getElementById(id));
    if (!told.some((one) => one && one.matches('.fault'))) faults.push(`no fault beside ${each.outerHTML.slice(0, 90)}`);
  }
  for (const each of document.querySelectorAll('.summary a')) {
    if (!document.querySelector(each.getAttribute('href'))) faults.push(`leads nowhere: ${each.outerHTML}`);
  }
  for (const each of document.querySelectorAll('main *')) {
    const scrolls = each.scrollWidth > each.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(each).overflowX);
    if (scrolls && each.tabIndex < 0 && !each.querySelector('a[href], button, input, select, textarea, summary, [tabindex="0"]'))
      faults.push(`scrolls, and not by keyboard: ${each.outerHTML.slice(0, 90)}`);
  }
  const heads = document.querySelectorAll('h1').length;
  if (heads !== 1) faults.push(`${heads} main headings`);
  return faults;
}"""
AXE = f"""async ([tags, rules, not]) => {{ {PREPARE}
  const found = await axe.run(document, {{
    runOnly: tags ? {{ type: 'tag', values: tags }} : {{ type: 'rule', values: rules }},
    rules: Object.fromEntries(not.map((each) => [each, {{ enabled: false }}])),
    resultTypes: ['violations'], elementRef: false, preload: false,
  }});
  return found.violations.map((each) => `${{each.id}}: ${{each.help}} at ${{each.nodes.slice(0, 3).map((one) => one.target)}}`);
}}"""
AGAIN = ["target-size", "scrollable-region-focusable"]
"""What may differ on a small screen."""
FAINT = """() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = (colour) => parts(colour).slice(0, 3).map((each) => each / 255)
    .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (each) => {
    for (let on = each; on; on = on.parentElement) {
      const colour = getComputedStyle(on).backgroundColor, seen = parts(colour);
      if (seen.length === 3 || seen[3] === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = new Set();
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const each = words.currentNode.parentElement, style = getComputedStyle(each);
    if (!words.currentNode.data.trim() || !each.checkVisibility() || each.closest('svg, .hidden, option, script')) continue;
    const [one, other] = [light(style.color), light(behind(each))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < (large ? 3 : 4.5)) faint.add(`${contrast.toFixed(1)} to 1 is faint: ${each.outerHTML.slice(0, 90)}`);
  }
  return [...faint];
}"""
"""The same as axe's rule of contrast for plain words on plain grounds, a hundred times as fast."""
DEAR = "color-contrast"
"""That rule: it takes most of axe's time."""


CLOSELY = "GOLDEN_THREAD_TEST_CLOSELY" in os.environ
"""Whether every state of a page is looked at, and not its first alone: minutes more."""


@cache
def axe() -> str:
    """The program that looks for faults."""
    folder = Path(axe_playwright_python.__file__).parent
    return next(folder.glob("**/axe.min.js")).read_text("utf-8")


async def with_axe(page: Page) -> Page:
    """The same window: whatever it shows from now on has the program in it that looks for faults."""
    await page.add_init_script(axe())
    return page


@dataclass(kw_only=True)
class Visit:
    """One person's window, which is one `with_axe`, and what was seen through it."""

    page: Page
    address: str
    ids: Mapping[str, str]
    routes: Sequence[Route]

    async def come_to(self, look: Look) -> list[str]:
        """The window shows that state; what does not hold of it."""
        answer = await self.page.goto(self.address + look.address.format(**self.ids))
        for each in look.presses:
            answer = await self._press(each)
        assert answer is not None
        before = answer.request.redirected_from
        first = before or answer.request
        drawn = f"{first.method} {self._route(first)}"
        status = 303 if before else answer.status
        words = await self.page.inner_text("body")
        faults = [] if status == look.status else [f"answered {status}"]
        if drawn != look.draws and look.shows != NOT_THERE:
            faults.append(f"is drawn by {drawn}")
        if look.shows.casefold() not in words.casefold():
            faults.append(f"does not say {look.shows!r}: {words[:300]!r}")
        weight = len(await answer.body())
        return faults + ([f"{weight} bytes"] if weight > HEAVIEST else [])

    def _route(self, request: Request) -> str:
        asked = {"type": "http", "method": request.method, "path": unquote(urlsplit(request.url).path)}
        return next((each.path for each in self.routes if each.matches(asked)[0] is Match.FULL), "nothing")

    async def _press(self, press: Press) -> Response | None:
        if press.file:
            words, name = press.file
            given = FilePayload(name=name, mimeType="text/csv", buffer=words.encode())
            await self.page.set_input_files("input[type=file]", files=[given])
        async with self.page.expect_navigation() as came:
            await self.page.evaluate(FILL, [dict(press.fields), press.button])
        return await came.value

    async def faults(self) -> list[str]:
        """What is wrong with the state shown: on a desk, at 200 per cent, and in the dark on a telephone."""
        page = self.page
        found = [f"{WIDE} light: {each}" for each in await self._axe(tags=TAGS)]
        found += [f"{WIDE} light: {each}" for each in await page.evaluate(FAINT)]
        await page.set_viewport_size({"width": ZOOMED, "height": 800})
        found += [f"{ZOOMED}: {each}" for each in await page.evaluate(LACKS, ZOOMED)]
        await page.set_viewport_size({"width": NARROW, "height": 800})
        await page.emulate_media(color_scheme="dark")
        dark = await page.evaluate(FAINT) + (await self._axe(rules=AGAIN) if CLOSELY else [])
        found += [f"{NARROW} dark: {each}" for each in dark]
        found += [f"{NARROW}: {each}" for each in await page.evaluate(LACKS, NARROW)]
        await page.set_viewport_size({"width": WIDE, "height": 900})
        await page.emulate_media(color_scheme="light")
        return found

    async def _axe(self, *, tags: list[str] | None = None, rules: list[str] | None = None) -> list[str]:
        found: list[str] = await self.page.evaluate(AXE, [tags, rules, [] if CLOSELY else [DEAR]])
        return found
