"""Web pages in the manner of several generators: the article is kept, what surrounds it or cannot be seen is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.leaflets import leaflet_from_extracted
from assistant.readers.extraction import Extracted
from assistant.readers.html import read_html

BLOG = """<!DOCTYPE html><html><head><title>Plantar heel pain | Hill Clinic</title>
<style>.secret{display:none} .wp-block{color:#333}</style><script>var a="script words";</script></head>
<body class="post-template single"><a class="skip-link" href="#c">Skip to content</a>
<header class="site-header"><div class="site-branding"><p class="site-title">Hill Clinic Site</p></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us</a></li></ul></nav></header>
<div id="cookie-notice" role="dialog">We use cookies. Accept all cookies.</div>
<main id="c"><article><header><h1>Plantar heel pain</h1></header>
<div class="entry-content"><p>Heel pain is <em>common</em> in runners&nbsp;and walkers. It usually settles.</p>
<h2 class="wp-block-heading">What helps</h2><ul class="wp-block-list"><li>Stretch the calf for <strong>30 seconds</strong>.</li>
<li>Wear cushioned shoes.<ul><li>Avoid bare feet.</li></ul></li></ul>
<figure class="wp-block-table"><table><thead><tr><th>Exercise</th><th>Sets</th><th>Repetitions</th></tr></thead>
<tbody><tr><td>Heel raise</td><td>3</td><td>12</td></tr></tbody></table></figure>
<p class="secret">Secret words.</p><span aria-hidden="true">Icon words</span><!-- comment words --></div>
<div class="sharedaddy"><a href="#">Share on X</a></div></article></main>
<aside class="sidebar"><h2>Recent posts</h2></aside><footer><p>Copyright Hill Clinic 2026</p></footer></body></html>"""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=windows-1252">
<title>Back</title></head><body lang=EN-GB><div class=WordSection1>
<p class=MsoTitle><b><span style='font-size:20pt'>Looking after your back</span></b><o:p></o:p></p>
<p class=MsoNormal>Back pain is common \x96 most people\x92s pain settles in weeks.</p>
<p class=MsoNormal><b>What to do</b></p>
<p class=MsoListParagraph><![if !supportLists]><span>\xb7<span>&nbsp;&nbsp;</span></span><![endif]>Walk every day.</p>
<p class=MsoListParagraph><![if !supportLists]><span>\xb7<span>&nbsp;&nbsp;</span></span><![endif]>Rest between walks.</p>
<p class=MsoNormal style='mso-hide:all;display:none'>Hidden Word words.</p></div></body></html>"""

OLD = """<HTML><HEAD><TITLE>Neck care</TITLE></HEAD><BODY BGCOLOR=white>
<TABLE WIDTH=100%><TR><TD><A HREF=a>Home</A> <A HREF=b>Clinics</A> <A HREF=c>Find us</A> <A HREF=d>Links</A></TD>
<TD><H1>Neck care</H1><P>Turn your head slowly to the left.<P>Turn your head slowly to the right.
<UL><LI>Repeat five times<LI>Do it twice a day</UL><FONT COLOR=white>White words here.</FONT></TD></TR></TABLE></BODY></HTML>"""

BUILDER = """<html><body><div class="header-wrapper"><div class="navbar"><a href=1>Start</a></div></div>
<div class="section"><div class="row"><div class="col"><div class="rich-text">
<div><span style="font-weight:700">Shoulder stretch</span></div>
<div>Stand in a doorway.<br>Place your forearm on the frame.<br>Hold for 20 seconds.</div>
<dl><dt>Sets</dt><dd>2 sets a day</dd></dl></div></div></div></div>
<div style="position:absolute;left:-9999px">Offscreen words.</div><div style="font-size:0">Zero words.</div>
<div class="site-footer-block footer">Privacy policy</div></body></html>"""


def extracted(markup: str | bytes, tmp_path: Path) -> Extracted:
    path = tmp_path / "page.html"
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode("utf-8"))
    return read_html(path, "page.html")


def test_a_blog_page(tmp_path: Path) -> None:
    found = extracted(BLOG, tmp_path)
    assert found.text == (
        "# Plantar heel pain\n\nHeel pain is common in runners and walkers. It usually settles.\n\n"
        "## What helps\n\n- Stretch the calf for 30 seconds.\n- Wear cushioned shoes.\n- Avoid bare feet.\n"
        "- Heel raise – Sets: 3; Repetitions: 12\n"
    )
    assert any("Secret words." in str(warning) for warning in found.warnings)
    document = leaflet_from_extracted(found, "heel", "page.html")
    assert document.title == "Plantar heel pain"
    assert [section.heading for section in document.sections] == ["Plantar heel pain", "What helps"]


def test_a_page_saved_by_a_word_processor_in_its_own_encoding(tmp_path: Path) -> None:
    assert extracted(WORD.encode("latin-1"), tmp_path).text == (
        "## Looking after your back\n\nBack pain is common – most people’s pain settles in weeks.\n\n"
        "## What to do\n\n- Walk every day.\n- Rest between walks.\n"
    )


def test_a_page_of_the_nineties(tmp_path: Path) -> None:
    assert extracted(OLD, tmp_path).text == (
        "# Neck care\n\nTurn your head slowly to the left.\n\nTurn your head slowly to the right.\n\n"
        "- Repeat five times\n- Do it twice a day\n"
    )


def test_a_page_of_nested_boxes(tmp_path: Path) -> None:
    assert extracted(BUILDER, tmp_path).text == (
        "## Shoulder stretch\n\nStand in a doorway.\n\nPlace your forearm on the frame.\n\nHold for 20 seconds.\n\n"
        "- Sets: 2 sets a day\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert extracted("<p>Café – don’t stop.</p>".encode(encoding), tmp_path).text == "Café – don’t stop.\n"


def test_bad_pages_end_in_a_clear_error_or_in_text(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="nested more than"):
        extracted("<div>" * 5_000 + "Deep." + "</div>" * 5_000, tmp_path)
    with pytest.raises(DocumentError, match="tags"):
        extracted("<b>x" * 100_001, tmp_path)
    assert extracted("<p>Fine<p>still <b>fine", tmp_path).text == "Fine\n\nstill fine\n"
    with pytest.raises(DocumentError, match="no text"):
        leaflet_from_extracted(extracted("<html></html>", tmp_path), "x", "page.html")
