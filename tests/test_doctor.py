"""`rehab doctor` against real servers on this machine."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assistant.cli import main
from assistant.config import Settings
from assistant.errors import InputError
from tests.browser.server import Server
from tests.browser.site import Site
from ui.doctor import examine
from ui.snippet import Report


@dataclass
class World:
    site: Site
    stranger: Site
    server: Server

    @property
    def line(self) -> str:
        return f'<script async src="{self.server.elsewhere}/c/river/widget.js"></script>'


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("clinics")
    with Site() as site, Site() as stranger:
        text = f'name = "Riverside"\norigins = ["{site.origin}"]\n'
        (folder / "river.toml").write_text(text, encoding="utf-8")
        with Server(Settings(clinics=folder)) as server:
            yield World(site, stranger, server)


def lines(report: Report) -> list[str]:
    return [line for some in report.lines.values() for line in some]


def to_mend(report: Report) -> str:
    return "\n".join(finding.text for finding in report.findings if finding.level == "mend")


def test_a_page_that_is_well(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    app = world.server.elsewhere
    url = world.site.put("/well", world.line, csp=f"default-src 'none'; script-src {app}; frame-src {app}")
    assert main(["doctor", url]) == 0
    shown = capsys.readouterr().out
    assert "Nothing has to be mended." in shown
    assert f"for {app}/c/river" in shown
    assert f"{world.site.origin} may show the assistant in a frame" in shown
    assert f"{world.site.origin} may ask the API from a browser" in shown
    assert "MEND" not in shown


def test_what_the_policy_lacks_is_written_out_and_mends_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    csp = "default-src 'self'; script-src 'self' https://shop.example; img-src *"
    url = world.site.put("/policy", world.line, csp=csp)
    assert main(["doctor", url]) == 1
    app = world.server.elsewhere
    shown = capsys.readouterr().out
    wanted = (f"script-src 'self' https://shop.example {app};", f"frame-src 'self' {app};")
    for line in wanted:
        assert line in shown
    mended = world.site.put("/mended", world.line, csp=f"default-src 'self'; {' '.join(wanted)} img-src *")
    assert examine(mended).healthy


def test_a_page_without_the_line_is_given_it(world: World) -> None:
    url = world.site.put("/bare", "")
    nothing = examine(url)
    assert "--server" in to_mend(nothing)
    report = examine(url, world.server.elsewhere, "river")
    assert "not in the page" in to_mend(report)
    assert world.line in lines(report)
    assert any(line.startswith("<iframe") and "/c/river/chat/" in line for line in lines(report))
    assert any(line.startswith("<a ") for line in lines(report))
    assert examine(world.site.put("/added", world.line), world.server.elsewhere, "river").healthy


def test_a_comment_is_no_line(world: World) -> None:
    assert "not in the page" in to_mend(
        examine(world.site.put("/comment", f"<!-- {world.line} -->"), world.server.elsewhere)
    )


def test_a_frame_instead_of_the_script_is_enough(world: World) -> None:
    body = f'<main><iframe src="{world.server.elsewhere}/c/river/chat/" title="x"></iframe></main>'
    report = examine(world.site.put("/frame", "", body=body), world.server.elsewhere)
    assert report.healthy
    assert "a frame" in str(report)


def test_a_site_that_is_not_listed_is_told_the_line_of_the_server(world: World) -> None:
    report = examine(world.stranger.put("/page", world.line))
    assert "not on the clinic's list" in to_mend(report)
    assert f'origins = ["{world.stranger.origin}"]' in lines(report)
    assert (
        "In clinics/river.toml on the server, beside what the list holds already; it is taken in when the server starts again"
        in report.lines
    )
    own = examine(world.stranger.put("/own", world.line.replace("/c/river", "")))
    assert f'embed_origins = ["{world.stranger.origin}"]' in lines(own)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<script", '<script type="module"', "data attributes"),
        ("<script", '<script type="text/plain"', "consent"),
        ("river/widget", "moon/widget", "clinic's key"),
        ("async ", "", "without async"),
        ("<script", '<script integrity="sha384-x"', "next release"),
        ("<script", '<script data-color="teal"', "#0b5563"),
        ("<script", '<script data-position="top"', "left or right"),
    ],
)
def test_a_faulty_line_is_explained(world: World, old: str, new: str, words: str) -> None:
    assert words in str(examine(world.site.put("/faulty", world.line.replace(old, new))))


def test_a_policy_in_the_page_counts_too(world: World) -> None:
    meta = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
    assert "does not allow the script" in to_mend(examine(world.site.put("/meta", meta + world.line)))


def test_a_page_that_keeps_frames_out(world: World) -> None:
    url = world.site.put("/coep", world.line)
    world.site.pages["/coep"][0]["Cross-Origin-Embedder-Policy"] = "require-corp"
    assert "Cross-Origin-Embedder-Policy" in to_mend(examine(url))


def test_what_cannot_be_reached_is_said(world: World) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert "cannot be reached" in to_mend(examine(nobody))
    assert "404" in to_mend(examine(f"{world.site.origin}/none"))
    assert "cannot be reached" in to_mend(examine(world.site.put("/page", ""), nobody))
    # The site speaks no TLS.
    assert "give it a certificate, or write http://" in to_mend(examine(world.site.origin.replace("http:", "https:")))
    world.site.pages["/text"] = ({"Content-Type": "text/plain"}, "words")
    assert "no HTML" in to_mend(examine(f"{world.site.origin}/text"))


def test_another_server_is_no_assistant(world: World) -> None:
    line = f'<script async src="{world.site.origin}/widget.js"></script>'
    assert "is not the widget" in to_mend(examine(world.site.put("/self", line)))


def self_signed(path: Path, days: int) -> Path:
    """Write a key and a certificate for 127.0.0.1 that nobody trusts yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(("days", "level"), [(5, "look"), (90, "well")])
def test_tls_is_looked_at(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, level: str) -> None:
    file = self_signed(tmp_path / "site.pem", days)
    with Site(certificate=file) as secured:
        url = secured.put("/page", f'<script async src="{secured.origin}/widget.js"></script>')
        assert "not trusted by browsers" in to_mend(examine(url))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        report = examine(url)
        [found] = [finding for finding in report.findings if "certificate ends" in finding.text]
        assert (found.level, f"in {days} days" in found.text) == (level, True)
        assert "is not the widget" in to_mend(report)
        mixed = secured.put("/mixed", '<script async src="http://assistant.invalid/widget.js"></script>')
        assert "browsers block it" in to_mend(examine(mixed))


@pytest.mark.parametrize(
    ("url", "server", "clinic"),
    [("clinic.example", "", ""), ("ftp://x", "", ""), ("https://x", "y", ""), ("https://x", "", "A B")],
)
def test_what_is_no_address_is_refused(url: str, server: str, clinic: str) -> None:
    with pytest.raises(InputError):
        examine(url, server, clinic)


def test_a_policy_on_trial_is_told_before_it_bites(world: World) -> None:
    url = world.site.put("/trial", world.line)
    world.site.pages["/trial"][0]["Content-Security-Policy-Report-Only"] = "default-src 'self'"
    report = examine(url)
    assert report.healthy
    assert any(one.level == "look" and "Report-Only" in one.text for one in report.findings)


def test_a_page_that_is_not_there_is_no_page(world: World) -> None:
    assert "answers 404" in to_mend(examine(f"{world.site.origin}/nowhere"))
    assert "give the address of a page that is there" in to_mend(examine(f"{world.site.origin}/nowhere"))
