"""Comments in the submitted Word file: at the right words, beside those that are there, and nothing else changed."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from audits import HOSTILE, make_audit, make_book, make_defect, make_finding, make_rule
from docx_builder import NAMESPACES, abstract, level, listed, num, para, root, run, table
from docx_builder import docx as build
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from engine.errors import InputError
from engine.model import Document, Evidence, Finding, SectionKind, Span, Stance, Verdict
from engine.outline import outline
from engine.read import package, read
from engine.rulebook.rule import Compound, Measure
from reports import Look, Run, annotate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.model import Audit, Defect
    from engine.rulebook.rule import Rulebook

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE = shutil.which("soffice")
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
REPORT = (
    para("柳溪街道办事处2024年度法治政府建设情况报告")
    + para("柳溪县人民政府：")
    + listed("主要举措和成效", 1, 0)
    + para("聘请律师担任", run("法律", "<w:b/>"), "顾问，出具意见书31份。召开会议4次。")
    + listed("存在的不足", 1, 0)
    + para("一是执法力量不足。")
    + listed("下一步安排", 1, 0)
    + para("将建立目录。")
)
NUMBERS = abstract(0, level(0, "chineseCountingThousand", "%1、", suffix="nothing")) + num(1, 0)


def word(body: str, **parts: str | bytes) -> bytes:
    """Word file that Word itself would open."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format("officeDocument", "word/document.xml"),
        "word/media/image1.png": bytes(range(256)) * 9,
    }
    return build(body, numbering=NUMBERS, parts={**members, **parts})


def audited(
    data: bytes,
    findings: Sequence[Finding] = (),
    defects: Sequence[Defect] = (),
    path: str = "年报.docx",
) -> Audit:
    document = read(path, data)
    return make_audit(findings, defects, document=document, outline=outline(document))


def found(document: Document, *quotes: str | Span) -> list[Evidence]:
    spans = [
        quote if isinstance(quote, Span) else Span(document.text.index(quote), document.text.index(quote) + len(quote))
        for quote in quotes
    ]
    return [Evidence(span, document.quote(span), SectionKind.MEASURES, Stance.DONE) for span in spans]


def annotated(data: bytes, audit: Audit, book: Rulebook | None = None) -> bytes:
    return annotate.annotate(audit, Run(book or make_book(), "reference"), data)


def xml(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def said(data: bytes) -> list[str]:
    """Texts of all comments."""
    return [comment.text for comment in docx.Document(io.BytesIO(data)).comments]


def commented(data: bytes) -> dict[str, list[str]]:
    """Text that each comment marks, by the first line of the comment."""
    names = {
        str(comment.comment_id): comment.paragraphs[0].text for comment in docx.Document(io.BytesIO(data)).comments
    }
    marked: dict[str | None, str] = {}
    running: list[str | None] = []
    for element in xml(data, "word/document.xml").iter():
        if element.tag == f"{W}commentRangeStart":
            running.append(element.get(f"{W}id"))
            marked[element.get(f"{W}id")] = ""
        elif element.tag == f"{W}commentRangeEnd":
            running.remove(element.get(f"{W}id"))
        elif element.tag == f"{W}t":
            for one in running:
                marked[one] += element.text or ""
    assert not running
    result: dict[str, list[str]] = {}
    for identity, name in names.items():
        result.setdefault(name, []).append(marked[identity])
    return result


def only(data: bytes, quote: str | Span) -> str:
    """Text that is marked when ``quote`` is the evidence of a finding."""
    document = read("年报.docx", data)
    finding = make_finding(1, Verdict.EVIDENCED, evidence=found(document, quote), title="法律顾问")
    (text,) = commented(annotated(data, audited(data, [finding])))["【有据可查】法律顾问 [capacity.rule-1]"]
    return text


# --- where comments stand ---------------------------------------------------------------------------------------------


def test_sentences_are_marked_to_the_letter_and_the_text_is_untouched() -> None:
    data = word(REPORT)
    document = read("年报.docx", data)
    evidence = found(document, "聘请律师担任法律顾问，出具意见书31份。", "召开会议4次。")
    findings = [
        make_finding(1, Verdict.EVIDENCED, evidence=evidence[:1], title="法律顾问"),
        make_finding(2, Verdict.MENTIONED, evidence=evidence[1:], title="会议"),
        make_finding(3, Verdict.DESCRIBED, evidence=evidence, title="两处"),
    ]
    result = annotated(data, audited(data, findings))
    marked = commented(result)
    assert marked["【有据可查】法律顾问 [capacity.rule-1]"] == ["聘请律师担任法律顾问，出具意见书31份。"]
    assert marked["【仅提及】会议 [capacity.rule-2]"] == ["召开会议4次。"]
    assert marked["【检查结果】"] == ["柳溪街道办事处2024年度法治政府建设情况报告"]
    again = read("年报.docx", result)
    assert (again.text, again.paragraphs) == (document.text, document.paragraphs)
    before, after = (docx.Document(io.BytesIO(one)) for one in (data, result))
    assert [paragraph.text for paragraph in before.paragraphs] == [paragraph.text for paragraph in after.paragraphs]
    bold = [run.text for paragraph in after.paragraphs for run in paragraph.runs if run.bold]
    assert bold == ["法律"]


def test_a_comment_says_what_the_finding_says() -> None:
    data = word(REPORT)
    document = read("年报.docx", data)
    evidence = found(document, "聘请律师担任法律顾问，出具意见书31份。", "召开会议4次。")
    doubtful = replace(make_finding(1, Verdict.DESCRIBED, evidence=evidence, title="法律顾问"), doubts=("只凭一句话",))
    proven = make_finding(2, Verdict.EVIDENCED, evidence=evidence[:1], title="意见书")
    comments = said(annotated(data, audited(data, [doubtful, proven])))
    assert comments[1] == (
        "【已写明】法律顾问 [capacity.rule-1]\n判：写到了\n补：写明第1件事做了几次、由谁做、结果怎样。\n"
        "据：《法治政府建设与责任落实督察工作规定》第二十五条；《某地规定》第三条（待核）\n"
        "写到有据可查可再得 0.60 分\n建议看一眼：只凭一句话\n【有据可查】意见书 [capacity.rule-2]"
    )
    assert comments[2] == "【已写明】法律顾问 [capacity.rule-1]：另一处"
    assert "非官方评分" in comments[0]


def test_lookalikes_and_defects_are_marked_where_they_stand() -> None:
    data = word(REPORT)
    document = read("年报.docx", data)
    (evidence,) = found(document, "一是执法力量不足。")
    absent = replace(make_finding(1, title="公示"), lookalikes=(evidence,))
    satisfied = replace(make_finding(2, Verdict.EVIDENCED, title="好的"), lookalikes=(evidence,))
    result = annotated(data, audited(data, [absent, satisfied], [make_defect(2, [evidence])]))
    marked = commented(result)
    assert marked["【貌似，不算】公示 [capacity.rule-1]"] == ["一是执法力量不足。"]
    assert not any("好的" in name for name in marked)
    defect = "\n【文本瑕疵：一般】有不足无原因 [quality.no-causes]\n没有原因。\n扣 "
    assert any(defect in text for text in said(result))  # in the same comment: it is the same sentence


def rule(identity: str, group: str, *measures: str) -> Rulebook:
    needs = tuple(Measure(name, 1, None) for name in measures)
    one = replace(make_rule(identity), group=group, compounds=(Compound("described", needs, ()),))
    return make_book(one)


@pytest.mark.parametrize(
    ("group", "measures", "place"),
    [
        ("capacity", (), "主要举措和成效"),
        ("capacity", ("plan.items",), "主要举措和成效"),
        ("outline", ("plan.items", "plan.present"), "下一步安排"),
        ("outline", ("shortcomings.with-cause",), "存在的不足"),
        ("outline", ("leader.present",), "聘请律师担任法律顾问，出具意见书31份。召开会议4次。"),
        ("outline", ("title.year",), "柳溪街道办事处2024年度法治政府建设情况报告"),
        ("outline", (), "柳溪街道办事处2024年度法治政府建设情况报告"),
        ("leader", (), "聘请律师担任法律顾问，出具意见书31份。召开会议4次。"),
    ],
)
def test_what_is_missing_is_said_where_it_should_stand(group: str, measures: tuple[str, ...], place: str) -> None:
    data = word(REPORT)
    book = rule("some.rule", group, *measures)
    finding = replace(make_finding(1, title="缺的"), rule="some.rule", group=group)
    assert commented(annotated(data, audited(data, [finding]), book))["【缺：必须写明】缺的 [some.rule]"] == [place]


def test_without_parts_all_is_said_at_the_first_line() -> None:
    data = word(para("短文一行。"))
    findings = [replace(make_finding(1, title="缺的"), group=group) for group in ("capacity", "leader", "outline")]
    assert (
        commented(annotated(data, audited(data, findings)))["【缺：必须写明】缺的 [capacity.rule-1]"]
        == ["短文一行。"] * 3
    )


BOX = "<w:txbxContent>" + para("框内文字") + "</w:txbxContent>"
CHOICE = f"<mc:Choice Requires='wps'><wps:txbx>{BOX}</wps:txbx></mc:Choice>"
DRAWN = f"<w:r><mc:AlternateContent>{CHOICE}<mc:Fallback/></mc:AlternateContent></w:r>"


@pytest.mark.parametrize(
    ("body", "quote", "marked"),
    [
        (para("甲乙丙丁"), "乙丙", "乙丙"),
        (para("甲乙", "丙丁"), "乙丙", "乙丙"),
        (para("甲乙"), "甲乙", "甲乙"),
        (para("　　甲乙 "), "甲", "甲"),
        (para("甲") + para("乙") + para("丙"), "甲\n乙", "甲乙"),
        (para("甲<w:x/>&") + para("乙"), "<w:x/>&", "<w:x/>&"),
        (para("甲乙", "<w:r><w:tab/></w:r>", "丙"), "乙\t", "乙"),
        (para("<w:r><w:t>甲乙</w:t><w:br/><w:t>丙</w:t><w:tab/><w:t>丁</w:t></w:r>"), "丙\t", "丙"),
        (para("<w:r><w:t>甲乙 丙</w:t></w:r>"), "乙 ", "乙 "),
        (listed("甲乙", 1, 0) + listed("丙丁", 1, 0), "二、丙", "丙"),
        (listed("甲乙", 1, 0) + listed("丙丁", 1, 0), "一", "甲"),
        (para("甲", f"<w:ins w:id='1'>{run('乙丙')}</w:ins>", "丁"), "丙丁", "丙丁"),
        (para("甲", "<w:del w:id='1'><w:r><w:delText>删</w:delText></w:r></w:del>", "乙"), "甲乙", "甲乙"),
        (para("甲", properties="<w:rPr><w:del w:id='1'/></w:rPr>") + para("乙丙"), "甲乙", "甲乙"),
        (para(f"<w:hyperlink>{run('甲乙')}</w:hyperlink>", "丙"), "乙丙", "乙丙"),
        (para(f"<w:fldSimple w:instr='x'>{run('甲乙')}</w:fldSimple>"), "乙", "乙"),
        (table(["甲乙", "丙"]), "乙\n丙", "乙丙"),
        # kept whole: content controls, formulas, rubies, and what carries a text box
        (para("甲", f"<w:sdt><w:sdtContent>{run('乙丙')}</w:sdtContent></w:sdt>", "丁"), "丙丁", "乙丙丁"),
        (para("甲", "<m:oMath><m:r><m:t>95%</m:t></m:r></m:oMath>", "丁"), "5%丁", "丁"),
        (para("甲", f"<w:r><w:ruby><w:rubyBase>{run('乙丙')}</w:rubyBase></w:ruby></w:r>", "丁"), "丙丁", "乙丙丁"),
        (para("甲", DRAWN, "乙"), "框内", "框内文字"),
        (para(DRAWN) + para("丙"), "框内文字\n丙", "框内文字丙"),
    ],
)
def test_the_marked_words(body: str, quote: str, marked: str) -> None:
    assert only(word(body), quote) == marked


def test_no_comment_stands_in_a_text_box() -> None:
    data = word(para("甲", DRAWN, "乙"))
    document = read("年报.docx", data)
    result = annotated(data, audited(data, [make_finding(1, Verdict.EVIDENCED, evidence=found(document, "框内"))]))
    tree = xml(result, "word/document.xml")
    assert not list(tree.iterfind(f".//{W}txbxContent//{W}commentReference"))
    assert len(list(tree.iter(f"{W}commentReference"))) == 2


def test_an_evidence_without_place_is_said_at_the_title() -> None:
    data = word(REPORT)
    assert only(data, Span(0, 0)) == "柳溪街道办事处2024年度法治政府建设情况报告"


PIECES = st.lists(st.text("甲乙丙 丁，。", min_size=1, max_size=6), min_size=1, max_size=4)


@given(
    st.lists(PIECES, min_size=1, max_size=4), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), max_size=6)
)
@settings(max_examples=60)
def test_any_ranges_mark_what_they_say(paragraphs: list[list[str]], ranges: list[tuple[int, int]]) -> None:
    data = word(para("题") + "".join(para(*pieces) for pieces in paragraphs))
    document = read("年报.docx", data)
    size = len(document.text)
    spans = sorted({Span(start, min(start + length, size)) for start, length in ranges if start < size})
    proofs = [found(document, span) for span in spans]
    findings = [make_finding(one, Verdict.EVIDENCED, evidence=proof, title="题") for one, proof in enumerate(proofs)]
    marked = commented(annotated(data, audited(data, findings)))
    for number, span in enumerate(spans):
        (text,) = marked[f"【有据可查】题 [capacity.rule-{number}]"]
        wanted = document.quote(span).replace("\n", "")
        assert text.replace(" ", "") == wanted.replace(" ", "") or not wanted  # a break alone has no words


# --- what stays as it is ----------------------------------------------------------------------------------------------


def test_other_parts_are_the_same_to_the_byte() -> None:
    data = word(REPORT, **{"word/footnotes.xml": root("footnotes", ""), "docProps/app.xml": "<x/>"})
    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (data, annotated(data, audited(data))))
    added = {"word/comments.xml", "word/people.xml", "word/_rels/document.xml.rels", "docProps/custom.xml"}
    assert set(after.namelist()) - set(before.namelist()) == added
    same = [name for name in before.namelist() if before.read(name) == after.read(name)]
    assert sorted(set(before.namelist()) - set(same)) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
    ]
    assert [info.date_time for info in before.infolist()] == [info.date_time for info in after.infolist()][
        : len(same) + 3
    ]


EXISTING = (
    f'<w:comments {NAMESPACES}><w:comment w:id="7" w:author="张三" w:date="2024-01-01T00:00:00Z">'
    "<w:p><w:r><w:t>请核实</w:t></w:r></w:p></w:comment></w:comments>"
)


def test_comments_that_are_there_are_kept() -> None:
    marks = [f"<w:comment{mark} w:id='7'/>" for mark in ("RangeStart", "RangeEnd", "Reference")]
    body = para("题") + para(marks[0], "甲乙", marks[1], f"<w:r>{marks[2]}</w:r>")
    relations = RELATIONS.format("comments", "notes.xml")
    data = word(body, **{"word/notes.xml": EXISTING, "word/_rels/document.xml.rels": relations})
    document = read("年报.docx", data)
    result = annotated(data, audited(data, [make_finding(1, Verdict.EVIDENCED, evidence=found(document, "乙"))]))
    assert "word/comments.xml" not in zipfile.ZipFile(io.BytesIO(result)).namelist()
    comments = xml(result, "word/notes.xml")
    assert [one.get(f"{W}id") for one in comments] == ["7", "8", "9"]
    assert [one.get(f"{W}author") for one in comments] == ["张三", annotate.AUTHOR, annotate.AUTHOR]
    assert comments[0].get(f"{W}date") == "2024-01-01T00:00:00Z"
    assert said(result)[0] == "请核实"
    twice = annotated(result, audited(result))
    assert [one.get(f"{W}id") for one in xml(twice, "word/notes.xml")] == ["7", "8", "9", "10"]
    assert len(xml(twice, "word/people.xml")) == 1


def test_a_file_of_the_strict_kind_stays_one() -> None:
    usual, strict = package._TRANSITIONAL.decode(), package._STRICT.decode()
    document = root("document", f"<w:body>{para('甲乙')}</w:body>").replace(usual, strict)
    result = annotated(
        word("", **{"word/document.xml": document}), audited(word("", **{"word/document.xml": document}))
    )
    members = zipfile.ZipFile(io.BytesIO(result))
    for name in ("word/document.xml", "word/comments.xml"):
        assert strict in members.read(name).decode()
        assert usual not in members.read(name).decode()
    assert b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments" in members.read(
        "word/_rels/document.xml.rels"
    )


def test_taken_names_are_not_used_again() -> None:
    relations = RELATIONS.replace("rId1", "rIdFazhi1").format("styles", "styles.xml")
    data = word(REPORT, **{"word/comments.xml": "<alt/>", "word/_rels/document.xml.rels": relations})
    members = zipfile.ZipFile(io.BytesIO(annotated(data, audited(data))))
    assert members.read("word/comments.xml") == b"<alt/>"
    assert annotate.AUTHOR.encode() in members.read("word/comments1.xml")
    relation = etree.fromstring(members.read("word/_rels/document.xml.rels"))
    assert [one.get("Id") for one in relation] == ["rIdFazhi1", "rIdFazhi2", "rIdFazhi3"]


def test_equal_input_gives_equal_bytes() -> None:
    data = word(REPORT)
    audit = audited(data, [make_finding(1)], [make_defect()])
    result = annotated(data, audit)
    assert result == annotated(data, audit)
    assert b"w:date" not in zipfile.ZipFile(io.BytesIO(result)).read("word/comments.xml")


@pytest.mark.parametrize("text", [HOSTILE, "</w:t><w:p/>&\"'", "<w:r/>"])
def test_hostile_text_stays_text(text: str) -> None:
    data = word(REPORT)
    document = read("年报.docx", data)
    finding = replace(
        make_finding(1, title=text), rule=text, message=text, advice=text, lookalikes=tuple(found(document, "召开"))
    )
    result = annotated(data, audited(data, [finding], [replace(make_defect(), message=text)]))
    comments = "".join(said(result))
    assert not set(comments) & {"\x1b", "\u202e", "\x07", "\x9b", "\x00", "\u2066"}
    if "<" in text:
        assert text in comments


# --- the file ---------------------------------------------------------------------------------------------------------


def streamed(audit: Audit) -> Iterator[bytes]:
    return annotate.stream(iter([audit]), Run(make_book(), "reference"), Look())


def test_the_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "年报.docx"
    path.write_bytes(word(REPORT))
    audit = audited(path.read_bytes(), [make_finding(1)], path=str(path))
    (result,) = streamed(audit)
    assert result == annotated(path.read_bytes(), audit)
    path.write_bytes(word(REPORT + para("改")))
    with pytest.raises(InputError, match="检查之后文件有变动"):
        next(streamed(audit))
    path.unlink()
    with pytest.raises(InputError, match="打不开了"):
        next(streamed(audit))


def test_other_formats_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "年报.txt"
    path.write_text("柳溪街道办事处2024年度法治政府建设情况报告", encoding="utf-8")
    with pytest.raises(InputError, match=r"不是 Word 文档（\.docx），加不了批注"):
        next(streamed(make_audit([], document=read(str(path)))))


def test_a_result_that_would_change_the_text_is_not_given() -> None:
    data = word(REPORT)
    audit = audited(data)
    changed = replace(audit, document=replace(audit.document, paragraphs=audit.document.paragraphs[:-1]))
    with pytest.raises(InputError, match="没有写出"):
        annotated(data, changed)


def test_a_package_that_unpacks_beyond_measure_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_COPY_LIMIT", 2000)
    with pytest.raises(InputError, match="解压后异常大"):
        annotated(word(REPORT), audited(word(REPORT)))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed, so pages cannot be rendered")
def test_libreoffice_reads_the_same_text(tmp_path: Path) -> None:
    data = word(REPORT)
    (tmp_path / "原.docx").write_bytes(data)
    document = read("年报.docx", data)
    evidence = found(document, "聘请律师担任法律顾问，出具意见书31份。")
    audit = audited(data, [make_finding(1), make_finding(2, Verdict.DESCRIBED, evidence=evidence)])
    (tmp_path / "批.docx").write_bytes(annotated(data, audit))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    target = ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    command = [str(SOFFICE), home, "--headless", *target, "原.docx", "批.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own files
    before, after = (Path(tmp_path, name).read_text("utf-8-sig") for name in ("原.txt", "批.txt"))
    assert "法律顾问" in before
    assert before == after
