"""After the sale: products in the field, requests in every state, visits of today; and whom to call."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from app import clock
from app.modules.customers import services as customers
from app.modules.customers.drafts import ActivityDraft
from app.modules.service import services as service
from app.modules.service.drafts import DispatchDraft, PartDraft, RequestDraft
from app.server.demo.sales import Act
from app.server.demo.supply import at
from app.uow import Ctx

DESK = "wukai"


class Asked(NamedTuple):
    """A request of the demo: customer, kind, what is wrong, how grave, days ago, who goes, how far it has come."""

    customer: str
    kind: str
    symptom: str
    priority: str
    days_ago: int
    technician: str
    state: str


REQUESTS = (
    Asked(
        "C00101",
        "repair",
        "零点漂移约 +4 %，3 号机组停机。Zero drift about +4 %, unit 3 stopped.",
        "urgent",
        0,
        "",
        "new",
    ),
    Asked(
        "C00112",
        "consultation",
        "Selection question: HC-3000 on a DN80 globe valve with 0.4 MPa air.",
        "normal",
        0,
        "",
        "new",
    ),
    Asked("C00106", "commissioning", "新表调试 2 台，需配合场站停气窗口。", "normal", 1, "hanbing", "dispatched"),
    Asked("C00104", "repair", "DN100 电磁流量计信号中断，更换过电缆仍无输出。", "high", 1, "zhaolei", "on_site"),
    Asked("C00107", "maintenance", "年度保养与标定，4 台。", "normal", 3, "hanbing", "dispatched"),
    Asked("C00122", "repair", "涡街 DN50 小流量时显示跳变。", "normal", 6, "zhaolei", "resolved"),
    Asked(
        "C00111",
        "complaint",
        "Display of one positioner fogged after three months.",
        "normal",
        12,
        "zhaolei",
        "resolved",
    ),
    Asked("C00105", "installation", "DN200 安装指导。", "low", 20, "hanbing", "closed"),
)


def tell_service(act: Act, ask: Act, today: date, data: Mapping[str, Any]) -> None:
    """Take the requests down, send technicians, finish some."""
    technicians = ask(DESK, _people, ["hanbing", "zhaolei"])
    for number, one in enumerate(REQUESTS):
        opened = at(today - timedelta(days=one.days_ago), 8 if one.days_ago else 7)
        product = ask(DESK, _product_of, data["customers"][one.customer].id)
        draft = RequestDraft(
            kind=one.kind,
            customer=data["customers"][one.customer].id,
            product=product if one.kind not in ("consultation",) else None,
            site_address=data["customers"][one.customer].address,
            symptom=one.symptom,
            priority=one.priority,
            opened_at=min(opened, clock.now()),
        )
        request = act(DESK, service.open_request, draft)
        if one.state == "new":
            continue
        person = technicians[one.technician]
        act(DESK, service.assign, request.id, None, technician_id=person)
        act(one.technician, service.accept, request.id, None)
        visit = act(
            DESK,
            service.dispatch,
            DispatchDraft(
                request=request.id,
                technician=person,
                planned_at=at(
                    today if one.state in ("dispatched", "on_site") else today - timedelta(days=one.days_ago - 1),
                    9 + number,
                ),
                task=one.symptom,
                lines=(PartDraft(item=data["items"]["SEAL-316"], quantity=Decimal(1)),),
            ),
        )
        if one.state == "dispatched":
            continue
        act(one.technician, service.accept_dispatch, visit.id, None)
        act(one.technician, service.arrive, visit.id, None)
        if one.state == "on_site":
            continue
        act(one.technician, service.finish, visit.id, None, reason="更换密封件，重新标定，运行正常。")
        act(DESK, service.return_sheet, visit.id, None)
        if ask(DESK, _state_of, request.id) not in ("resolved", "surveyed", "closed"):
            act(one.technician, service.resolve, request.id, None, result="更换密封件，重新标定，运行正常。")
        if one.state == "closed":
            act(DESK, service.survey, request.id, None, reason="客户满意，响应及时。")
            act(DESK, service.close, request.id, None)


def _people(ctx: Ctx, logins: list[str]) -> dict[str, int]:
    found = ctx.session.execute(sa.text("select login, id from tw.app_user where login = any (:l)"), {"l": logins})
    return {r.login: r.id for r in found}


def _product_of(ctx: Ctx, customer_id: int) -> int | None:
    statement = sa.text("select min(id) from tw.product_file where end_user_id = :c or customer_id = :c")
    found = ctx.session.execute(statement, {"c": customer_id}).scalar()
    return None if found is None else int(found)


def _state_of(ctx: Ctx, request_id: int) -> str:
    return str(
        ctx.session.execute(sa.text("select state from tw.service_request where id = :id"), {"id": request_id}).scalar()
    )


ACTIVITIES = (
    ("wangmin", "C00101", "visit", "二期选型参数确认", 0, ""),
    ("wangmin", "C00104", "call", "催报价第二轮意见", -1, ""),
    ("wangmin", "C00127", "meeting", "视频会：年度框架", 0, ""),
    ("wangmin", "C00105", "call", "DN200 到货回访", -6, "已到货，下周安装"),
    ("liqiang", "C00102", "visit", "商谈信用额度与预付款", 0, ""),
    ("liqiang", "C00103", "visit", "罐区改造商务谈判", 1, ""),
    ("liqiang", "C00111", "call", "Video call: spring programme", -2, "Samples wanted by January"),
    ("liqiang", "C00131", "mail", "Chase answer on brine line", -3, ""),
    ("chenjing", "C00108", "call", "说明球阀延期原因", 0, ""),
    ("chenjing", "C00107", "visit", "年度保养配合", -70, "客户要求提前一个月计划"),
    ("chenjing", "C00122", "visit", "注射用水样机回访", 0, ""),
    ("liuyang", "C00106", "call", "调压站报价说明", -95, "等待立项"),
    ("liuyang", "C00121", "visit", "渗滤液项目需求调研", -2, ""),
)


def tell_activities(act: Act, today: date, data: Mapping[str, Any]) -> None:
    """Calls and visits: some done, some due today, some late."""
    for login, code, kind, subject, days, result in ACTIVITIES:
        draft = ActivityDraft(
            customer=data["customers"][code].id,
            kind=kind,
            subject=subject,
            due_at=at(today + timedelta(days=days), 14 if days >= 0 else 10),
            done=bool(result),
            result=result,
        )
        with clock.fixed(at(today + timedelta(days=min(days, 0)))) if result else nullcontext():
            act(login, customers.save_activity, draft)
