"""The page in a real browser: from asking to seeing, against the API's own time.

Both are measured inside the page, on the same connection, one after the other: the API's
answer read to its last byte, and the form sent until the answer's first frame. What the
page adds is HTML, its transfer and its layout.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from evals.bench.figure import BenchFigure, Bound, Relation

ADDED_MILLISECONDS = 30.0
ASKED = 40
TIMES = """async (question) => {
  const now = () => performance.now();
  const api = async () => {
    const started = now();
    const sent = await fetch("/v1/answers", {method: "POST", body: JSON.stringify({question}),
      headers: {"Content-Type": "application/json"}});
    await sent.arrayBuffer();
    return now() - started;
  };
  const page = () => new Promise((done) => {
    const watcher = new MutationObserver(() => {
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(now() - started), 0));
    });
    watcher.observe(document.querySelector("#exchanges"), {childList: true});
    document.querySelector("#question").value = question;
    const started = now();
    document.querySelector("#ask").requestSubmit();
  });
  await api();
  return [await api(), await page()];
}"""


def page_time(questions: Iterable[str], url: str, chromium: str) -> list[BenchFigure]:
    """The medians of both over the first questions, asked of a server, and their difference."""
    from playwright.sync_api import sync_playwright

    times: list[tuple[float, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for question in list(dict.fromkeys(questions))[:ASKED]:
            page.goto(url)
            times.append(page.evaluate(TIMES, question))
        browser.close()
    api = statistics.median(one for one, _ in times)
    shown = statistics.median(other for _, other in times)
    detail = f"medians of {len(times)} questions"
    bound = Bound(Relation.AT_MOST, ADDED_MILLISECONDS)
    return [
        BenchFigure("API answer", api, "ms", None, detail),
        BenchFigure("ask to rendered", shown, "ms", None, detail),
        BenchFigure("added by the page", shown - api, "ms", bound, detail),
    ]
