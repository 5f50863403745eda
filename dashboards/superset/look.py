"""Run by Superset's Python: opens the dashboards in headless Chromium and says what it saw, as JSON on standard output.

Takes JSON from standard input: `url` of the server, `password` of its administrator, `chromium` (the browser's program), `folder` for
screenshots or null, `dashboards`: a list of {`slug`, `choose`: {filter's name: value}}. For each dashboard it says which charts drew and how, what they
asked and were answered, messages of errors, and every host that was asked for anything; and what a click on each chart's number, bar or cell did to all of them.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

WIDTH = 1440
_CHARTS = """
() => [...document.querySelectorAll('[data-test="chart-grid-component"], [data-test-chart-id]')].map(node => {
  const title = node.querySelector('[data-test="editable-title-input"], .header-title, [data-test="editable-title"]');
  const canvas = node.querySelector('canvas');
  let drawn = 0;
  if (canvas && canvas.width && canvas.height) {
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const seen = new Set();
    for (let i = 0; i < pixels.length && seen.size < 50; i += 16) if (pixels[i + 3]) seen.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
    drawn = seen.size;
  }
  return {
    title: title ? (title.value || title.textContent).trim() : '',
    colours: drawn,
    rows: node.querySelectorAll('tbody tr').length,
    number: (node.querySelector('.header-line') || {textContent: ''}).textContent.trim(),
    loading: !!node.querySelector('[data-test="loading-indicator"], .loading'),
    empty: !!node.querySelector('.ant-empty, [data-test="empty-state"]'),
    error: (node.querySelector('[role="alert"], .ant-alert-error') || {textContent: ''}).textContent.trim(),
  };
})
"""


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


class Browser:
    """A browser that is signed in, and what it has heard since `listen`."""

    def __init__(self, playwright: Any, given: dict[str, Any]) -> None:
        self.url = given["url"]
        self.browser = playwright.chromium.launch(
            executable_path=given["chromium"], args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        self.context = self.browser.new_context(viewport={"width": WIDTH, "height": 900}, locale="zh-CN")
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.hosts: set[str] = set()
        self.refused: set[str] = set()
        self.asked: list[dict[str, Any]] = []
        self.console: list[str] = []
        self.failed: list[str] = []
        self.page.on("requestfinished", lambda request: self._request(request, self.hosts))
        self.page.on("requestfailed", self._request_failed)
        self.page.on("response", self._response)
        self.page.on("console", lambda message: self.console.append(message.text) if message.type == "error" else None)
        self._sign_in(given["password"])

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
            query = form["queries"][0]
            self.asked.append(
                {
                    "slice": (form.get("form_data") or {}).get("slice_id"),
                    "native": (form.get("form_data") or {}).get("native_filter_id"),
                    "filters": query.get("filters", []),
                    "columns": results[0].get("colnames", []),
                    "rows": results[0].get("data", []),
                    "sql": results[0].get("query", ""),
                }
            )

    def _sign_in(self, password: str) -> None:
        self.page.goto(f"{self.url}/login/")
        # The form is there before the program that sends it.
        self.page.wait_for_load_state("networkidle")
        self.page.locator('input[type="text"]').first.fill("admin")
        self.page.locator('input[type="password"]').fill(password)
        self.page.locator('button[type="submit"], input[type="submit"]').first.click()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def open(self, slug: str) -> None:
        """Open a dashboard as high as it is: charts below the screen's edge aren't drawn."""
        self.asked.clear()
        self.console.clear()
        self.failed.clear()
        self.page.set_viewport_size({"width": WIDTH, "height": 4200})
        self.page.goto(f"{self.url}/superset/dashboard/{slug}/?standalone=0")
        self.settle()

    def settle(self) -> None:
        """Wait until every chart has drawn or failed: nothing loads and nothing has been asked for two seconds."""
        deadline = time.monotonic() + 180
        quiet = 0
        before = -1
        while time.monotonic() < deadline and quiet < 4:
            self.page.wait_for_timeout(700)
            charts = self.page.evaluate(_CHARTS)
            still = bool(charts) and not any(chart["loading"] for chart in charts)
            quiet = quiet + 1 if still and len(self.asked) == before else 0
            before = len(self.asked)

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
        done = []
        nodes = self.page.query_selector_all('[data-test="chart-grid-component"], [data-test-chart-id]')
        for node, before in zip(nodes, self.page.evaluate(_CHARTS), strict=True):
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
        """What is on the page now."""
        return {
            "charts": self.page.evaluate(_CHARTS),
            "toasts": self.page.evaluate(
                "() => [...document.querySelectorAll('.toast, [role=\"alert\"]')].map(n => n.textContent.trim())"
            ),
            "filters": self.page.evaluate(
                "() => [...document.querySelectorAll('[data-test=\"filter-control-name\"]')].map(n => n.textContent.trim())"
            ),
            "language": self.page.evaluate("() => document.documentElement.lang"),
            "text": self.page.evaluate("() => document.body.innerText")[:20000],
            "asked": list(self.asked),
            "console": list(self.console),
            "failed": list(self.failed),
        }

    def shoot(self, path: Path) -> None:
        """A picture of the whole dashboard, cut where it ends."""
        height = self.page.evaluate(
            "() => Math.ceil(Math.max(...[...document.querySelectorAll('.grid-container .grid-row, .dashboard-component')].map(n => n.getBoundingClientRect().bottom))) + 16"
        )
        self.page.mouse.move(2, 2)
        self.page.screenshot(path=str(path), clip={"x": 0, "y": 0, "width": WIDTH, "height": min(height, 4200)})


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
                browser.shoot(folder / f"dashboard-{slug}.png")
            clicked = browser.click_each()
            chosen = None
            if wanted.get("choose"):
                browser.asked.clear()
                for name, value in wanted["choose"].items():
                    browser.choose(name, value)
                chosen = browser.seen()
                if folder and wanted.get("shoot_chosen"):
                    browser.shoot(folder / f"dashboard-{slug}-chosen.png")
            found[slug] = {"first": first, "clicked": clicked, "chosen": chosen}
        found["hosts"] = sorted(browser.hosts)
        found["refused"] = sorted(browser.refused)
        browser.browser.close()
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
