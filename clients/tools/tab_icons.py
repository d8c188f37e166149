"""Draw the tab bars' icons (the platforms want PNG) from shared/kit/icons.ts: python clients/tools/tab_icons.py"""

import re
from pathlib import Path

from playwright.sync_api import sync_playwright

MALL = Path(__file__).parents[1] / "mall/src"
NAMES, SIZE_PX = ("home", "grid", "cart", "person"), 81
COLOURS = {"": "#6f6054", "-on": "#bd4b1a"}


def main() -> None:
    """Eight files in src/static/tabs."""
    paths = dict(re.findall(r"^ *'?([\w-]+)'?: '(<.*>)',?$", (MALL.parents[1] / "shared/kit/icons.ts").read_text(), re.M))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE_PX, "height": SIZE_PX})
        for name in NAMES:
            for suffix, colour in COLOURS.items():
                fill = colour if suffix else "none"
                page.set_content(
                    f'<style>body{{margin:0}}</style><svg width="{SIZE_PX}" height="{SIZE_PX}" viewBox="-1.5 -1.5 27 27"'
                    f' fill="{fill}" fill-opacity=".16" stroke="{colour}" stroke-width="1.8" stroke-linecap="round"'
                    f' stroke-linejoin="round">{paths[name]}</svg>'
                )
                page.screenshot(path=MALL / f"static/tabs/{name}{suffix}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
