"""Draw icons that the platforms want as PNG from shared/kit/icons.ts: python clients/tools/tab_icons.py

The tab bars' of both apps, and the stores' app's own for a home screen.
"""

import re
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CLIENTS = Path(__file__).parents[1]
SIZE_PX = 81
TABS = {
    "mall": (("home", "grid", "cart", "person"), {"": "#6f6054", "-on": "#bd4b1a"}),
    "merchant": (("bell", "truck", "receipt", "wallet", "store"), {"": "#5f5247", "-on": "#b3400f"}),
}
# A maskable icon may be cut to a circle: its picture keeps to the middle.
HOME_SCREEN = {"192": (192, 0.6, 40), "512": (512, 0.6, 108), "mask-512": (512, 0.5, 0)}


def draw(page: Page, path: Path, size: int, inside: str) -> None:
    """One picture of ``size`` pixels."""
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{inside}")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, omit_background=True)


def line_icon(paths: str, size: int, colour: str, fill: str, more: str = "") -> str:
    """A line icon as the apps draw it."""
    return (
        f'<svg width="{size}" height="{size}" viewBox="-1.5 -1.5 27 27" fill="{fill}" fill-opacity=".16" stroke="{colour}"'
        f' stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" {more}>{paths}</svg>'
    )


def main() -> None:
    """static/tabs of both apps, static/icons of the stores'."""
    paths = dict(re.findall(r"^ *'?([\w-]+)'?: '(<.*>)',?$", (CLIENTS / "shared/kit/icons.ts").read_text(), re.M))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        for app, (names, colours) in TABS.items():
            for name in names:
                for suffix, colour in colours.items():
                    picture = line_icon(paths[name], SIZE_PX, colour, colour if suffix else "none")
                    draw(page, CLIENTS / app / f"src/static/tabs/{name}{suffix}.png", SIZE_PX, picture)
        for name, (size, share, round_px) in HOME_SCREEN.items():
            bell = line_icon(paths["bell"], int(size * share), "#fff", "#fff")
            ground = f"display:flex;align-items:center;justify-content:center;width:{size}px;height:{size}px;background:#b3400f"
            inside = f'<div style="{ground};border-radius:{round_px}px">{bell}</div>'
            draw(page, CLIENTS / f"merchant/src/static/icons/{name}.png", size, inside)
        browser.close()


if __name__ == "__main__":
    main()
