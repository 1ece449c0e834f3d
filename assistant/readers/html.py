"""Web pages as text: the article with its headings, lists and tables; no menu, footer, banner, script or hidden text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError
from assistant.readers.extraction import (
    MAX_CHARACTERS,
    DocumentWarning,
    Extracted,
    list_item,
    looks_like_heading,
    protected,
    read_bytes,
    shortened,
    tidy,
)
from assistant.readers.hidden_html import hidden_elements
from assistant.readers.tables import table_lines

MAX_DEPTH = 100
"""Deepest nesting of elements."""
MAX_TAGS = 100_000
"""Most tags in one file."""

_DROPPED = frozenset(
    """
    script style noscript template svg math iframe object embed canvas audio video map head title meta link nav footer
    button input select textarea option datalist dialog menu figure img picture source track progress meter aside
    """.split()
)
_BLOCKS = frozenset(
    """
    address article blockquote body center dd details div dl dt fieldset figcaption form h1 h2 h3 h4 h5 h6 header hgroup
    hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul caption
    """.split()
)
_ROLES = frozenset("navigation banner contentinfo search dialog alertdialog complementary menu menubar toolbar".split())
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|ccpa|onetrust|cookiebot|nav|navbar|navigation|menu|main-?menu|breadcrumbs?|side-?bar|footer|site-?footer|"
    r"masthead|entry-meta|post-meta|article-meta|byline|posted-on|entry-footer|cat-links|tags?-links|author-?(?:box|bio|info)|visitor-?count(?:er)?|print-?(?:button|link)|back-to-top|language-?switch(?:er)?|accessibility-?(?:bar|tools)|share|sharing|social|sharedaddy|skip-?links?|skip|newsletter|subscribe|pagination|pager|comments?|related|"
    r"related-?posts|advert(?:isement)?s?|banner|popup|modal|search-?form|login|toolbar|site-?header|page-?header-?bar|toc)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADING_CLASS = re.compile(
    r"(?:^|[\s_-])(?:mso)?(?:title|heading\d?|headline|subtitle|subheading|subhead)(?:$|[\s_-])", re.IGNORECASE
)
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### "}


def decoded(raw: bytes) -> str:
    """Return a page's text by its byte order mark, else UTF-8, else the encoding that it names, else Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        named = re.search(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", raw[:4096])
        encoding = named.group(1).decode("ascii").lower() if named else "cp1252"
        # Browsers read all of these as Windows-1252, and what names UTF-8 without being it is one of them too.
        if encoding in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8"}:
            encoding = "cp1252"
        try:
            return raw.decode(encoding, errors="replace")
        except LookupError:
            return raw.decode("cp1252", errors="replace")


def read_html(path: Path, name: str) -> Extracted:
    """Return the text of a web page; raises `DocumentError`."""
    markup = decoded(read_bytes(path, name)).replace("\x00", "")
    if markup.count("<") > MAX_TAGS:
        raise DocumentError(name, None, f"holds more than {MAX_TAGS:,} tags: save the article alone")
    from bs4 import BeautifulSoup
    from bs4.element import Comment

    try:
        soup = BeautifulSoup(markup, "lxml")
        if _depth(soup) > MAX_DEPTH:
            raise DocumentError(
                name, None, f"its elements are nested more than {MAX_DEPTH} deep: save the article alone"
            )
        body = soup.body or soup
        hidden = hidden_elements(soup)
        comments = " ".join(str(text) for text in soup.find_all(string=lambda text: isinstance(text, Comment)))
        page_title = tidy(soup.title.get_text()) if soup.title else ""
        main = _main(body)
        writer = _Writer()
        writer.block(main)
        writer.flush()
    except DocumentError:
        raise
    except (RecursionError, ValueError, AttributeError, AssertionError) as error:
        raise DocumentError(name, None, f"is a damaged web page ({type(error).__name__}): save it again") from error
    text = writer.text(page_title)
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(name, None, f"holds more than {MAX_CHARACTERS:,} letters: save the article alone")
    warnings = [
        DocumentWarning(name, "hidden-text", f"text that cannot be seen was left out: “{shortened(found)}”")
        for found in hidden[:20]
    ]
    from assistant.aimed import aimed_at_an_assistant

    if aimed_at_an_assistant(comments):
        warnings.append(DocumentWarning(name, "instruction", "a comment gives orders to an assistant; it was left out"))
    return Extracted(text, structured=True, warnings=warnings)


def _depth(soup: Any) -> int:
    deepest = 0
    stack = [(soup, 0)]
    while stack:
        element, depth = stack.pop()
        deepest = max(deepest, depth)
        if depth > MAX_DEPTH:
            return depth
        stack.extend((child, depth + 1) for child in element.children if getattr(child, "children", None) is not None)
    return deepest


def _main(body: Any) -> Any:
    """Take menus, banners and the like out of `body` and return the element that holds the article."""
    whole = len(body.get_text(" ", strip=True)) or 1
    for element in list(body.find_all(True)):
        if element.parent is None or element.decomposed:
            continue
        if element.name in _DROPPED or _is_furniture(element, whole):
            if element.name == "figure":
                caption = element.find("figcaption")
                if caption is not None or element.find("table") is not None:
                    continue
            if (
                element.name == "aside"
                and not _is_furniture(element, whole)
                and element.find_parent(["main", "article"])
            ):
                continue  # A box beside the text, such as a warning.
            element.decompose()
    for candidates in (body.find_all("main"), body.select('[role="main"]'), body.find_all("article")):
        if len(candidates) == 1 and len(candidates[0].get_text(" ", strip=True)) * 10 > 3 * len(
            body.get_text(" ", strip=True)
        ):
            return candidates[0]
    for header in body.find_all("header"):
        # The head of the site goes, the head of the article stays.
        if header.find_parent(["article", "main"]) is None and header.find(["h1", "h2"]) is None:
            header.decompose()
    return body


def _is_furniture(element: Any, whole: int) -> bool:
    if element.name in {"html", "body", "main", "article"}:
        return False
    if str(element.get("role") or "").lower() in _ROLES:
        return True
    names = " ".join([*(element.get("class") or []), str(element.get("id") or "")])
    if names and element.name not in {"h1", "h2", "h3", "p", "span", "td", "tr"} and _FURNITURE.search(names):
        size = len(element.get_text(" ", strip=True))
        return size * 2 < whole and element.find(["main", "article", "h1"]) is None
    if element.name in {"ul", "ol", "div", "p", "td"}:
        links = element.find_all("a")
        if len(links) < 3:
            return False
        size = len(element.get_text(" ", strip=True))
        linked = sum(len(link.get_text(" ", strip=True)) for link in links)
        return size > 0 and linked > 0.8 * size and linked < 45 * len(links)
    return False


class _Writer:
    """Turns elements into lines."""

    def __init__(self) -> None:
        self._blocks: list[tuple[str, str]] = []
        self._inline: list[tuple[str, bool, bool]] = []
        self._bold = 0
        self._linked = 0
        self._mark = ""

    def text(self, title: str) -> str:
        """Return what was written, below the page's title when it has no heading of its own."""
        blocks = self._blocks
        if title and blocks and not any(kind == "heading" for kind, _ in blocks):
            blocks = [("heading", f"# {protected(title)}"), *blocks]
        parts: list[str] = []
        last = ""
        for kind, text in blocks:
            if parts:
                parts.append("\n" if kind == last == "item" else "\n\n")
            parts.append(text)
            last = kind
        return "".join(parts) + "\n" if parts else ""

    def block(self, element: Any) -> None:
        """Write `element` and what is below it."""
        from bs4.element import CData, Comment, Declaration, Doctype, ProcessingInstruction

        for child in element.children:
            if isinstance(child, Comment | Declaration | Doctype | ProcessingInstruction | CData):
                continue
            name = getattr(child, "name", None)
            if name is None:
                self._write(str(child))
            elif name == "br":
                self._inline.append(("\n", False, False))
            elif name in _HEADINGS or name == "summary" or (name in {"p", "div"} and self._is_titled(child)):
                self.flush()
                self._heading(child)
            elif name == "table":
                self.flush()
                self._table(child)
            elif name in {"ul", "ol"}:
                self.flush()
                self._list(child)
            elif name == "dl":
                self.flush()
                self._definitions(child)
            elif name in _BLOCKS:
                self.flush()
                self.block(child)
                self.flush()
            else:
                strong = name in {"b", "strong"} or re.search(
                    r"font-weight\s*:\s*(?:bold|[6-9]00)", str(child.get("style") or ""), re.IGNORECASE
                )
                self._bold += bool(strong)
                self._linked += name == "a"
                self.block(child)
                self._bold -= bool(strong)
                self._linked -= name == "a"

    def _heading(self, element: Any) -> None:
        text = tidy(element.get_text(" "))
        if re.search(r"\w", text):
            self._blocks.append(("heading", _HEADINGS.get(element.name, "## ") + protected(text)))

    @staticmethod
    def _is_titled(element: Any) -> bool:
        """Return whether a paragraph is a heading by its class alone, as word processors save it."""
        if not _HEADING_CLASS.search(" ".join(element.get("class") or [])):
            return False
        return element.find(list(_BLOCKS)) is None and looks_like_heading(tidy(element.get_text(" ")))

    def _write(self, text: str) -> None:
        self._inline.append((re.sub(r"\s+", " ", text), self._bold > 0, self._linked > 0))

    def flush(self) -> None:
        """End the paragraph."""
        mark = self._mark
        lines = [line for line in _line_pieces(self._inline) if re.search(r"\w", line[0])]
        self._inline = []
        for place, (piece, bold, linked) in enumerate(lines):
            typed = list_item(piece)
            leads = place + 1 < len(lines) and not lines[place + 1][1]
            if linked and "|" in piece:
                continue  # A menu in one line.
            if mark:
                self._blocks.append(("item", mark + (typed[2:] if typed.startswith("- ") else piece)))
                mark = self._mark = ""
            elif typed:
                self._blocks.append(("item", typed))
            elif bold and (len(lines) == 1 or leads) and looks_like_heading(piece):
                self._blocks.append(("heading", "## " + protected(piece)))
            else:
                self._blocks.append(("text", protected(piece)))

    def _list(self, element: Any) -> None:
        start = str(element.get("start") or "1")
        number = int(start) if start.isdigit() and len(start) < 4 else 1
        for child in element.children:
            name = getattr(child, "name", None)
            if name == "li":
                self._mark = f"{number}. " if element.name == "ol" else "- "
                number += 1
                self.block(child)
                self.flush()
                self._mark = ""
            elif name in {"ul", "ol"}:
                self._list(child)
            elif name is not None:
                self.block(child)
                self.flush()

    def _definitions(self, element: Any) -> None:
        term = ""
        for child in element.find_all(["dt", "dd"]):
            text = tidy(child.get_text(" "))
            if child.name == "dt":
                term = text.rstrip(":")
            elif text:
                self._blocks.append(("item", f"- {term}: {text}" if term else f"- {text}"))

    def _table(self, table: Any) -> None:
        rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
        cells = [[cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row] for row in rows]
        flat = [cell for row in cells for cell in row]
        width = max((len(row) for row in cells), default=0)
        blocks = sum(len(cell.find_all(["p", "li", "h1", "h2", "h3", "h4", "div"])) > 3 for cell in flat)
        layout = (
            table.find("table") is not None
            or str(table.get("role") or "") in {"presentation", "none"}
            or width < 2
            or len(rows) < 2
            or any(cell.find(["h1", "h2", "h3", "h4"]) for cell in flat)
            or blocks * 4 > len(flat)
        )
        if layout:
            for cell in flat:
                self.block(cell)
                self.flush()
            return
        caption = table.find("caption")
        if caption is not None and tidy(caption.get_text(" ")):
            self._blocks.append(("heading", "## " + protected(tidy(caption.get_text(" ")))))
        header = True if cells[0] and all(cell.name == "th" for cell in cells[0]) else None
        for line in table_lines([[_cell(cell) for cell in row] for row in cells], header):
            self._blocks.append(("item", line))


def _cell(cell: Any) -> str:
    parts = [tidy(part) for part in cell.get_text("\n").split("\n")] if cell.find(["li", "br"]) else []
    parts = [part for part in parts if part]
    return ", ".join(parts) if len(parts) > 1 else tidy(cell.get_text(" ") if cell.find("p") else cell.get_text())


def _line_pieces(inline: list[tuple[str, bool, bool]]) -> list[tuple[str, bool, bool]]:
    """Return a paragraph's lines with whether each is bold, and whether each is all links.

    A forced line end parts the paragraph where a new line begins, as it does to the eye.
    """
    parts: list[list[tuple[str, bool, bool]]] = [[]]
    for place, (text, bold, linked) in enumerate(inline):
        following = "".join(words for words, _, _ in inline[place + 1 : place + 8])
        if text == "\n" and re.match(r"\s*(?:[A-Z0-9]|[^\w\s]|\n|$)", following):
            parts.append([])
        else:
            parts[-1].append((text, bold, linked))
    pieces = []
    for part in parts:
        worded = [(bold, linked) for text, bold, linked in part if re.search(r"\w", text)]
        text = tidy("".join(words for words, _, _ in part))
        pieces.append((text, bool(worded) and all(b for b, _ in worded), bool(worded) and all(at for _, at in worded)))
    return pieces
