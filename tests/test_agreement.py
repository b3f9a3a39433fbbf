"""The measuring bench: labels, measures, what an ablation switches off, and the files it writes."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from bench import tables
from bench.__main__ import main
from bench.ablation import ABLATIONS, Ablation, Row
from bench.agreement import Agreement, Cell, Hits, Reading, auditor, compare, per_rule, same_passage
from bench.labels import SEEDS, Label, LabelError, Labelled, gold, seeds

from engine.model import Verdict
from engine.read import read
from engine.rulebook import load_pack
from engine.rulebook.loader import HOME

if TYPE_CHECKING:
    from pathlib import Path

    from engine.model import Document
    from engine.rulebook import Rulebook

A, M, D, E = Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED
NA, U = Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSABLE


@cache
def book() -> Rulebook:
    return load_pack()


# Labels


def test_every_seed_is_labelled_for_known_rules_only() -> None:
    reports = seeds()
    assert [report.path for report in reports] == sorted(SEEDS.glob("*.txt"))
    known = {rule.id for rule in book().rules}
    for report in reports:
        assert report.labels.keys() <= known
        assert len(report.labels) > 80


def test_split_labels_are_left_out_and_quotes_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("报告", "utf-8")
    (tmp_path / "a.expect.yaml").write_text(
        "verdicts: {x.y: evidenced, x.z: absent, x.w: absent}\nevidence: {x.y: 甲乙}\nsplit: [x.w]\n", "utf-8"
    )
    (report,) = seeds(tmp_path)
    assert report == Labelled("a", tmp_path / "a.txt", {"x.y": Label(E, ("甲乙",)), "x.z": Label(A)})


def write_gold(folder: Path, **labels: str) -> None:
    folder.mkdir(exist_ok=True)
    content = {
        "document": "r_1.txt",
        "labels": {rule.replace("_", "."): {"label": code, "evidence": ["甲"]} for rule, code in labels.items()},
    }
    (folder / "r.json").write_text(json.dumps(content), "utf-8")


def test_gold_finds_its_report_beside_it_or_in_the_seeds_beside_its_folder(tmp_path: Path) -> None:
    folder, texts = tmp_path / "gold", tmp_path / "seeds"
    write_gold(folder, x_a="A", x_m="M", x_d="D", x_e="E", x_n="NA", x_u="U")
    texts.mkdir()
    (texts / "r_1.txt").write_text("报告", "utf-8")
    (report,) = gold(folder)
    assert (report.name, report.path) == ("r_1", texts / "r_1.txt")
    assert [label.verdict for label in report.labels.values()] == [A, M, D, E, NA, U]
    assert report.labels["x.a"].evidence == ("甲",)
    (folder / "r_1.txt").write_text("报告", "utf-8")
    assert gold(folder)[0].path == folder / "r_1.txt"


@pytest.mark.parametrize(
    ("label", "with_report", "message"),
    [
        ("Q", True, "r.json：x.y 的结论“Q”看不懂；可写 absent、mentioned"),
        ("A", False, "r.json：找不到它说的报告"),
    ],
)
def test_bad_labels_are_refused_in_chinese(tmp_path: Path, label: str, with_report: bool, message: str) -> None:
    write_gold(tmp_path, x_y=label)
    if with_report:
        (tmp_path / "r_1.txt").write_text("报告", "utf-8")
    with pytest.raises(LabelError, match=message):
        gold(tmp_path)


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}", "utf-8")
    with pytest.raises(LabelError, match="没有带 labels 的 JSON 文件"):
        gold(tmp_path)


# Measures


def cells(*pairs: tuple[Verdict, Verdict | None], met: bool | None = False) -> tuple[Cell, ...]:
    return tuple(Cell("r", f"x.y{number}", want, got, met) for number, (want, got) in enumerate(pairs))


def test_measures_by_hand() -> None:
    found = Agreement(cells((A, A), (A, D), (M, A), (D, E), (E, E), (E, M), (NA, NA), (U, A), (NA, E)))
    assert found.exact == pytest.approx(3 / 9)
    assert (found.satisfied.right, found.satisfied.wrong, found.satisfied.missed) == (2, 1, 1)
    assert found.satisfied.precision == pytest.approx(2 / 3)
    assert found.satisfied.recall == pytest.approx(2 / 3)
    assert found.satisfied.f1 == pytest.approx(2 / 3)
    assert found.presence == Hits(3, 1, 1)
    # Squared distances of the six pairs on the ladder: 0, 4, 1, 1, 0, 4; by chance: from the margins.
    wants, gots = (0, 0, 1, 2, 3, 3), (0, 2, 0, 3, 3, 1)
    chance = sum((want - got) ** 2 for want in wants for got in gots) / 36
    assert found.kappa == pytest.approx(1 - (10 / 6) / chance)


def test_a_rule_dropped_where_it_binds_counts_as_absent() -> None:
    found = Agreement(cells((D, NA), (M, U), (E, None)))
    assert (found.exact, found.satisfied, found.presence) == (0, Hits(0, 0, 2), Hits(0, 0, 3))


def test_perfect_and_empty_agreement() -> None:
    assert Agreement(cells((A, A), (M, M), (D, D), (E, E))).kappa == 1
    empty = Agreement(())
    assert (empty.exact, empty.kappa, empty.evidence, empty.satisfied.f1) == (1, 1, 1, 1)
    assert (empty.satisfied.precision, empty.satisfied.recall) == (None, None)


def test_evidence_counts_where_both_are_satisfied() -> None:
    assert Agreement((*cells((E, D), met=True), *cells((D, E), (M, E)))).evidence == 0.5


def test_evidence_is_not_asked_for_where_the_reader_quoted_nothing() -> None:
    assert Agreement((*cells((E, D), met=True), *cells((D, E), (E, E), met=None))).evidence == 1


@pytest.mark.parametrize(
    ("quote", "given", "same"),
    [
        ("全年出具法律意见46份，列席会议11次。", "出具法律意见４６份", True),
        ("出具意见", "全年出具意见46份", True),
        ("街道聘请法律顾问，出具法律意见书31份。", "另聘请法律顾问，出具法律意见书12份", True),
        ("街道聘请法律顾问。", "镇上聘请法律专家。", False),
        ("，。", "聘请", False),
        ("聘请", "", False),
    ],
)
def test_quotes_of_the_same_passage(quote: str, given: str, same: bool) -> None:
    assert same_passage(quote, given) is same


def test_cells_of_a_report(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("报告", "utf-8")
    labels = {"x.a": Label(E, ("甲乙丙",)), "x.b": Label(D, ("丁",)), "x.c": Label(A), "x.d": Label(D, ("甲",))}

    def reader(_: Document) -> dict[str, Reading]:
        return {"x.a": Reading(D, ("己", "甲乙")), "x.b": Reading(E, ("戊",)), "x.d": Reading(D, ("甲" * 201,))}

    found = compare([Labelled("r", path, labels)], reader)
    assert [(cell.rule, cell.got, cell.met) for cell in found] == [
        ("x.a", D, True),
        ("x.b", E, False),
        ("x.c", None, None),
        ("x.d", D, False),
    ]


def test_rules_come_weakest_first() -> None:
    found = per_rule(
        Cell("r", rule, want, got, met=False)
        for rule, want, got in [
            ("x.good", D, D), ("x.good", NA, NA), ("x.weak", D, A), ("x.weak", E, E), ("x.weak", A, A),
            ("x.odd", A, M), ("x.odd", D, D),
        ]
    )  # fmt: skip
    assert [one.rule for one in found] == ["x.weak", "x.odd", "x.good"]
    weak, odd, good = found
    assert (weak.labelled, weak.satisfied.precision, weak.satisfied.recall) == (3, 1, 0.5)
    assert weak.confusion == {(D, A): 1, (E, E): 1, (A, A): 1}
    assert (odd.exact, good.labelled, good.exact) == (0.5, 1, 1)


# Ablations: a sentence that is judged wrongly without each capability

REPORT = "柳溪镇人民政府2024年法治政府建设年度报告\n一、主要举措和成效\n{}\n二、下一步工作安排\n{}\n"


@pytest.mark.parametrize(
    ("name", "rule", "done", "planned"),
    [
        ("关键词：任一词", "capacity.legal-adviser", "严格落实“一社区一法律顾问”制度。", ""),
        ("关键词：核心词", "capacity.legal-adviser", "严格落实“一社区一法律顾问”制度。", ""),
        ("不看口气", "capacity.legal-adviser", "下一步，将聘请法律顾问2名，出具法律意见31份。", ""),
        ("不看行为人", "dispute.screening", "群众自发排查矛盾纠纷12件，化解11件。", ""),
        ("不看话题", "rules.contract-review", "听取合同审查工作汇报2次。", ""),
        ("不分部分", "capacity.legal-adviser", "", "聘请法律顾问2名，出具法律意见31份。"),
        ("不排除貌似", "capacity.legal-adviser", "严格落实“一社区一法律顾问”制度。", ""),
        ("不组合", "capacity.legal-adviser", "重视法律顾问工作。", ""),
        ("不核词界", "dispute.litigation", "及时回应诉求36件。", ""),
        ("不辨累计", "capacity.legal-adviser", "自2013年以来，法律顾问出具法律意见310份。", ""),
    ],
)
def test_every_capability_is_needed_somewhere(name: str, rule: str, done: str, planned: str) -> None:
    document = read("报告.txt", REPORT.format(done or "无。", planned or "无。").encode())
    ladder = [A, M, D, E]
    whole, without = (by_name(one).reader(book())(document)[rule].verdict for one in ("完整", name))
    assert ladder.index(without) > ladder.index(whole)


def by_name(name: str) -> Ablation:
    return next(ablation for ablation in ABLATIONS if ablation.name == name)


def test_an_ablation_leaves_nothing_behind() -> None:
    document = read(str(SEEDS / "street-2024.txt"))
    before = auditor(book())(document)
    for ablation in ABLATIONS:
        ablation.reader(book())(document)
    assert auditor(book())(document) == before


def test_examples_of_the_pack_need_stance_and_sections() -> None:
    rules = ["outline.shortcomings", "enforcement.complaints"]
    shares = [by_name(name).examples(book(), rules) for name in ("完整", "不看口气", "不分部分", "关键词：任一词")]
    whole, no_stance, no_sections, keywords = shares
    assert whole == 1
    assert keywords is None
    assert no_stance is not None
    assert no_sections is not None
    assert no_stance < 1
    assert no_sections < 1


# What is shown and kept


def test_agreement_is_shown_weakest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("自编样本 8 份")
    assert all(words in shown for words in ("完全一致", "加权 κ", "capacity.legal-adviser", "差在哪里"))


def test_a_missing_folder_of_gold_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", "--gold", str(tmp_path / "none")]) == 2
    assert "没有带 labels 的 JSON 文件" in capsys.readouterr().err


def test_ablation_page_has_a_row_and_a_sentence_for_each() -> None:
    agreement = Agreement(cells((D, D), (A, A)))
    rows = [Row(ablation, agreement, None if ablation.search else 1.0) for ablation in ABLATIONS]
    page = tables.readme(rows, "自编样本 8 份", "python -m tests.bench ablation --write")
    for ablation in ABLATIONS:
        assert f"| {ablation.name}" in page
        assert f"- **{ablation.name}**：{ablation.meaning}" in page


def test_accuracy_is_written_in_the_order_of_the_pack() -> None:
    rules = per_rule([*cells((D, D), (D, M)), Cell("r", "x.y1", NA, NA, met=False)])
    written = tables.accuracy(rules, ["x.y1", "x.other", "x.y0"], "数据", "命令")
    assert list(yaml.safe_load(written).items()) == [
        ("x.y1", {"labelled": 1, "precision": None, "recall": 0.0}),
        ("x.y0", {"labelled": 1, "precision": 1.0, "recall": 1.0}),
    ]
    assert "# 数据：数据。" in written


def test_the_pack_s_accuracy_is_well_formed_and_of_known_rules() -> None:
    text = (HOME / book().id / "accuracy.yaml").read_text("utf-8")
    assert text.startswith("#")
    assert "\n# 数据：自编样本 " in text
    kept: dict[str, dict[str, Any]] = yaml.safe_load(text)
    order = [rule.id for rule in book().rules]
    assert list(kept) == sorted(kept, key=order.index)
    for entry in kept.values():
        assert list(entry) == ["labelled", "precision", "recall"]
        assert isinstance(entry["labelled"], int)
        assert entry["labelled"] >= 0
        assert all(share is None or 0 <= share <= 1 for share in (entry["precision"], entry["recall"]))
