"""Make the leaflets that a program has to typeset: `python -m tests.documents.typeset`, once; what it makes is committed.

Needs Chromium, LibreOffice Writer (`soffice`), pypdfium2 for the scan, and the Liberation fonts.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCES, LEAFLETS = HERE / "sources", HERE / "leaflets"
PRINTED = ("hydrotherapy", "shockwave", "kneecap-protocol", "class-times", "trifold", "long-table")


def print_with_chromium(source: Path, target: Path) -> None:
    """Print an HTML file as a browser does."""
    chromium = os.environ.get("REHAB_CHROMIUM", "/usr/bin/chromium")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--disable-background-networking"]
    subprocess.run(
        [chromium, *flags, f"--print-to-pdf={target}", source.as_uri()], check=True, capture_output=True, timeout=120
    )


def print_with_libreoffice(source: Path, target: Path) -> None:
    """Print a Word file through LibreOffice."""
    with tempfile.TemporaryDirectory() as place:
        command = ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", place, str(source)], check=True, capture_output=True, timeout=180)
        (Path(place) / f"{source.stem}.pdf").replace(target)


def scan(source: Path, target: Path) -> None:
    """Make a PDF whose page is a picture, as a scanner does."""
    import pypdfium2

    with tempfile.TemporaryDirectory() as place:
        printed = Path(place) / "printed.pdf"
        print_with_chromium(source, printed)
        page = pypdfium2.PdfDocument(printed)[0]
        picture = page.render(scale=200 / 72).to_pil().convert("L").rotate(0.4, fillcolor=255)
        picture.save(target, "PDF", resolution=200, quality=60)


def _word(document: Any, element: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(element)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _running(document: Any, head: str, foot: str) -> None:
    """Set a running head, and a foot with the page number as a field."""
    section = document.sections[0]
    section.header.paragraphs[0].text = head
    paragraph = section.footer.paragraphs[0]
    paragraph.add_run(foot + " – page ")
    paragraph._p.append(_field(document, "PAGE"))


def _field(document: Any, code: str) -> Any:
    return _word(document, "w:fldSimple", instr=code)


def carpal(target: Path) -> None:
    """One column with running head and foot, bullets, and words divided at line ends."""
    import docx
    from docx.shared import Pt

    document: Any = docx.Document()
    document.settings.element.append(_word(document, "w:autoHyphenation", val="true"))
    document.styles["Normal"].font.name = "Liberation Serif"
    document.styles["Normal"].font.size = Pt(12)
    _running(document, "Harbour Road Clinic | Hand unit", "Sheet 31")
    document.add_heading("After your carpal tunnel operation", 0)
    document.add_paragraph(
        "The operation frees a nerve at the wrist. It is done under local anaesthetic in our treatment room, and you go home about two "
        "hours afterwards. The tingling often goes within days, whereas the strength of the grip returns over approximately three months."
    )
    document.add_heading("The bandage", 1)
    document.add_paragraph(
        "Leave the bulky bandage on for three days. After that, a waterproof plaster is enough until the stitches come out on day ten."
    )
    document.add_heading("Moving the hand", 1)
    for text in (
        "Make a full fist and straighten the fingers, ten times every waking hour.",
        "Lift the hand above the heart for five minutes, six times a day.",
        "Do not lift anything heavier than a full kettle for four weeks.",
    ):
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("Scar care", 1)
    document.add_paragraph(
        "Two days after the stitches are out, begin to massage the scar with unperfumed cream. Five minutes in the morning and five in the "
        "evening are enough. A hard, sensitive scar is common during the first eight weeks and usually softens by itself."
    )
    document.add_page_break()
    document.add_heading("Work and driving", 1)
    document.add_paragraph(
        "Keyboard work is often comfortable after one week. Manual work usually needs four to six weeks. Drive when you can grip the wheel "
        "firmly with both hands, and tell your insurer about the operation."
    )
    document.add_heading("Who to ring", 1)
    document.add_paragraph(
        "The hand unit answers on 01632 960 131 from 8.00 to 16.00. Outside these hours, ring the ward on 01632 960 199."
    )
    document.save(str(target))


def tennis_elbow(target: Path) -> None:
    """Two columns below a title over both, with a table in a column."""
    import docx
    from docx.shared import Cm

    document: Any = docx.Document()
    document.styles["Normal"].font.name = "Liberation Sans"
    _running(document, "Harbour Road Clinic", "Tennis elbow")
    document.add_heading("Tennis elbow: our eight-week course", 0)
    section = document.add_section(0)
    section._sectPr.append(_word(document, "w:cols", num="2", space="700"))
    paragraphs = (
        (
            "Why it hurts",
            "The tendons of the muscles that lift the wrist begin at the outside of the elbow. They become sore when they are "
            "asked for more than they are used to. The name misleads: nineteen of twenty people who come to us do not play tennis.",
        ),
        (
            "What we do",
            "You come once every two weeks for eight weeks. Between the visits you train at home with a small weight. We start "
            "with half a kilogram and add a quarter of a kilogram when two days in a row were comfortable.",
        ),
    )
    for heading, text in paragraphs:
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    document.add_heading("The home exercises", 1)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, ("Exercise", "Sets", "Repetitions"), strict=True):
        cell.text = text
    for row in (
        ("Wrist lower with weight", "3", "12"),
        ("Towel wring", "2", "10"),
        ("Forearm turn with hammer", "2", "8"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for column, width in zip(table.columns, (3.4, 1.2, 2.6), strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    for heading, text in (
        (
            "The strap",
            "A strap below the elbow takes some strain off the tendon while you work. Wear it two fingers' breadth below the sore "
            "spot, and never at night. We lend a strap for a deposit of ten pounds.",
        ),
        (
            "What to expect",
            "The elbow may be more sore in the first fortnight. Four out of five people are better after a year, whatever "
            "they do. The course helps you get on with work in the meantime.",
        ),
        (
            "At work",
            "Lift with the palm turned up. Use both hands for pans and crates. Ask for a break of two minutes after every twenty "
            "minutes of gripping.",
        ),
    ):
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    document.save(str(target))


def bone_class(target: Path) -> None:
    """Styles, a table with a marked head row, a footnote-like note, a text box, running head and foot."""
    import docx
    from docx.oxml import parse_xml

    document: Any = docx.Document()
    _running(document, "HARBOUR ROAD CLINIC – STRONG BONES", "Version 2, review due May 2028")
    document.add_heading("Strong bones class", 0)
    document.add_paragraph(
        "The class is for people whose bone scan shows thin bones and who have not broken a bone this year."
    )
    document.add_heading("What happens in the class", 1)
    for text in (
        "Ten minutes of marching and side steps.",
        "Twenty minutes of strength work with bands.",
        "Ten minutes of balance work at the bar.",
    ):
        document.add_paragraph(text, style="List Number")
    document.add_heading("The stations", 1)
    table = document.add_table(rows=1, cols=4)
    for cell, text in zip(table.rows[0].cells, ("Station", "Band", "Sets", "Repetitions"), strict=True):
        cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(_word(document, "w:tblHeader"))
    for row in (
        ("Wall press", "none", "2", "10"),
        ("Band pull-apart", "red", "3", "8"),
        ("Heel drop with hands on the bar", "none", "2", "12"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_heading("Joining", 1)
    paragraph = document.add_paragraph("Ask Rosalind for the bone questionnaire and bring your scan letter.")
    box = parse_xml(
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
        "<w:txbxContent><w:p><w:r><w:t>A cup of tea is served after the class in the sun room.</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r>"
    )
    paragraph._p.append(box)
    document.save(str(target))


def unstyled(target: Path) -> None:
    """What people make who do not know styles: bold lines, typed bullets, tabs, line breaks."""
    import docx

    document: Any = docx.Document()

    def line(text: str, bold: bool = False) -> None:
        document.add_paragraph().add_run(text).bold = bold

    line("LIVING WITH A PAINFUL FLARE", True)
    line(
        "A flare is a few days or weeks in which the pain is worse than usual. It does not mean that something is damaged."
    )
    line("First day", True)
    line("•\tHalve what you do, but do not go to bed.")
    line("•\tUse the warm pack for fifteen minutes at a time.")
    line("•\tWrite the start of the flare in your blue diary.")
    line("From the third day", True)
    line(
        "1)\tTake up your easiest exercise again.\n2)\tAdd five minutes of walking a day.\n3)\tKeep one treat in every day."
    )
    line("Our flare line", True)
    line(
        "Leave a message on 01632 960 177. Somebody from the pain team rings back within one working day. The flare line is no emergency number."
    )
    document.save(str(target))


def footnotes(target: Path) -> None:
    """A footnote kept by Word in a part of its own, and a heading made by outline level alone."""
    import zipfile

    import docx

    document: Any = docx.Document()
    document.add_heading("Pessary check at the women's health clinic", 1)
    document.add_paragraph("Your pessary is checked every six months by Sister Anand.")
    document.add_paragraph("Pelvic floor training goes on while you wear a pessary.").add_run()
    document.add_heading("Between the checks", 2)
    document.add_paragraph("Ring us on 01632 960 188 if there is bleeding, a smell or pain.")
    document.add_paragraph("You may leave the pessary in during exercise and in the pool.")
    document.save(str(target))
    note = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Some types are changed every three months instead.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    with zipfile.ZipFile(target) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].decode()
    body = body.replace(
        "by Sister Anand.</w:t></w:r>", 'by Sister Anand.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    parts["word/document.xml"] = body.encode()
    parts["word/footnotes.xml"] = note.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>',
    )
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def arranged(target: Path) -> None:
    """A page that one big table arranges, as in leaflets made from a template."""
    import docx

    document: Any = docx.Document()
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.text = ""
    left.paragraphs[0].add_run("Wheelchair seating").bold = True
    left.add_paragraph("The seating room is on the ground floor. Come in the chair that you use on most days.")
    left.add_paragraph("A first seating visit takes ninety minutes.")
    left.add_paragraph("Bring the charger of a powered chair.")
    right.text = ""
    right.paragraphs[0].add_run("Pressure care").bold = True
    right.add_paragraph("Lean forwards or to the side for two minutes in every half hour.")
    right.add_paragraph("Check the skin of the seat with a mirror every evening.")
    right.add_paragraph(
        "Ring the seating nurse on 01632 960 164 about any mark that stays red for more than thirty minutes."
    )
    document.save(str(target))


def main() -> None:
    """Make everything."""
    LEAFLETS.mkdir(exist_ok=True)
    for name in PRINTED:
        print_with_chromium(SOURCES / f"{name}.html", LEAFLETS / f"{name}.pdf")
    scan(SOURCES / "scan.html", LEAFLETS / "sling-scan.pdf")
    for maker, name in ((carpal, "carpal-tunnel"), (tennis_elbow, "tennis-elbow")):
        with tempfile.TemporaryDirectory() as place:
            source = Path(place) / f"{name}.docx"
            maker(source)
            print_with_libreoffice(source, LEAFLETS / f"{name}.pdf")
    bone_class(LEAFLETS / "strong-bones.docx")
    unstyled(LEAFLETS / "flare.docx")
    footnotes(LEAFLETS / "pessary.docx")
    arranged(LEAFLETS / "seating.docx")


if __name__ == "__main__":
    main()
