"""A clinic's colour as the page's colours: darkened or lightened until words on it can be read.

Contrast is WCAG 2.2's ratio of relative luminances (1 to 21); text needs 4.5, and a margin is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

PAPER, NIGHT = "#f5f7f6", "#18232a"
"""Backgrounds of the page in light and of its cards in dark mode (``page.css``)."""
LEAST, LEAST_AT_NIGHT = 5.5, 7.0
"""Contrast that brand colours reach against backgrounds; more in the dark, where their tint is nearer to them."""
_STEP = 0.06

Rgb = tuple[float, float, float]


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(rgb: Sequence[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def _luminance(rgb: Rgb) -> float:
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours."""
    high, low = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` (0 to 1) of `other`."""
    return _hex([a + (b - a) * share for a, b in zip(_rgb(colour), _rgb(other), strict=True)])


def readable(colour: str, background: str, towards: str, least: float = LEAST) -> str:
    """Return `colour` moved `towards` black or white until it stands out from `background`."""
    share, found = 0.0, colour
    while contrast(found, background) < least and share < 1:
        share = min(1.0, share + _STEP)
        found = mixed(colour, towards, share)
    return found


def brand_style(colour: str) -> str:
    """Return style rules for a page in `colour` (``#rrggbb``), or an empty string for an empty one."""
    if not colour:
        return ""
    day = readable(colour, PAPER, "#000000")
    night = readable(colour, NIGHT, "#ffffff", LEAST_AT_NIGHT)
    return (
        f"body{{--brand:{day};--brand-ink:#ffffff;--brand-tint:{mixed(day, '#ffffff', 0.88)}}}"
        f"body.dark{{--brand:{night};--brand-ink:{readable(mixed(night, '#000000', 0.8), night, '#000000')};"
        f"--brand-tint:{mixed(NIGHT, night, 0.18)}}}"
    )
