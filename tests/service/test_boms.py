"""Bills of materials: versions, approval, loops, dates, the tree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.errors import ManyErrors, NotAllowed, RuleError, UserError
from app.modules.items.drafts import BomDraft, BomLineDraft
from app.modules.items.queries import structure
from app.modules.items.services import boms
from tests.helpers.goods import a_bom, an_item
from tests.helpers.house import House

ONE = Decimal(1)


def test_a_saved_version_is_a_draft_planning_does_not_know(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    saved = a_bom(house, top, (part, Decimal(2)), approve=False)
    assert house.sql("peter", "select count(*) from tw.bom_current") == [(0,)]
    assert house.do("emil", boms.approve, saved.id, saved.version).state == "approved"
    assert house.sql("peter", "select parent_id, component_id, quantity from tw.bom_current") == [
        (top, part, Decimal(2))
    ]
    form = house.do("walter", structure.load_bom, saved.id)
    assert (form.number, form.state, form.editable) == ("TOP · 1", "approved", False)
    assert form.lines[0]["component__code"] == "PART"


def test_only_an_engineer_writes_and_approves(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    saved = a_bom(house, top, (part, ONE), approve=False)
    for stranger in ("peter", "boss", "sally"):
        with pytest.raises(NotAllowed):
            house.do(stranger, boms.approve, saved.id, saved.version)
        with pytest.raises(NotAllowed):
            house.sql(stranger, "select tw.move('bom', :b, null, 'approve', '')", b=saved.id)
        with pytest.raises(NotAllowed):
            house.do(stranger, boms.save, BomDraft(item=top, lines=(BomLineDraft(part, ONE),)))
    assert house.do("emil", boms.approve, saved.id, saved.version).state == "approved"


def test_an_approved_version_is_frozen(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    approved = a_bom(house, top, (part, ONE))
    with pytest.raises(UserError, match="document_frozen"):
        house.sql("emil", "update tw.bom_line set quantity = 9")
    with pytest.raises(UserError, match="document_frozen"):
        house.sql("emil", "update tw.bom set notes = 'x'")
    with pytest.raises(UserError, match="document_frozen"):
        house.sql(
            "emil", "insert into tw.bom_line (bom_id, component_id, quantity) values (:b, :c, 1)", b=approved.id, c=part
        )
    again = house.do("emil", boms.unapprove, approved.id, approved.version, reason="图纸改版")
    lines = (BomLineDraft(part, Decimal(3)),)
    house.do("emil", boms.save, BomDraft(item=top, version_no="1", lines=lines, id=approved.id, version=again.version))
    assert house.sql("emil", "select quantity from tw.bom_line") == [(Decimal(3),)]


def test_who_approved_when_is_set_by_the_database(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    a_bom(house, top, (part, ONE))
    ((by, at),) = house.sql("walter", "select approved_by, approved_at from tw.bom")
    assert by == house.user_id("emil") and at is not None
    with pytest.raises(NotAllowed):
        house.sql("emil", "update tw.bom set approved_by = 1")


def test_a_loop_is_named_at_its_line(house: House) -> None:
    a, b, c, other = (an_item(house, code, source="make") for code in ("A", "B", "C", "OTHER"))
    a_bom(house, a, (b, ONE))
    a_bom(house, b, (c, ONE))
    with pytest.raises(RuleError) as refused:
        house.do("emil", boms.save, BomDraft(item=c, lines=(BomLineDraft(other, ONE), BomLineDraft(a, ONE))))
    assert (refused.value.key, refused.value.field) == ("bom_line_loops", "lines.1.component")
    assert refused.value.params["loop"] == "A → B → C → A"
    with pytest.raises(RuleError) as itself:
        house.do("emil", boms.save, BomDraft(item=c, lines=(BomLineDraft(c, ONE),)))
    assert itself.value.field == "lines.0.component"


def test_two_drafts_that_loop_together_meet_at_the_second_approval(house: House) -> None:
    a, b = an_item(house, "A", source="make"), an_item(house, "B", source="make")
    first = a_bom(house, a, (b, ONE), approve=False)
    second = a_bom(house, b, (a, ONE), approve=False)
    house.do("emil", boms.approve, first.id, first.version)
    with pytest.raises(RuleError, match="bom_line_loops"):
        house.do("emil", boms.approve, second.id, second.version)
    with pytest.raises(RuleError, match="bom_loop"):
        house.sql("emil", "select tw.move('bom', :b, null, 'approve', '')", b=second.id)
    with pytest.raises(RuleError, match="bom_loop"):
        house.sql("emil", "update tw.bom set state = 'approved' where id = :b", b=second.id)


def test_a_version_without_components_is_not_approved(house: House) -> None:
    saved = house.do("emil", boms.save, BomDraft(item=an_item(house, "TOP", source="make")))
    with pytest.raises(RuleError, match="bom_without_lines"):
        house.do("emil", boms.approve, saved.id, saved.version)


def test_a_following_version_ends_the_one_before(house: House) -> None:
    top, part, new = an_item(house, "TOP", source="make"), an_item(house, "PART"), an_item(house, "NEW")
    a_bom(house, top, (part, ONE), valid_from=date(2026, 1, 1))
    a_bom(house, top, (new, ONE), valid_from=date(2026, 7, 1))
    assert house.sql("emil", "select version_no, valid_from, valid_to from tw.bom order by id") == [
        ("1", date(2026, 1, 1), date(2026, 7, 1)),
        ("2", date(2026, 7, 1), None),
    ]
    before = house.do("peter", structure.explode_tree, top, on=date(2026, 6, 30))
    after = house.do("peter", structure.explode_tree, top, on=date(2026, 7, 1))
    assert ([r.code for r in before], [r.code for r in after]) == (["PART"], ["NEW"])


def test_a_version_for_the_same_days_retires_the_one_before(house: House) -> None:
    top, part, new = an_item(house, "TOP", source="make"), an_item(house, "PART"), an_item(house, "NEW")
    a_bom(house, top, (part, ONE))
    a_bom(house, top, (new, ONE))
    assert house.sql("emil", "select version_no, state, state_reason from tw.bom order by id") == [
        ("1", "retired", "→ 2"),
        ("2", "approved", ""),
    ]


def test_two_approved_versions_are_never_valid_on_the_same_day(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    first = a_bom(house, top, (part, ONE), valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 1))
    a_bom(house, top, (part, Decimal(2)), valid_from=date(2026, 7, 1))
    with pytest.raises(RuleError, match="bom_versions_overlap"):
        house.do("emil", boms.end, first.id, None, valid_to=date(2026, 8, 1))
    with pytest.raises(RuleError, match="bom_versions_overlap"):
        house.sql("emil", "update tw.bom set valid_to = null where id = :b", b=first.id)
    within = a_bom(house, top, (part, ONE), approve=False, valid_from=date(2026, 8, 1), valid_to=date(2026, 9, 1))
    with pytest.raises(RuleError, match="bom_versions_overlap"):
        house.do("emil", boms.approve, within.id, within.version)


def test_a_components_dates_are_its_versions_dates_too(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    line = BomLineDraft(part, ONE, valid_from=date(2026, 3, 1), valid_to=date(2027, 1, 1))
    draft = BomDraft(item=top, valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 1), lines=(line,))
    saved = house.do("emil", boms.save, draft)
    house.do("emil", boms.approve, saved.id, saved.version)
    assert house.sql("peter", "select valid_from, valid_to from tw.bom_current") == [
        (date(2026, 3, 1), date(2026, 7, 1))
    ]


def test_every_wrong_line_is_named_at_once(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    lines = (
        BomLineDraft(part, Decimal(0)), BomLineDraft(None, ONE), BomLineDraft(part, ONE, scrap=ONE),
        BomLineDraft(part, ONE, valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1)),
    )  # fmt: skip
    with pytest.raises(ManyErrors) as wrong:
        house.do("emil", boms.save, BomDraft(item=top, lines=lines))
    assert [e.field for e in wrong.value.errors] == [
        "lines.0.quantity", "lines.1.component", "lines.2.scrap", "lines.3.valid_to",
    ]  # fmt: skip


def test_the_tree_counts_through_all_levels_with_scrap(house: House) -> None:
    top, middle, screw = (an_item(house, code, source="make") for code in ("TOP", "MID", "SCREW"))
    lines = (BomLineDraft(screw, Decimal(4), scrap=Decimal("0.05")),)
    saved = house.do("emil", boms.save, BomDraft(item=middle, lines=lines))
    house.do("emil", boms.approve, saved.id, saved.version)
    a_bom(house, top, (middle, Decimal(2)), (screw, ONE))
    tree = house.do("walter", structure.explode_tree, top, Decimal(10))
    assert [(r.level, r.code, r.quantity) for r in tree] == [
        (1, "MID", Decimal(20)), (2, "SCREW", Decimal(84)), (1, "SCREW", Decimal(10)),
    ]  # fmt: skip
    assert tree[1].path == (top, middle, screw)


def test_a_new_version_starts_from_the_old_lines(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    old = a_bom(house, top, (part, Decimal(2)))
    draft = house.do("emil", structure.new_version, [old.id])
    assert [(line["component"], line["quantity"], "id" in line) for line in draft["lines"]] == [
        (part, Decimal(2), False)
    ]
    assert (draft["values"]["item"], draft["values"]["version_no"]) == (top, "")
    with pytest.raises(RuleError, match="bom_version_exists"):
        house.do("emil", boms.save, BomDraft(item=top, version_no="1"))


def test_drafts_wait_for_the_engineer_and_are_deleted_only_fresh(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    saved = a_bom(house, top, (part, ONE), approve=False)
    waiting, count = house.do("emil", structure.boms_to_approve, 5)
    assert ([w.number for w in waiting], count) == (["TOP · 1"], 1)
    approved = house.do("emil", boms.approve, saved.id, saved.version)
    again = house.do("emil", boms.unapprove, saved.id, approved.version, reason="改版")
    with pytest.raises(RuleError, match="only_fresh_drafts_are_deleted"):
        house.do("emil", boms.delete, saved.id, again.version)
    fresh = a_bom(house, top, (part, ONE), approve=False)
    house.do("emil", boms.delete, fresh.id, fresh.version)
    assert house.sql("emil", "select count(*) from tw.bom") == [(1,)]


def test_review_shows_the_other_versions(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    first = a_bom(house, top, (part, ONE))
    (section,) = house.do("emil", structure.review_bom, {"item": top, "id": None}, [])
    assert [(row.left, row.record, row.status) for row in section.rows] == [("1", first.id, "done")]
    assert house.do("emil", structure.review_bom, {}, []) == ()


def test_a_stale_edit_is_a_conflict(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    saved = a_bom(house, top, (part, ONE), approve=False)
    lines = tuple(BomLineDraft(part, Decimal(n)) for n in (1, 2))
    newer = house.do(
        "emil",
        boms.save,
        BomDraft(item=top, version_no="1", lines=lines, id=saved.id, version=saved.version, notes="x"),
    )
    draft = BomDraft(item=top, version_no="1", id=saved.id, version=saved.version)
    with pytest.raises(UserError, match="changed_meanwhile"):
        house.do("emil", boms.save, draft)
    house.do("emil", boms.save, replace(draft, version=newer.version))
