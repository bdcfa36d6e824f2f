"""AdventureWorks: a small made-up folder of the same shape, and the head of the real files where they are at hand."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.errors import NotAllowed, RuleError
from app.importing.adventureworks import lines_of, load
from app.importing.adventureworks.history import shared
from app.importing.adventureworks.source import TABLES
from app.modules.customers import services as customers
from app.modules.customers.drafts import CustomerDraft
from app.registry import DUTIES
from app.server import setup
from app.uow import Ctx, Database
from tests.helpers import database
from tests.helpers.house import House

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "adventureworks"
MINI = {
    "Address": """AddressID,AddressLine1,AddressLine2,City,StateProvinceID,PostalCode
1,1970 Napa Ct.,,Bothell,79,98011
2,Rue 5,Étage 2,Montréal,7,H1Y""",
    "BillOfMaterials": """BillOfMaterialsID,ProductAssemblyID,ComponentID,StartDate,EndDate,UnitMeasureCode,BOMLevel,PerAssemblyQty
1,,10,2010-05-26,,EA ,0,1.00
2,10,11,2010-05-26,2011-05-03,EA ,1,2.00
3,10,11,2011-05-04,,EA ,1,3.00
4,10,12,2010-05-26,,OZ ,1,8.00""",
    "BusinessEntityAddress": """BusinessEntityID,AddressID,AddressTypeID
100,1,3
100,2,5
201,2,2
300,1,3""",
    "BusinessEntityContact": """BusinessEntityID,PersonID,ContactTypeID
100,200,11
300,202,17""",
    "ContactType": "ContactTypeID,Name\n11,Owner\n17,Sales Agent",
    "CountryRegion": "CountryRegionCode,Name\nUS,United States\nCA,Canada",
    "Customer": """CustomerID,PersonID,StoreID,TerritoryID,AccountNumber
1,,100,1,AW1
2,200,100,1,AW2
3,201,,1,AW3""",
    "EmailAddress": "BusinessEntityID,EmailAddress\n200,orlando@example.com\n201,ann@example.com",
    "Person": """BusinessEntityID,PersonType,Title,FirstName,MiddleName,LastName,Suffix
200,SC,Mr.,Orlando,N.,Gee,
201,IN,,Ann,,Lévêque,Jr.
202,VC,,Vic,,Vendor,""",
    "PersonPhone": "BusinessEntityID,PhoneNumber\n200,245-555-0173\n201,111-555-0100\n202,222-555-0100",
    "Product": """ProductID,Name,ProductNumber,MakeFlag,Color,SafetyStockLevel,ReorderPoint,StandardCost,ListPrice,Size,SizeUnitMeasureCode,WeightUnitMeasureCode,Weight,DaysToManufacture,ProductSubcategoryID,SellStartDate,SellEndDate
10,Road Bike,BK-R1,1,Red,100,75,2171.2942,3578.27,62,CM ,LB ,15.00,4,2,2011-05-31,2012-05-29
11,Wheel,WH-1,0,,500,375,10.5,0,,,,,0,,2008-04-30,
12,Paint,PA-1,0,,60,45,0,0,,,,,0,,2008-04-30,""",
    "ProductCategory": "ProductCategoryID,Name\n1,Bikes",
    "ProductSubcategory": "ProductSubcategoryID,ProductCategoryID,Name\n2,1,Road Bikes",
    "ProductVendor": """ProductID,BusinessEntityID,AverageLeadTime,StandardPrice,MinOrderQty,MaxOrderQty,UnitMeasureCode
11,300,17,47.87,1,5,CTN
11,301,9,50.00,100,1000,EA """,
    "PurchaseOrderDetail": """PurchaseOrderID,DueDate,OrderQty,ProductID,UnitPrice,LineTotal,ReceivedQty,RejectedQty,StockedQty
1,2011-04-30,4,11,50.26,201.04,3,0,3
2,2011-04-30,3,11,45.1250,135.3750,3,1,2
2,2011-05-30,3,12,45.1250,135.3750,3,0,3""",
    "PurchaseOrderHeader": """PurchaseOrderID,Status,VendorID,OrderDate,ShipDate,SubTotal,TaxAmt,Freight,TotalDue
1,4,300,2011-04-16,2011-04-25,201.04,16.0832,5.026,222.1492
2,1,301,2011-04-16,2011-04-25,270.7500,21.6600,6.7687,299.1787""",
    "SalesOrderDetail": """SalesOrderID,SalesOrderDetailID,CarrierTrackingNumber,OrderQty,ProductID,SpecialOfferID,UnitPrice,UnitPriceDiscount,LineTotal
43659,1,4911-403C-98,1,10,1,2024.9940,0.0000,2024.9940
43659,2,4911-403C-98,3,10,1,2024.9940,0.0200,5953.4824
43660,3,,1,11,1,0.3350,0.0000,0.3350
43660,4,,1,11,1,0.3350,0.0000,0.3350
43661,5,,2,11,1,5.0000,0.0000,10.0000""",
    "SalesOrderHeader": """SalesOrderID,OrderDate,DueDate,ShipDate,Status,SalesOrderNumber,PurchaseOrderNumber,CustomerID,ShipToAddressID,SubTotal,TaxAmt,Freight,TotalDue,CurrencyCode
43659,2011-05-31,2011-06-12,2011-06-07,5,SO43659,PO522145787,2,2,7978.4764,638.2781,199.4619,8816.2164,USD
43660,2012-05-31,2012-06-12,2012-06-07,5,SO43660,,3,1,0.6700,0.0536,0.0168,0.7404,CAD
43661,2012-06-30,2012-07-12,2012-07-07,5,SO43661,,3,1,10.0000,0.8000,0.2500,11.0500,USD""",
    "SalesTerritory": "TerritoryID,Name\n1,Northwest",
    "ScrapReason": "ScrapReasonID,Name\n7,Paint process failed",
    "StateProvince": "StateProvinceID,CountryRegionCode,Name\n79,US,Washington\n7,CA,Québec",
    "Store": "BusinessEntityID,Name\n100,A Bike Store",
    "UnitMeasure": "UnitMeasureCode,Name\nEA ,Each\nOZ ,Ounces\nCM ,Centimeter\nLB ,US pound\nCTN,Container",
    "Vendor": """BusinessEntityID,AccountNumber,Name,CreditRating,PreferredVendorStatus,ActiveFlag
300,ADVANCED0001,Advanced Bicycles,1,1,1
301,ALLENSON0001,Allenson Cycles,2,0,0""",
    "WorkOrder": """WorkOrderID,ProductID,OrderQty,StockedQty,ScrappedQty,StartDate,EndDate,DueDate,ScrapReasonID
1,10,8,8,0,2011-06-03,2011-06-13,2011-06-14,
2,10,15,13,2,2011-06-03,2011-06-19,2011-06-14,7""",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The made-up sample, one table zipped as in the real one."""
    for name, text in MINI.items():
        if name == "Person":
            (tmp_path / "Person.csv.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def loader(admin_url: URL, own_database: str, sign_in: Callable[..., Database]) -> Iterator[Database]:
    """A person with every duty in a database of its own."""
    login = "ada_" + uuid.uuid4().hex[:8]
    duties = tuple(duty for duty in DUTIES if duty != "worker")
    person = setup.NewUser(login, "Ada", "Ada", duties, ("00",), database.PASSWORD)
    setup.add_users(admin_url, own_database, [person])
    yield sign_in(login)
    engine = sa.create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'drop role "{login}"')
    engine.dispose()


def _all(person: Database, statement: str) -> list[Any]:
    def rows(ctx: Ctx) -> list[Any]:
        return [tuple(row) for row in ctx.session.execute(sa.text(statement))]

    return person.read(rows)


def test_everything_of_the_sample_comes_in_and_the_sums_agree(loader: Database, folder: Path) -> None:
    report = load(loader, folder)

    facts = report.facts["adventureworks"]
    assert report.is_clean and facts["equal"] and not facts["already_loaded"]
    assert {sheet.key.rpartition(".")[2]: (sheet.lines, sheet.written) for sheet in report.sheets} == {
        "items": (3, 3), "boms": (4, 3), "suppliers": (2, 2), "sources": (2, 2), "customers": (3, 3), "contacts": (2, 1),
        "orders": (3, 3), "purchases": (2, 2), "tasks": (2, 2),
    }  # fmt: skip
    assert facts["bom_rows_without_assembly"] == 1
    said = [line for line in lines_of(report) if " = " in line]
    assert len(said) == len(facts["figures"]) and all(line.endswith("· equal") for line in said)
    json.dumps(report.to_json())


def test_a_head_keeps_its_sum_and_the_missing_cents_are_a_line(loader: Database, folder: Path) -> None:
    load(loader, folder)

    lines = _all(loader, "select l.kind, l.description, p.net, p.tax, l.closed_by from tw.sales_order_line l"
                 " join tw.sales_order_line_price p on p.line_id = l.id join tw.sales_order o on o.id = l.order_id"
                 " where o.number = 'SO43660' order by l.line_no")  # fmt: skip
    assert lines == [
        ("item", "", Decimal("0.34"), Decimal("0.03"), "shipped"), ("item", "", Decimal("0.34"), Decimal("0.02"), "shipped"),
        ("rounding", "Rounding", Decimal("-0.01"), Decimal("0.00"), "shipped"),
    ]  # fmt: skip
    assert _all(loader, "select o.number, o.state, a.net, a.tax, a.total from tw.sales_order o join tw.sales_order_amount a"
                " on a.order_id = o.id order by o.number") == [
        ("SO43659", "closed", Decimal("7978.48"), Decimal("638.28"), Decimal("8616.76")),
        ("SO43660", "closed", Decimal("0.67"), Decimal("0.05"), Decimal("0.72")),
        ("SO43661", "closed", Decimal("10.00"), Decimal("0.80"), Decimal("10.80")),
    ]  # fmt: skip
    bought = _all(loader, "select o.number, o.state_reason, a.net, o.notes from tw.purchase_order o"
                  " join tw.purchase_order_amount a on a.order_id = o.id order by o.number")  # fmt: skip
    assert bought[1][:3] == ("PO2", "Pending", Decimal("270.75"))
    assert "270.76" in bought[1][3]


def test_masters_mean_what_the_source_meant(loader: Database, folder: Path) -> None:
    load(loader, folder)

    assert _all(loader, "select i.code, i.source, u.code, i.lead_time_days, g.code, i.specification from tw.item i"
                " join tw.unit u on u.id = i.unit_id left join tw.item_group g on g.id = i.group_id order by i.code") == [
        ("BK-R1", "make", "EA", 4, "90.01.02", "Red · 62 CM · 15.00 LB"), ("PA-1", "buy", "OZ", 0, None, ""),
        ("WH-1", "buy", "EA", 9, None, ""),
    ]  # fmt: skip
    assert _all(loader, "select quantity, valid_from::text, valid_to::text from tw.bom_current order by line_no") == [
        (2, "2010-05-26", "2011-05-04"), (3, "2011-05-04", None), (8, "2010-05-26", None),
    ]  # fmt: skip
    assert _all(loader, "select code, name, kind, stage, ship_to_address from tw.customer order by code") == [
        ("AW1", "A Bike Store", "dealer", "target", "Rue 5, Étage 2, Montréal, Québec H1Y, Canada"),
        ("AW2", "A Bike Store", "dealer", "trading", "Rue 5, Étage 2, Montréal, Québec H1Y, Canada"),
        ("AW3", "Ann Lévêque Jr.", "end_user", "trading", ""),
    ]  # fmt: skip
    assert _all(
        loader, "select c.code, t.name, t.is_main from tw.contact t join tw.customer c on c.id = t.customer_id"
    ) == [("AW2", "Orlando N. Gee", True)]
    assert _all(loader, "select s.code, s.contact, s.active from tw.supplier s order by 1") == [
        ("ADVANCED0001", "Vic Vendor", True), ("ALLENSON0001", "", False),
    ]  # fmt: skip
    made = _all(
        loader, "select t.number, t.state, t.quantity, tw.task_completed(t.id) from tw.production_task t order by 1"
    )
    assert made == [("WO1", "closed", 8, 8), ("WO2", "closed", 15, 13)]
    assert _all(loader, "select sum(tw.purchase_received(l.id)) from tw.purchase_order_line l") == [(8,)]


def test_a_second_load_does_nothing(loader: Database, folder: Path) -> None:
    load(loader, folder)
    before = _all(loader, "select count(*) from tw_audit.entry")

    again = load(loader, folder)

    assert again.is_clean and again.sheets == () and again.facts["adventureworks"]["already_loaded"]
    assert again.facts["adventureworks"]["equal"]
    assert _all(loader, "select count(*) from tw_audit.entry") == before


def test_a_load_that_was_broken_off_goes_on_where_it_stopped(loader: Database, folder: Path) -> None:
    whole = (folder / "SalesOrderHeader.csv").read_text(encoding="utf-8")
    details = (folder / "SalesOrderDetail.csv").read_text(encoding="utf-8")
    (folder / "SalesOrderHeader.csv").write_text(whole.rsplit("\n", 1)[0], encoding="utf-8")
    (folder / "SalesOrderDetail.csv").write_text(details.rsplit("\n", 1)[0], encoding="utf-8")
    assert load(loader, folder).is_clean
    (folder / "SalesOrderHeader.csv").write_text(whole, encoding="utf-8")
    (folder / "SalesOrderDetail.csv").write_text(details, encoding="utf-8")

    rest = load(loader, folder)

    assert [(sheet.key, sheet.written) for sheet in rest.sheets] == [("adventureworks.orders", 1)]
    assert rest.facts["adventureworks"]["equal"]


def test_a_step_that_fails_is_named_and_what_came_before_stays(loader: Database, folder: Path) -> None:
    (folder / "WorkOrder.csv").write_text(MINI["WorkOrder"].replace("1,10,8,8,0,", "1,10,0,8,0,"), encoding="utf-8")

    report = load(loader, folder)

    states = {sheet.key.rpartition(".")[2]: sheet.state for sheet in report.sheets}
    assert states["tasks"] == "refused" and states["orders"] == "written" and not report.is_clean
    assert report.sheets[-1].problems and "figures" not in report.facts["adventureworks"]


def test_codes_that_mean_something_else_here_are_refused_before_anything_is_written(
    loader: Database, folder: Path
) -> None:
    loader.write(customers.save, CustomerDraft(code="AW1", name="天津海河热电有限公司"))

    with pytest.raises(RuleError) as refused:
        load(loader, folder)
    assert refused.value.key == "adventureworks_codes_taken"
    assert _all(loader, "select count(*) from tw.item") == [(0,)]


def test_a_folder_without_the_files_is_refused_by_name(loader: Database, folder: Path) -> None:
    (folder / "Vendor.csv").unlink()
    with pytest.raises(RuleError) as refused:
        load(loader, folder)
    assert refused.value.key == "adventureworks_files_missing" and refused.value.params["files"] == "Vendor"


def test_who_lacks_a_right_is_told_which(sign_in: Callable[..., Database], folder: Path) -> None:
    with pytest.raises(NotAllowed) as refused:
        load(sign_in("adam"), folder)
    assert refused.value.key == "adventureworks_rights_missing"
    assert "Edit items" in refused.value.params["permissions"]


# ---------------------------------------------------------------- walls
ORDER = {"number": "SO1", "customer": "C1", "customer_po": "", "order_date": "2011-05-31", "due_date": "2011-06-12",
         "currency": "CNY", "rate": "1", "ship_to_address": "", "notes": "", "net": "10", "tax": "0", "total": "10"}  # fmt: skip
LINE = {"number": "SO1", "line_no": 1, "item": None, "description": "x", "quantity": "1", "due_date": "2011-06-12",
        "price_net": "10", "discount": "0", "tax_code": "13", "tax_rate": "0", "net": "10", "tax": "0", "total": "10"}  # fmt: skip
LOAD = "select tw.load_history_orders(cast(:heads as jsonb), cast(:lines as jsonb))"


def _history(house: House, login: str, **changed: str) -> list[Any]:
    return house.sql(login, LOAD, heads=json.dumps([{**ORDER, **changed}]), lines=json.dumps([LINE]))


def test_only_who_imports_history_may_write_it(house: House) -> None:
    house.do("sally", customers.save, CustomerDraft(code="C1", name="天津海河热电有限公司"))
    for login in ("sally", "boss", "fiona", "nobody_special"):
        with pytest.raises(NotAllowed):
            _history(house, login)
    assert _history(house, "adam") == [(1,)]
    assert house.admin(
        "select action, changes->>'sales_order_line' from tw_audit.entry where table_name like 'sales_order%'"
    ) == [("load", "1")]


def test_the_doors_behind_the_bulk_path_are_nobodys(house: House) -> None:
    for door in (
        "tw.begin_history()",
        "tw.end_history('sales_order', '{}', '', '')",
        "tw_audit.record_bulk('customer', '{}')",
    ):
        with pytest.raises(NotAllowed):
            house.sql("adam", f"select {door}")
    with pytest.raises(NotAllowed):
        house.sql("adam", "insert into tw.bulk_load (xid) values (pg_current_xact_id())")


def test_after_a_load_the_walls_stand_again_in_the_same_transaction(house: House) -> None:
    house.do("sally", customers.save, CustomerDraft(code="C1", name="天津海河热电有限公司"))
    with house.as_("adam") as ctx:
        ctx.session.execute(sa.text(LOAD), {"heads": json.dumps([ORDER]), "lines": json.dumps([LINE])})
        ctx.session.execute(sa.text("select set_config('tw.bulk', 'on', true)"))  # forged: it opens nothing
        assert ctx.session.execute(sa.text("select tw_admin.bulk()")).scalar() is False
        before = house.connection.execute(sa.text("select count(*) from tw.tax_rate where created_at is null")).scalar()
        ctx.session.execute(sa.text("insert into tw.tax_rate (code, name, rate) values ('x', 'x', 0)"))
        after = house.connection.execute(sa.text("select count(*) from tw.tax_rate where created_at is null")).scalar()
    assert before == after
    assert house.admin("select count(*) from tw_audit.entry where table_name = 'tax_rate' and changes ? 'code' and action = 'insert'"
                       " and login = 'adam'")[0][0] == 1  # fmt: skip


def test_a_head_that_says_something_else_than_its_lines_is_refused(house: House) -> None:
    house.do("sally", customers.save, CustomerDraft(code="C1", name="天津海河热电有限公司"))
    for changed, key in (
        ({"net": "10.01", "total": "10.01"}, "history_sum_differs"), ({"customer": "C2"}, "history_code_unknown"),
        ({"number": "SO2"}, "history_line_without_order"),
    ):  # fmt: skip
        with pytest.raises(RuleError) as refused:
            _history(house, "adam", **changed)
        assert refused.value.key == key
    assert house.admin("select count(*) from tw.sales_order") == [(0,)]


def test_shares_add_up_to_the_whole() -> None:
    weights = [Decimal("2024.99"), Decimal("5953.48"), Decimal("0.34"), Decimal(0)]
    for whole in (Decimal("638.28"), Decimal("0.01"), Decimal("-0.05"), Decimal(0)):
        assert sum(shared(whole, weights)) == whole
    assert shared(Decimal("1.00"), [Decimal(1)] * 3) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
    assert shared(Decimal("5.00"), [Decimal(0), Decimal(0)]) == [Decimal("5.00"), Decimal(0)]


# ---------------------------------------------------------------- the real files
def _head(name: str, keep: Callable[[dict[str, str]], bool], target: Path) -> list[dict[str, str]]:
    path = REAL / f"{name}.csv"
    text = (
        path.read_text(encoding="utf-8")
        if path.exists()
        else gzip.decompress((REAL / f"{name}.csv.gz").read_bytes()).decode()
    )
    rows = [row for row in csv.DictReader(io.StringIO(text)) if keep(row)]
    with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows


@pytest.mark.skipif(not REAL.is_dir(), reason="the AdventureWorks files lie beside the repository, and not here")
def test_the_first_orders_of_the_real_files_come_in(loader: Database, tmp_path: Path) -> None:
    orders = {
        row["SalesOrderID"] for row in _head("SalesOrderHeader", lambda r: int(r["SalesOrderID"]) < 43800, tmp_path)
    }
    heads = _head("SalesOrderHeader", lambda r: r["SalesOrderID"] in orders, tmp_path)
    ordering = {row["CustomerID"] for row in heads}
    kept: dict[str, Callable[[dict[str, str]], bool]] = {
        "SalesOrderDetail": lambda r: r["SalesOrderID"] in orders,
        "Customer": lambda r: r["CustomerID"] in ordering,
        "PurchaseOrderHeader": lambda r: int(r["PurchaseOrderID"]) <= 50,
        "PurchaseOrderDetail": lambda r: int(r["PurchaseOrderID"]) <= 50,
        "WorkOrder": lambda r: int(r["WorkOrderID"]) <= 200,
    }
    for name in TABLES:
        if name in kept:
            _head(name, kept[name], tmp_path)
        elif name != "SalesOrderHeader":
            found = next(path for path in (REAL / f"{name}.csv", REAL / f"{name}.csv.gz") if path.exists())
            shutil.copy(found, tmp_path / found.name)

    report = load(loader, tmp_path)

    facts = report.facts["adventureworks"]
    assert report.is_clean and facts["equal"], [f for f in facts["figures"] if not f["equal"]]
    counts = {figure["what"]: figure["found"] for figure in facts["figures"] if figure["kind"] == "count"}
    assert counts["Items"] == "504" and counts["Suppliers"] == "104" and counts["Sales orders"] == str(len(heads))
    assert facts["bom_rows_without_assembly"] == 103
    assert facts["rounding"]["sales_orders"]["orders"] > 0
