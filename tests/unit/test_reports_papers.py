"""The papers, read back as text and as pixels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pypdfium2
import pytest

from app.reports.columns import ReportColumn
from app.reports.documents import delivery_note, journal, order_confirmation, pick_list, service_dispatch
from app.reports.issue import A4, HALF_A4, MM, Company, PrintRun, Setup
from app.reports.pdf.codes import code128_widths, qr_modules
from app.reports.pdf.join import PDFIUM_LOCK, join
from app.reports.words import Lang, Said

COMPANY = Company(
    "上海恒测仪表科技有限公司",
    "Hengce Instruments Co., Ltd.",
    Said("上海市嘉定区仪表路 266 号", "266 Yibiao Road, Jiading, Shanghai"),
    "021-6608 2266",
    initial="恒",
)
RUN = PrintRun("王敏", datetime(2026, 11, 20, 2, 42, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
LONG = "超长名称：带背光显示器、HART 与 Modbus 通讯的一体式涡街流量计（含安装法兰、螺栓、垫片及校准证书）"


def pages(document: bytes) -> list[str]:
    """The text of each page, spaces and line ends taken out."""
    with PDFIUM_LOCK:
        pdf = pypdfium2.PdfDocument(document)
        texts = []
        for page in pdf:
            text_page = page.get_textpage()
            texts.append(re.sub(r"\s", "", text_page.get_text_range()))
            text_page.close()
            page.close()
        pdf.close()
    return texts


def pixels(document: bytes, scale: float, page: int = 0) -> Any:
    with PDFIUM_LOCK:
        pdf = pypdfium2.PdfDocument(document)
        picture = pdf[page].render(scale=scale, grayscale=True).to_numpy().copy()
        pdf.close()
    return picture.reshape(picture.shape[0], picture.shape[1])


def pick_paper(lines_per_aisle: int = 2, aisles: str = "ABD") -> pick_list.PickListPaper:
    return pick_list.PickListPaper(
        number="PK-202611-00061",
        notice="DN-202611-00038",
        order="SO-202611-00023",
        customer=Said("广州珠江自来水有限公司", "Pearl River Waterworks, Guangzhou"),
        warehouse=Said("01 成品库", "01 Finished goods"),
        aisles=tuple(
            pick_list.PickAisle(
                Said(f"{name} 通道", f"Aisle {name}"),
                tuple(
                    pick_list.PickLine(
                        f"{name}-{n:02d}-03",
                        f"LDG-{name}{n:03d}",
                        Said("电磁流量计", "Flow meter"),
                        Decimal(n),
                        "台",
                        "批 261014",
                    )
                    for n in range(1, lines_per_aisle + 1)
                ),
            )
            for name in aisles
        ),
        ship_before=datetime(2026, 11, 20, 7, 0, tzinfo=UTC),
        start=Said("月台", "Dock"),
        end=Said("复核台", "Checking"),
    )


def dispatch_paper() -> service_dispatch.ServiceDispatchPaper:
    return service_dispatch.ServiceDispatchPaper(
        number="SD-202611-00147",
        request="SR-202611-00131",
        customer=Said("天津海河热电有限公司", "Haihe Thermal Power, Tianjin"),
        site="天津市滨海新区热电路 18 号",
        contact="吴凯 139 2201 8846",
        technician="韩冰 138 1102 7745",
        planned_arrival=datetime(2026, 11, 20, 3, 20, tzinfo=UTC),
        problem=Said("零点漂移约 +4 %", "Zero drift about +4 %"),
        respond_by=datetime(2026, 11, 20, 4, 0, tzinfo=UTC),
        finish_by=datetime(2027, 1, 2, 2, 4, tzinfo=UTC),
        parts=(service_dispatch.CarriedPart("TJ-01-04", "LUGB-PRB-100", "传感器探头 DN100", Decimal(1)),),
    )


def note_paper(lines: int = 5) -> delivery_note.DeliveryNotePaper:
    return delivery_note.DeliveryNotePaper(
        number="DL-202611-00038",
        delivery_date=date(2026, 11, 20),
        customer=Said("广州珠江自来水有限公司", "Pearl River Waterworks, Guangzhou"),
        lines=tuple(
            delivery_note.DeliveryLine(
                f"LDG-{n:03d}",
                Said(LONG if n % 5 == 0 else "电磁流量计", "Flow meter"),
                Decimal(n),
                Said("台", "pc"),
                price_with_tax=Decimal("1234.5"),
                amount=Decimal("1234.5") * n,
            )
            for n in range(1, lines + 1)
        ),
        total=Decimal("1409.50"),
    )


def order_paper(lines: int = 5, terms: int = 3) -> order_confirmation.OrderConfirmationPaper:
    party = order_confirmation.Party(Said("广州珠江自来水有限公司", "Pearl River Waterworks"), "91440101190432584K")
    return order_confirmation.OrderConfirmationPaper(
        number="SO-202611-00023",
        order_date=date(2026, 11, 12),
        ordering_customer=party,
        ship_to=replace(party, name="收货甲"),
        bill_to=replace(party, name="开票乙"),
        end_user=replace(party, name="最终丙"),
        lines=tuple(
            order_confirmation.OrderLine(
                f"LDG-{n:03d}",
                Said("电磁流量计", "Flow meter"),
                Decimal(n),
                "台",
                Decimal("0.123456"),
                "13%",
                Decimal("11800.00"),
                date(2026, 12, 10),
            )
            for n in range(1, lines + 1)
        ),
        taxes=(
            order_confirmation.TaxSum("13%", Decimal("104424.78"), Decimal("13575.22"), Decimal("118000.00")),
            order_confirmation.TaxSum("6%", Decimal("55660.38"), Decimal("3339.62"), Decimal("59000.00")),
        ),
        net=Decimal("160085.16"),
        tax=Decimal("16914.84"),
        total=Decimal("177000.00"),
        terms=tuple(order_confirmation.Term(f"条{n}", "按 JB/T 9248 执行。" * 4) for n in range(1, terms + 1)),
    )


RENDERS: dict[str, Callable[[Lang], bytes]] = {
    "pick": lambda lang: pick_list.render(pick_paper(), company=COMPANY, run=RUN, lang=lang),
    "dispatch": lambda lang: service_dispatch.render(dispatch_paper(), company=COMPANY, run=RUN, lang=lang),
    "note": lambda lang: delivery_note.render(note_paper(), company=COMPANY, run=RUN, lang=lang),
    "order": lambda lang: order_confirmation.render(order_paper(), company=COMPANY, run=RUN, lang=lang),
}
TITLES = {
    "pick": ("拣货单", "Picklist"),
    "dispatch": ("派工单", "Servicedispatchsheet"),
    "note": ("送货单", "Deliverynote"),
    "order": ("订单确认", "Orderconfirmation"),
}


@pytest.mark.parametrize("paper", RENDERS)
def test_a_paper_speaks_its_languages(paper: str) -> None:
    chinese, english = TITLES[paper]
    zh, en, both = (pages(RENDERS[paper](lang))[0] for lang in ("zh", "en", "both"))
    assert chinese in zh and "第1页，共1页" in zh and "第1次打印" in zh and "Page" not in zh
    assert english in en and "Page1of1" in en and "1stprint" in en
    assert chinese not in en and "打印" not in en
    assert chinese in both and english in both and "第1页，共1页·Page1of1" in both
    assert "2026-11-2010:42王敏" in zh  # the company's zone


@pytest.mark.parametrize("paper", RENDERS)
def test_a_paper_is_black_and_grey_and_its_fonts_are_embedded(paper: str) -> None:
    document = RENDERS[paper]("both")
    with PDFIUM_LOCK:
        pdf = pypdfium2.PdfDocument(document)
        colours = pdf[0].render(scale=1).to_numpy()[:, :, :3].astype(int)
        pdf.close()
    assert int(np.abs(colours[:, :, 0] - colours[:, :, 1]).max()) <= 1
    assert int(np.abs(colours[:, :, 1] - colours[:, :, 2]).max()) <= 1
    assert b"NotoSansSC" in document
    assert len(document) < 400_000  # a subset, not ten megabytes


@pytest.mark.parametrize("paper", RENDERS)
def test_nothing_stands_in_the_margins(paper: str) -> None:
    picture = pixels(RENDERS[paper]("both"), 2)
    edge = int(15 * MM * 2) - 3
    for strip in (picture[:edge], picture[-edge:], picture[:, :edge], picture[:, -edge:]):
        assert int(strip.min()) == 255


def test_every_line_stands_on_the_pick_list_in_walking_order() -> None:
    paper = pick_paper(lines_per_aisle=25)
    texts = pages(pick_list.render(paper, company=COMPANY, run=RUN))
    assert len(texts) > 3
    whole = "".join(texts)
    bins = re.findall(r"[ABD]-\d\d-03", whole)
    assert bins == [line.bin for aisle in paper.aisles for line in aisle.lines]
    assert all("应拣" in text for text in texts[:-1])  # the head on every page with lines
    assert whole.count("合计75行·3个通道") == 1
    assert "(续)" in whole
    assert whole.count("日期时间") == 4
    assert all(f"第{n}页，共{len(texts)}页" in text for n, text in enumerate(texts, 1))


def test_a_hundred_ways_to_end_a_page_keep_the_signatures_together() -> None:
    for lines in range(1, 40):
        texts = pages(delivery_note.render(note_paper(lines), company=COMPANY, run=RUN, setup=Setup(HALF_A4)))
        holding = [text for text in texts if "收货异常记录" in text]
        assert len(holding) == 1 and "发货人" in holding[0] and "收货人（签章）" in holding[0]
        assert "".join(texts).count(f"合计{lines}行") == 1
        assert len(re.findall(r"LDG-\d{3}", "".join(texts))) == lines


def test_order_signatures_never_stand_alone_on_a_page() -> None:
    for lines in range(1, 30):
        texts = pages(order_confirmation.render(order_paper(lines), company=COMPANY, run=RUN))
        last = texts[-1]
        assert "供方（盖章）" in last and "需方（盖章）" in last and "条3" in last
        assert "".join(texts).count("CNY177,000.00") == 1


def test_without_terms_the_totals_go_with_the_signatures() -> None:
    for lines in range(1, 30):
        last = pages(order_confirmation.render(order_paper(lines, terms=0), company=COMPANY, run=RUN))[-1]
        assert "CNY177,000.00" in last and "供方（盖章）" in last


def test_an_order_says_parties_taxes_and_its_amount_in_words() -> None:
    (text,) = pages(order_confirmation.render(order_paper(), company=COMPANY, run=RUN))
    for said in ("收货甲", "开票乙", "最终丙", "91440101190432584K", "0.123456", "13,575.22", "3,339.62"):
        assert said in text
    assert "人民币（大写）壹拾柒万柒仟元整" in text
    dollars = replace(order_paper(), currency="USD")
    (foreign,) = pages(order_confirmation.render(dollars, company=COMPANY, run=RUN, lang="en"))
    assert "SayUSDonehundredseventy-seventhousandonly" in foreign
    assert "人民币" not in foreign


def test_a_delivery_note_shows_prices_only_when_asked() -> None:
    plain = pages(delivery_note.render(note_paper(), company=COMPANY, run=RUN))[0]
    priced = pages(delivery_note.render(note_paper(), company=COMPANY, run=RUN, with_prices=True))[0]
    assert "1,234.50" not in plain and "1,409.50" not in plain and "价税" not in plain
    assert "1,234.50" in priced and "CNY1,409.50" in priced and "壹仟肆佰零玖元伍角" in priced


def test_unlike_units_are_not_added() -> None:
    paper = note_paper(2)
    assert "合计2行·3台" in pages(delivery_note.render(paper, company=COMPANY, run=RUN))[0]
    mixed = replace(paper, lines=(paper.lines[0], replace(paper.lines[1], unit="kg")))
    text = pages(delivery_note.render(mixed, company=COMPANY, run=RUN))[0]
    assert "合计2行" in text and "合计2行·" not in text


def test_a_dispatch_sheet_shows_its_limits_and_boxes() -> None:
    (text,) = pages(service_dispatch.render(dispatch_paper(), company=COMPANY, run=replace(RUN, copies=2)))
    for said in ("SR-202611-00131", "11-2012:00/2027-01-0210:04", "离开", "Left", "满意度", "一式两联2copies"):
        assert said in text


def test_a_reprint_says_so_and_watermarked_copies_count_their_own_pages() -> None:
    run = replace(RUN, count=2, watermarks=(Said("存根联"), Said("客户联")))
    texts = pages(delivery_note.render(note_paper(30), company=COMPANY, run=run))
    half = len(texts) // 2
    assert half >= 2 and len(texts) == 2 * half
    assert all("存根联" in text for text in texts[:half]) and all("客户联" in text for text in texts[half:])
    assert f"第1页，共{half}页" in texts[half]
    assert all("第2次打印·补打" in text for text in texts)


def test_a_company_can_hide_columns_and_use_its_own_letterhead() -> None:
    setup = Setup(letterhead=False, hidden=frozenset({"lot"}))
    text = pages(pick_list.render(pick_paper(), company=COMPANY, run=RUN, setup=setup))[0]
    assert "批261014" not in text and "恒测仪表" not in text
    assert "A-01-03" in text


def test_a_row_higher_than_a_page_is_divided() -> None:
    paper = note_paper(2)
    endless = "".join(f"第{n}段说明" for n in range(1, 1200))
    long = replace(paper, lines=(replace(paper.lines[0], item_name=endless), paper.lines[1]))
    texts = pages(delivery_note.render(long, company=COMPANY, run=RUN))
    whole = "".join(texts)
    assert len(texts) > 2
    assert all(f"第{n}段" in re.sub(r"第\d+页，共\d+页", "", whole) for n in (1, 600, 1199))
    assert "LDG-002" in texts[-1]


def test_a_number_in_chinese_is_printed_without_a_barcode() -> None:
    paper = replace(pick_paper(), number="沪拣-202611-00061")
    assert "沪拣-202611-00061" in pages(pick_list.render(paper, company=COMPANY, run=RUN))[0]


def test_bytes_that_are_no_image_fall_back_to_the_initial() -> None:
    text = pages(pick_list.render(pick_paper(), company=replace(COMPANY, logo=b"no image"), run=RUN))[0]
    assert text.count("恒") == 2


def test_the_barcode_can_be_read_from_the_printed_page() -> None:
    """A scan line through the bars at 600 dots an inch gives back the modules, with the quiet zone free."""
    scale = 600 / 72
    picture = pixels(RENDERS["pick"]("zh"), scale)
    y = int((15 + 5) * MM * scale)
    module = 0.29 * MM * scale
    line = picture[y] < 128
    right = int((A4.width - 15 * MM) * scale)
    total = sum(code128_widths("PK-202611-00061"))
    left = right - total * module
    assert not line[int(left - 10 * module) : int(left) - 2].any()  # quiet zone
    assert not line[right + 2 : right + int(10 * module)].any()
    sampled = [bool(line[int(left + (n + 0.5) * module)]) for n in range(total)]
    expected = [place % 2 == 0 for place, width in enumerate(code128_widths("PK-202611-00061")) for _ in range(width)]
    assert sampled == expected
    column = picture[:, int(left + module)] < 128
    first, height = int(15 * MM * scale), int(10.5 * MM * scale)
    assert column[first + 2 : first + height - 2].all()


def test_the_qr_on_a_dispatch_sheet_says_where_to_report() -> None:
    scale = 6.0
    picture = pixels(RENDERS["dispatch"]("both"), scale) < 128
    rows = qr_modules("tradewright:dispatch/SD-202611-00147")
    module = 66.0 / (len(rows) + 8) * scale
    left = (A4.width - 15 * MM - 66.0) * scale + 4 * module
    for top in _finder_tops(picture, left, module):
        seen = [
            [bool(picture[int(top + (y + 0.5) * module), int(left + (x + 0.5) * module)]) for x in range(len(rows))]
            for y in range(len(rows))
        ]
        if seen == [list(row) for row in rows]:
            return
    pytest.fail("no such symbol on the page")


def _finder_tops(picture: Any, left: float, module: float) -> Iterator[float]:
    column = picture[:, int(left + 0.5 * module)]
    for y in range(1, len(column) - int(7 * module)):
        if column[y] and not column[y - 1] and column[y : y + int(6.5 * module)].all():
            yield float(y)


def test_joined_papers_keep_their_order_and_text() -> None:
    parts = [RENDERS[name]("zh") for name in RENDERS]
    whole = pages(join(parts))
    assert [TITLES[name][0] in text for name, text in zip(RENDERS, whole, strict=True)] == [True] * 4


def test_papers_are_the_same_when_many_are_made_at_once() -> None:
    alone = [pages(RENDERS[name]("both")) for name in RENDERS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda name: RENDERS[name]("both"), list(RENDERS) * 3))
    assert [pages(one) for one in together] == alone * 3


COLUMNS = (
    ReportColumn("no", "单号", width=17),
    ReportColumn("day", "日期", "date", 11),
    ReportColumn("customer", "客户", width=30),
    ReportColumn("amount", "价税合计", "money", 14, "CNY"),
    ReportColumn("done", "已审", "bool", 6),
)


def journal_rows(n: int) -> Iterator[journal.JournalRow]:
    for number in range(1, n + 1):
        if number % 50 == 1:
            yield journal.GroupRow(f"组 {number}", {"amount": Decimal(number)})
        yield (f"SO-{number:05d}", date(2026, 11, 1), "广州珠江自来水有限公司", Decimal(number), number % 2 == 0)


def journal_paper(n: int) -> journal.JournalPaper:
    return journal.JournalPaper(
        "销售订单序时簿", COLUMNS, journal_rows(n), "日期：2026-11", {"amount": Decimal("77.5")}
    )


def test_a_journal_prints_every_row_under_a_repeated_head() -> None:
    heard: list[int] = []
    texts = pages(journal.render(journal_paper(1000), company=COMPANY, run=RUN, progress=heard.append))
    whole = "".join(texts)
    assert re.findall(r"SO-\d{5}", whole) == [f"SO-{n:05d}" for n in range(1, 1001)]
    assert all("价税合计(CNY)" in text for text in texts)
    assert whole.count("合计77.50") == 1 and "合计77.50" in texts[-1]
    assert whole.count("日期：2026-11") == 1
    assert "组951" in whole
    assert f"第{len(texts)}页，共{len(texts)}页" in texts[-1]
    assert heard == [200, 400, 600, 800, 1000, 1000]


def test_a_cancelled_journal_stops() -> None:
    with pytest.raises(journal.Stopped):
        journal.render(journal_paper(1000), company=COMPANY, run=RUN, cancelled=lambda: True)


def test_a_journal_of_many_columns_and_an_empty_one_still_print() -> None:
    columns = tuple(ReportColumn(f"c{n}", f"第 {n} 栏标题", "money" if n % 2 else "text", 14) for n in range(24))
    row = tuple(Decimal("-123456789.01") if n % 2 else "广州珠江自来水有限公司" for n in range(24))
    wide = journal.JournalPaper("宽表", columns, [row] * 3)
    assert pages(journal.render(wide, company=COMPANY, run=RUN))[0].count("-123,456,789.01") == 36
    empty = journal.JournalPaper("空表", COLUMNS, [])
    assert "0行" in pages(journal.render(empty, company=COMPANY, run=RUN))[0]
