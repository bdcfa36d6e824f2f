import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleError
from app.modules.customers.rules import (
    CREDIT_CODE_CHARACTERS,
    STAGE_EVENTS,
    STAGES,
    check_credit_code,
    check_stage_move,
    credit_code_check_digit,
    is_credit_code,
    next_stage,
    normalise_name,
)

# Published codes of listed companies: Tencent, Huawei, Ping An.
REAL = ["9144030071526726XG", "914403001922038216", "91440300100012316L"]


@pytest.mark.parametrize("code", REAL)
def test_real_codes_pass_however_they_are_typed(code: str) -> None:
    assert check_credit_code(code) == code
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    assert check_credit_code(f" {code[:8].lower()} {code[8:].lower()} ") == check_credit_code(wide) == code


def refusal(code: str) -> RuleError:
    with pytest.raises(RuleError) as refused:
        check_credit_code(code)
    assert refused.value.field == "credit_code"
    return refused.value


def test_each_slip_gets_its_own_sentence() -> None:
    assert (refusal("9144030071526726X").key, refusal("").params["length"]) == ("credit_code_length", 0)
    assert refusal("91440300*92203821G").params["place"] == 9
    assert refusal("914403001922038210").key == "credit_code_check"


def test_letters_read_for_digits_and_swapped_neighbours_are_mended() -> None:
    assert refusal("9I44O3001922O38216").params["suggestion"] == REAL[1]
    assert refusal("914403001922083216").params["suggestion"] == REAL[1]
    assert refusal("914403001923038216").key == "credit_code_check"
    assert "suggestion" not in refusal("9I44O3001922O38217").params


bodies = st.text(CREDIT_CODE_CHARACTERS, min_size=17, max_size=17)


@given(bodies, st.integers(0, 17), st.sampled_from(CREDIT_CODE_CHARACTERS))
def test_any_single_wrong_character_is_found(body: str, at: int, other: str) -> None:
    code = body + credit_code_check_digit(body)
    assert is_credit_code(code)
    changed = code[:at] + other + code[at + 1 :]
    assert is_credit_code(changed) is (changed == code)


@given(bodies, st.integers(0, 15))
def test_a_suggestion_is_always_a_right_code_with_a_right_organisation(body: str, at: int) -> None:
    code = body + credit_code_check_digit(body)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code and "suggestion" in (error := refusal(swapped)).params:
        suggestion = str(error.params["suggestion"])
        assert is_credit_code(suggestion)
        assert suggestion[16] == organisation_digit(suggestion[8:16])


organisations = st.text(CREDIT_CODE_CHARACTERS, min_size=8, max_size=8)


def organisation_digit(organisation: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    weighted = sum(int(one, 36) * weight for one, weight in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X"[-weighted % 11]


@given(organisations, st.integers(0, 15))
def test_two_neighbours_swapped_are_found_and_the_meant_code_is_never_lost(organisation: str, at: int) -> None:
    body = "91310115" + organisation + organisation_digit(organisation)
    code = body + credit_code_check_digit(body)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code:
        error = refusal(swapped)
        assert error.key == "credit_code_check" or error.params["suggestion"] == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海恒测仪表科技有限公司", "上海恒测仪表科技股份有限公司"),
        ("上海恒测仪表（集团）有限公司", "上海恒测仪表集团"),
        ("Hengce Instruments Co., Ltd.", "HENGCE  INSTRUMENTS COMPANY LIMITED"),
        ("ＡＢＣ电子有限公司", "abc 电子"),
        ("Müller GmbH", "MÜLLER"),
        ("Acme S.A.", "ACME SA"),
        ("O'Brien Inc", "OBrien, Inc."),
    ],
)
def test_the_same_company_has_the_same_normal_name(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("北京华信有限公司", "上海华信有限公司"), ("Ag Tools", "Tools"), ("公司", "集团"), ("Delta Co", "Delta Tools Co")],
)
def test_different_companies_stay_apart(one: str, other: str) -> None:
    assert normalise_name(one) != normalise_name(other)
    assert normalise_name(one)


@given(
    st.lists(st.sampled_from(["上海", "恒测", "有限", "公司", "集团", "ltd", "co", "Acme", " ", "（", "）", ".", "a"]))
)
def test_a_normal_name_is_its_own_normal_name(parts: list[str]) -> None:
    once = normalise_name("".join(parts))
    assert normalise_name(once) == once


@pytest.mark.parametrize(
    ("current", "event", "expected"),
    [
        ("target", "contacted", "potential"), ("target", "order_approved", "trading"),
        ("potential", "opportunity_opened", "prospect"), ("prospect", "contacted", "prospect"),
        ("trading", "product_in_field", "serviced"), ("serviced", "order_approved", "serviced"),
        ("trading", "gone_quiet", "dormant"), ("prospect", "gone_quiet", "prospect"),
        ("dormant", "order_approved", "trading"), ("lost", "opportunity_opened", "prospect"),
        ("prospect", "given_up", "lost"), ("trading", "given_up", "trading"), ("dormant", "given_up", "lost"),
    ],
)  # fmt: skip
def test_events_move_a_customer_forward(current: str, event: str, expected: str) -> None:
    assert next_stage(current, event) == expected


def test_the_same_event_twice_changes_nothing_more() -> None:
    for stage in STAGES:
        for event in STAGE_EVENTS:
            once = next_stage(stage, event)
            if not (event == "given_up" and once == "dormant"):
                assert next_stage(once, event) == once


@pytest.mark.parametrize(
    ("target", "reason", "key"),
    [("trading", "x", "stage_unchanged"), ("gone", "x", "stage_unknown"), ("lost", "  ", "stage_reason_missing")],
)
def test_a_move_by_hand_needs_a_known_new_stage_and_a_reason(target: str, reason: str, key: str) -> None:
    with pytest.raises(RuleError, match=key):
        check_stage_move("trading", target, reason=reason)
    check_stage_move("trading", "lost", reason="went to a competitor")


def test_unknown_stages_and_events_are_refused() -> None:
    with pytest.raises(RuleError, match="stage_unknown"):
        next_stage("gone", "contacted")
    with pytest.raises(RuleError, match="stage_event_unknown"):
        next_stage("target", "sneezed")
