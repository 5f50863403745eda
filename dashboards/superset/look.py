"""Run by Superset's Python: opens the dashboards in headless Chromium and says what it saw, as JSON on standard output.

Takes JSON from standard input: `url` of the server, `password` of its administrator, `chromium` (the browser's program), `folder` for
screenshots or null, `dashboards`: a list of {`slug`, `choose`: {filter's name: value}, `drill`: {chart's title: a dimension}}. For each dashboard it says which
charts drew and how, tab after tab, what they asked and were answered, messages of errors, and every host that was asked for anything; what a click
on each chart's number, bar or cell did to all of them; and what the drill-down of a chart offered, asked and drew.
"""

from __future__ import annotations

import html
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

WIDTH, WIDE = 1400, 1920
# How many colours a chart's picture has.
_COLOURS = """
node => {
  const canvas = node.querySelector('canvas');
  if (!canvas || !canvas.width || !canvas.height) return 0;
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Set();
  for (let i = 0; i < pixels.length && seen.size < 50; i += 16) if (pixels[i + 3]) seen.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
  return seen.size;
}
"""
_CHARTS = """
() => [...document.querySelectorAll('[data-test="chart-grid-component"], [data-test-chart-id]')].filter(node => node.offsetParent).map(node => {
  const title = node.querySelector('[data-test="editable-title-input"], .header-title, [data-test="editable-title"]');
  return {
    title: title ? (title.value || title.textContent).trim() : '',
    colours: (COLOURS)(node),
    rows: node.querySelectorAll('tbody tr').length,
    links: [...node.querySelectorAll('tbody td a')].map(one => ({text: one.textContent.trim(), to: one.getAttribute('href'), in: one.target})),
    words: [...node.querySelectorAll('tbody td')].slice(0, 500).map(one => one.textContent),
    markup: [...node.querySelectorAll('tbody td b, tbody td img, tbody td script')].map(one => one.outerHTML),
    number: (node.querySelector('.header-line') || {textContent: ''}).textContent.trim(),
    // Rows that stand below the table's edge, the last of them half.
    cut: [...node.querySelectorAll('div')].some(part => part.querySelector('tbody') && /auto|scroll/.test(getComputedStyle(part).overflowY) && part.scrollHeight > part.clientHeight + 2),
    // A chart that shows nothing of anything hasn't begun.
    loading: !!node.querySelector('[data-test="loading-indicator"], .loading')
      || !node.querySelector('canvas, tbody tr, .header-line, .ant-empty, [data-test="empty-state"], [role="alert"], .ant-alert-error'),
    empty: !!node.querySelector('.ant-empty, [data-test="empty-state"]'),
    error: (node.querySelector('[role="alert"], .ant-alert-error') || {textContent: ''}).textContent.trim(),
  };
})
""".replace("COLOURS", _COLOURS)

_DRILL_BY, _DRILL_TO_DETAIL = "钻取：", "钻取详情"

# The bars are drawn on a canvas and are no elements: the middle of the greatest square of one colour that is no grey. Above it is the legend.
_BAR = """
([node, below]) => {
  const canvas = node.querySelector('canvas');
  if (!canvas || !canvas.width) return null;
  const scale = canvas.width / canvas.clientWidth;
  const {width, height, data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const sides = new Uint16Array(width * height);
  const colour = i => data[i * 4] << 16 | data[i * 4 + 1] << 8 | data[i * 4 + 2];
  let best = {side: 0};
  for (let y = Math.ceil(below * scale); y < height; y++) for (let x = 1; x < width; x++) {
    const i = y * width + x;
    const [r, g, b, a] = data.slice(i * 4, i * 4 + 4);
    if (a < 255 || Math.max(r, g, b) - Math.min(r, g, b) < 40) continue;
    const same = colour(i) === colour(i - 1) && colour(i) === colour(i - width) && colour(i) === colour(i - width - 1);
    sides[i] = same ? 1 + Math.min(sides[i - 1], sides[i - width], sides[i - width - 1]) : 1;
    if (sides[i] > best.side) best = {side: sides[i], x: (x - sides[i] / 2) / scale, y: (y - sides[i] / 2) / scale};
  }
  return best.side > 2 ? best : null;
}
"""
_LEGEND = 44
_NODES = '[data-test="chart-grid-component"], [data-test-chart-id]'
_TABS = '[data-test="dashboard-component-tabs"] .ant-tabs-tab'


class Browser:
    """A browser that is signed in, and what it has heard since `listen`."""

    def __init__(self, playwright: Any, given: dict[str, Any]) -> None:
        self.url = given["url"]
        self.browser = playwright.chromium.launch(
            executable_path=given["chromium"], args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        self.context = self.browser.new_context(viewport={"width": WIDTH, "height": 900}, locale="zh-CN")
        self.page = self.context.new_page()
        self.page.set_default_timeout(180_000)
        self.hosts: set[str] = set()
        self.refused: set[str] = set()
        self.asked: list[dict[str, Any]] = []
        self.console: list[str] = []
        self.failed: list[str] = []
        self.page.on("requestfinished", lambda request: self._request(request, self.hosts))
        self.page.on("requestfailed", self._request_failed)
        self.page.on("response", self._response)
        self.page.on("console", lambda message: self.console.append(message.text) if message.type == "error" else None)
        self.names: dict[int, str] = {}
        self._sign_in(given.get("user", "admin"), given["password"])
        listed = self.context.request.get(f"{self.url}/api/v1/chart/?q=(page_size:1000,columns:!(id,slice_name))")
        self.names.update({one["id"]: one["slice_name"] for one in listed.json()["result"]})

    def _request(self, request: Any, hosts: set[str]) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about"):
            hosts.add(parts.hostname or "")

    def _request_failed(self, request: Any) -> None:
        # What the content security policy refuses never leaves the browser; anything else that failed was sent.
        self._request(request, self.refused if request.failure == "csp" else self.hosts)

    def _response(self, response: Any) -> None:
        path = urlsplit(response.url).path
        if response.status >= 400:
            self.failed.append(f"{response.status} {path}")
        if path == "/api/v1/chart/data" and response.status == 200:
            form = json.loads(response.request.post_data or "{}")
            # Filters ask for their values by the same way.
            results = response.json()["result"]
            given = form.get("form_data") or {}
            for query, result in zip(form["queries"], results, strict=False):
                self.asked.append(
                    {
                        "slice": given.get("slice_id"),
                        "chart": self.names.get(given.get("slice_id")),
                        "native": given.get("native_filter_id"),
                        "filters": query.get("filters", []),
                        "columns": result.get("colnames", []),
                        "rows": result.get("data", []),
                        "sql": result.get("query", ""),
                    }
                )

    def _sign_in(self, user: str, password: str) -> None:
        # By the request that the form makes: on a busy machine the form is there long before the program that sends it.
        address = f"{self.url}/login/"
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.context.request.get(address).text())
        form = {"username": user, "password": password, "csrf_token": html.unescape(token.group(1)) if token else ""}
        done = self.context.request.post(address, form=form, headers={"Referer": address}, max_redirects=0)
        if "/login" in done.headers.get("location", "/login"):
            raise SystemExit(f"{user} can't sign in: {done.status} {done.text()[:500]}")

    def open(self, slug: str, width: int = WIDTH) -> None:
        """Open a dashboard as high as it is: charts below the screen's edge aren't drawn."""
        self.asked.clear()
        self.console.clear()
        self.failed.clear()
        self.page.set_viewport_size({"width": width, "height": 4200})
        self.page.goto(f"{self.url}/superset/dashboard/{slug}/?standalone=0")
        # The note of each dashboard is its first part.
        self.page.locator(".dashboard-markdown").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until every chart has drawn or failed: nothing loads and nothing has been asked for two seconds."""
        deadline = time.monotonic() + 180
        quiet = 0
        before = -1
        while time.monotonic() < deadline and quiet < 4:
            self.page.wait_for_timeout(700)
            charts = self.page.evaluate(_CHARTS)
            still = not any(chart["loading"] for chart in charts)
            quiet = quiet + 1 if still and len(self.asked) == before else 0
            before = len(self.asked)

    def tabs(self) -> Iterator[int]:
        """Each tab of the dashboard opened in turn, its number from 0; once where there are none. The first is open afterwards."""
        tabs = self.page.locator(_TABS)
        for index in range(max(1, tabs.count())):
            if index:
                self._open_tab(index)
            yield index
        if tabs.count() > 1:
            self._open_tab(0)

    def _open_tab(self, index: int) -> None:
        self.page.locator(_TABS).nth(index).click()
        self.settle()

    def choose(self, name: str, value: str) -> None:
        """Choose a value in a filter of the dashboard, and apply it."""
        names = self.page.locator('[data-test="filter-control-name"]')
        name_of = names.get_by_text(name, exact=True)
        if not name_of.first.is_visible():
            # Filters that find no room in the bar.
            self.page.locator('[data-test="dropdown-container-btn"]').click()
            # What drops down is laid out beyond the window before it is shown.
            while not all(value >= 0 for value in (name_of.first.bounding_box() or {"x": -1}).values()):
                self.page.wait_for_timeout(100)
            self.page.wait_for_timeout(500)
        key = str(name_of.first.get_attribute("id")).removeprefix("filter-name-")
        self.page.locator(f'input[id="{key}"]').first.click(force=True)
        self.page.keyboard.type(value)
        self.page.locator(f'.ant-select-item-option[title="{value}"]:visible').first.click()
        self.page.keyboard.press("Escape")
        # The filters behind it ask what they may offer now.
        self.page.wait_for_timeout(2500)
        self.page.locator('[data-test="filter-bar__apply-button"]').first.click()
        self.settle()

    def click_each(self) -> list[dict[str, Any]]:
        """Click a number, bar or cell of every chart, one after the other: what was hit, what it asked, how all charts look afterwards."""
        return [click for _ in self.tabs() for click in self._click_each_here()]

    def _nodes(self) -> list[Any]:
        return [node for node in self.page.query_selector_all(_NODES) if node.is_visible()]

    def _click_each_here(self) -> list[dict[str, Any]]:
        done = []
        for node, before in zip(self._nodes(), self.page.evaluate(_CHARTS), strict=True):
            asked = len(self.asked)
            hit = None
            if node.query_selector("canvas"):
                hit = self._click_bar(node)
            elif target := node.query_selector("tbody td, .header-line"):
                target.click()
                hit = "cell or number"
            # What a click changes loads at once; mostly it changes nothing, and there is nothing to wait for.
            self.page.wait_for_timeout(800)
            if len(self.asked) > asked or any(chart["loading"] for chart in self.page.evaluate(_CHARTS)):
                self.settle()
            done.append(
                {
                    "title": before["title"],
                    "hit": hit,
                    "asked": len(self.asked) - asked,
                    "charts": self.page.evaluate(_CHARTS),
                }
            )
        return done

    def drill(self, title: str, by: str) -> dict[str, Any]:
        """What the menu of a chart's greatest bar or box offers, and what the ways down draw: its parts by a dimension, and its rows."""
        charts = self.page.evaluate(_CHARTS)
        node = self._nodes()[[chart["title"] for chart in charts].index(title)]
        offered = self._menu(node)
        self._item(_DRILL_BY).hover()
        self.page.locator(".ant-popover:visible").get_by_text(by, exact=True).first.click()
        parts = self._in_window("canvas")
        self._menu(node)
        self._item(_DRILL_TO_DETAIL).click()
        return {"offered": offered, "by": parts, "detail": self._in_window(".virtual-table-cell")}

    def _item(self, words: str) -> Any:
        """An item of the menu that is open."""
        exactly = re.compile(rf"^\s*{words}\s*$")
        return self.page.locator(".ant-dropdown-menu-item:visible").filter(has_text=exactly).first

    def _menu(self, node: Any) -> list[str]:
        """Open the menu of a chart's greatest bar or box: what it offers."""
        spot = self.page.evaluate(_BAR, [node, _LEGEND])
        box = node.query_selector("canvas").bounding_box()
        self.page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
        self.page.wait_for_timeout(300)
        self.page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"], button="right")
        menu = self.page.locator(".ant-dropdown-menu:visible").first
        menu.wait_for()
        return [text.strip() for text in menu.locator(":scope > li").all_inner_texts()]

    def _in_window(self, part: str) -> dict[str, Any]:
        """What the window that opens shows in the end, and close it: its text, how many of the parts, colours of its picture."""
        window = self.page.locator(".ant-modal:visible").last
        window.locator(part).first.wait_for()
        self.settle()
        found = {
            "text": window.inner_text()[:4000],
            "count": window.locator(part).count(),
            "colours": window.evaluate(_COLOURS),
        }
        self.page.keyboard.press("Escape")
        window.wait_for(state="hidden")
        return found

    def _click_bar(self, node: Any) -> str | None:
        canvas = node.query_selector("canvas")
        spot = self.page.evaluate(_BAR, [node, _LEGEND])
        if spot is None:
            return None
        box = canvas.bounding_box()
        self.page.mouse.move(box["x"] + spot["x"] - 1, box["y"] + spot["y"] - 1)
        self.page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
        self.page.wait_for_timeout(200)
        # ECharts shows a hand over what can be clicked.
        cursor = self.page.evaluate("canvas => getComputedStyle(canvas.parentElement).cursor", canvas)
        self.page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
        return "bar" if cursor == "pointer" else None

    def seen(self) -> dict[str, Any]:
        """What is on the page now, of all tabs."""
        charts, text = [], []
        for _ in self.tabs():
            charts += self.page.evaluate(_CHARTS)
            text.append(self.page.evaluate("() => document.body.innerText")[:40000])
        return {
            "charts": charts,
            "toasts": self.page.evaluate(
                "() => [...document.querySelectorAll('.toast, [role=\"alert\"]')].map(n => n.textContent.trim())"
            ),
            "filters": self.page.evaluate(
                "() => [...document.querySelectorAll('[data-test=\"filter-control-name\"]')].map(n => n.textContent.trim())"
            ),
            "language": self.page.evaluate("() => document.documentElement.lang"),
            "text": "\n".join(text),
            "asked": list(self.asked),
            "console": list(self.console),
            "failed": list(self.failed),
        }

    def index(self, slug: str) -> dict[str, Any]:
        """The dashboard that leads to the others: its words, its links, and the title of where each arrives."""
        self.open(slug)
        text = self.page.evaluate("() => document.body.innerText")
        links = []
        for number in range(self.page.locator(".dashboard-markdown td a").count()):
            link = self.page.locator(".dashboard-markdown td a").nth(number)
            words, address = link.inner_text(), link.get_attribute("href")
            answer = self.context.request.get(
                f"{self.url}/api/v1/dashboard/{str(address).rstrip('/').rsplit('/', 1)[-1]}"
            )
            links.append({"text": words, "arrives": answer.json()["result"]["dashboard_title"]})
        return {"text": text, "links": links}

    def _page_of_profiles(self, path: str) -> dict[str, Any]:
        """What a link to a page arrives at: status and title, how many of its pictures are drawn, and what was refused."""
        self.console.clear()
        self.failed.clear()
        answer = self.page.goto(f"{self.url}{path}")
        self.page.wait_for_timeout(500)
        drawn = "() => [...document.images].filter(one => one.complete && one.naturalWidth > 0).length"
        return {
            "status": answer.status,
            "title": self.page.title(),
            "text": self.page.evaluate("() => document.body.innerText")[:2000],
            "pictures": self.page.evaluate(drawn),
            "style": self.page.evaluate("() => getComputedStyle(document.body).maxWidth"),
            "refused": [line for line in self.console if "Content Security Policy" in line],
            "failed": list(self.failed),
        }

    def as_viewer(self, slug: str, pages: Sequence[str]) -> dict[str, Any]:
        """What a viewer sees of a dashboard and of pages of profiles, the words of the menu, and the answers to what only others may do."""
        self.open(slug)
        charts = self.page.evaluate(_CHARTS)
        token = self.context.request.get(f"{self.url}/api/v1/security/csrf_token/")
        headers = {"Referer": self.url, "X-CSRFToken": str(token.json().get("result", "")) if token.ok else ""}
        tried = {
            "dashboards": ("GET", "/api/v1/dashboard/", None),
            "new dashboard": ("POST", "/api/v1/dashboard/", {"dashboard_title": "x"}),
            "new chart": (
                "POST",
                "/api/v1/chart/",
                {"slice_name": "x", "datasource_id": 1, "datasource_type": "table", "viz_type": "table"},
            ),
            "new database": ("POST", "/api/v1/database/", {"database_name": "x", "sqlalchemy_uri": "sqlite://"}),
            "change a dashboard": ("PUT", "/api/v1/dashboard/1", {"dashboard_title": "x"}),
            "delete a dashboard": ("DELETE", "/api/v1/dashboard/1", None),
            "sql": ("POST", "/api/v1/sqllab/execute/", {"database_id": 1, "sql": "select 1"}),
            "databases": ("GET", "/api/v1/database/1", None),
            "users": ("GET", "/api/v1/security/users/", None),
            "export": ("GET", "/api/v1/dashboard/export/?q=!(1)", None),
        }
        asked = {
            name: self.context.request.fetch(f"{self.url}{path}", method=method, data=data, headers=headers).status
            for name, (method, path, data) in tried.items()
        }
        found = {
            "charts": charts,
            "drawn": all(not chart["error"] and not chart["loading"] for chart in charts) and bool(charts),
            "menu": self.page.locator("header, .main-nav, #main-menu").first.inner_text(),
            "failed": list(self.failed),
            "asked": asked,
        }
        # Last: they are other pages.
        return {**found, "pages": {path: self._page_of_profiles(path) for path in pages}}

    def shoot(self, path: Path) -> None:
        """A picture of the whole dashboard, cut where it ends."""
        height = self.page.evaluate(
            "() => Math.ceil(Math.max(...[...document.querySelectorAll('.grid-container .grid-row, .dashboard-component')].filter(n => n.offsetParent).map(n => n.getBoundingClientRect().bottom))) + 16"
        )
        self.page.mouse.move(2, 2)
        width = self.page.viewport_size["width"]
        self.page.screenshot(path=str(path), clip={"x": 0, "y": 0, "width": width, "height": min(height, 4200)})

    def shoot_all(self, folder: Path, name: str) -> None:
        """A picture of each tab."""
        for index in self.tabs():
            self.shoot(folder / (f"{name}.png" if index == 0 else f"{name}-sources.png"))


def main() -> None:
    """Open each dashboard, look, click, choose, look again."""
    from playwright.sync_api import sync_playwright

    given = json.load(sys.stdin)
    folder = Path(given["folder"]) if given.get("folder") else None
    found: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = Browser(playwright, given)
        for wanted in given["dashboards"]:
            slug = wanted["slug"]
            browser.open(slug)
            first = browser.seen()
            if folder:
                browser.shoot_all(folder, f"dashboard-{slug}")
            clicked = browser.click_each()
            chosen = None
            if wanted.get("choose"):
                browser.asked.clear()
                for name, value in wanted["choose"].items():
                    browser.choose(name, value)
                chosen = browser.seen()
            drilled = {title: browser.drill(title, by) for title, by in wanted.get("drill", {}).items()}
            if folder:
                browser.open(slug, WIDE)
                browser.shoot_all(folder, f"dashboard-{slug}-{WIDE}")
            found[slug] = {"first": first, "clicked": clicked, "chosen": chosen, "drilled": drilled}
        if given.get("index"):
            found[given["index"]] = browser.index(given["index"])
        if given.get("viewer_password"):
            looked = Browser(playwright, {**given, "user": "viewer", "password": given["viewer_password"]})
            stranger = looked.browser.new_context()
            found["stranger"] = [
                stranger.request.get(f"{looked.url}{path}", max_redirects=0).status for path in given.get("pages", ())
            ]
            found["viewer"] = looked.as_viewer(given["dashboards"][0]["slug"], given.get("pages", ()))
            looked.browser.close()
        found["hosts"] = sorted(browser.hosts)
        found["refused"] = sorted(browser.refused)
        browser.browser.close()
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
