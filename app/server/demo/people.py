"""Who works in the demo company: one login a role, a few more in sales and service. All invented."""

from __future__ import annotations

from typing import NamedTuple

DEPARTMENTS = (
    ("10", "销售部", "Sales", "00"),
    ("11", "销售一部", "Sales, home", "10"),
    ("12", "销售二部", "Sales, abroad and projects", "10"),
    ("20", "计划采购部", "Planning and purchasing", "00"),
    ("30", "制造部", "Plant", "00"),
    ("40", "仓储部", "Stores", "00"),
    ("50", "服务部", "Service", "00"),
    ("60", "财务部", "Finance", "00"),
    ("70", "技术部", "Engineering", "00"),
)


class DemoPerson(NamedTuple):
    """A person of the demo: login, names, duties, department, position in both languages."""

    login: str
    name: str
    name_en: str
    duties: tuple[str, ...]
    department: str
    title: str
    title_en: str


PEOPLE = (
    DemoPerson("wangmin", "王敏", "Wang Min", ("merchandiser",), "10", "商务跟单", "Order desk"),
    DemoPerson("liqiang", "李强", "Li Qiang", ("sales",), "12", "业务员", "Salesperson"),
    DemoPerson("chenjing", "陈静", "Chen Jing", ("sales",), "11", "业务员", "Salesperson"),
    DemoPerson("liuyang", "刘洋", "Liu Yang", ("sales",), "11", "业务员", "Salesperson"),
    DemoPerson("zhoumin", "周敏", "Zhou Min", ("sales_manager",), "10", "销售经理", "Sales manager"),
    DemoPerson("sunyue", "孙悦", "Sun Yue", ("planner",), "20", "计划员", "Planner"),
    DemoPerson("zhouhaitao", "周海涛", "Zhou Haitao", ("engineer",), "70", "工程师", "Engineer"),
    DemoPerson("hexiaowen", "何晓雯", "He Xiaowen", ("purchaser",), "20", "采购员", "Purchaser"),
    DemoPerson("luojianjun", "罗建军", "Luo Jianjun", ("warehouse",), "40", "仓管员", "Warehouse clerk"),
    DemoPerson("tangwei", "唐伟", "Tang Wei", ("production",), "30", "车间主任", "Production lead"),
    DemoPerson("baixue", "白雪", "Bai Xue", ("quality",), "30", "质检员", "Inspector"),
    DemoPerson("wukai", "吴凯", "Wu Kai", ("service_desk",), "50", "服务主管", "Service desk"),
    DemoPerson("hanbing", "韩冰", "Han Bing", ("technician",), "50", "技术员", "Technician"),
    DemoPerson("zhaolei", "赵磊", "Zhao Lei", ("technician",), "50", "技术员", "Technician"),
    DemoPerson("fengyun", "冯云", "Feng Yun", ("finance",), "60", "会计", "Finance"),
    DemoPerson("songjie", "宋洁", "Song Jie", ("cashier",), "60", "出纳", "Cashier"),
    DemoPerson("malong", "马龙", "Ma Long", ("manager",), "00", "总经理", "General manager"),
    DemoPerson("yanzheng", "严正", "Yan Zheng", ("auditor",), "00", "审计", "Auditor"),
    DemoPerson("admin", "系统管理员", "Administrator", ("admin",), "00", "系统管理员", "Administrator"),
)
