"""The table of faults is what the tests recorded, and a test that failed counts as lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import faults

REPORT = """<testsuites><testsuite>
<testcase classname="tests.test_x" name="test_disk[0]"><properties><property name="fault" value="disk full"/>
<property name="tried" value="3"/><property name="recovered" value="1.25"/><property name="how" value="the next run"/></properties></testcase>
<testcase classname="tests.test_x" name="test_disk[1]"><properties><property name="fault" value="disk full"/>
<property name="tried" value="2"/></properties><failure message="no"/></testcase>
<testcase classname="tests.test_x" name="test_gone"><properties><property name="fault" value="server gone"/></properties></testcase>
<testcase classname="tests.test_x" name="test_left_out"><properties><property name="fault" value="y"/></properties><skipped/></testcase>
<testcase classname="tests.test_x" name="test_other"/>
</testsuite></testsuites>"""


def test_the_table_adds_up_what_was_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    assert faults.main(["table", str(report)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:] == [
        "| disk full | 5 | 2 | the next run: 1.2 s | `test_x::test_disk` |",
        "| server gone | 1 | 0 |  | `test_x::test_gone` |",
    ]


def test_a_file_that_is_no_report_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        faults.main(["table", str(tmp_path / "none.xml")])
    assert "none.xml" in capsys.readouterr().err
