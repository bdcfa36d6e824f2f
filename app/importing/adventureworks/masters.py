"""Items, bills of materials, suppliers and customers of AdventureWorks as drafts and sheet rows for the rooms' services.

How each column is mapped stands in README.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from app.importing.adventureworks.source import Row, Source, day, full_name, number
from app.modules.items.drafts import GroupDraft, UnitDraft
from app.modules.suppliers.drafts import SupplierDraft
from app.sheets import SheetRow

CURRENCY = "USD"
TAX_CODE = "sales"
GROUP = "90"
EACH = "EA"
_MEASURED = frozenset(
    ("C", "CBM", "CCM", "CDM", "CM", "CM2", "DM", "FT3", "G", "GAL", "IN", "KG", "KGV", "KM", "KT", "L", "LB", "M", "M2", "M3", "MG", "ML",
     "MM", "OZ", "PCT", "PT")
)  # fmt: skip
HOME, MAIN_OFFICE, SHIPPING = "2", "3", "5"


def _numbered(rows: Iterable[Mapping[str, Any]]) -> list[SheetRow]:
    """Rows as a sheet has them: the first stands in line 2, under the heads."""
    return [SheetRow(place, dict(row)) for place, row in enumerate(rows, 2)]


# ---------------------------------------------------------------- items
def units(source: Source) -> list[UnitDraft]:
    """Units of measure; what is measured has decimals, what is counted has none."""
    return [
        UnitDraft(code=code, name=row["Name"].strip(), name_en=row["Name"].strip(), digits=2 if code in _MEASURED else 0)
        for row in source.rows("UnitMeasure")
        if (code := row["UnitMeasureCode"].strip())
    ]  # fmt: skip


def groups(source: Source) -> list[GroupDraft]:
    """The tree of groups: the sample company, its categories, their subcategories."""
    made = [GroupDraft(code=GROUP, name="Adventure Works", name_en="Adventure Works")]
    for row in source.rows("ProductCategory"):
        made.append(GroupDraft(code=_category(row["ProductCategoryID"]), name=row["Name"], name_en=row["Name"]))
    for row in source.rows("ProductSubcategory"):
        made.append(GroupDraft(code=_subcategory(row), name=row["Name"], name_en=row["Name"]))
    return made


def _category(category_id: str) -> str:
    return f"{GROUP}.{int(category_id):02}"


def _subcategory(row: Row) -> str:
    return f"{_category(row['ProductCategoryID'])}.{int(row['ProductSubcategoryID']):02}"


def items(source: Source) -> list[SheetRow]:
    """Products as items. An item's unit is the one its bills of materials count in, else pieces."""
    counted = {row["ComponentID"]: row["UnitMeasureCode"].strip() for row in source.rows("BillOfMaterials")}
    group_codes = {row["ProductSubcategoryID"]: _subcategory(row) for row in source.rows("ProductSubcategory")}
    lead_times = _lead_times(source)
    return _numbered(
        {
            "code": row["ProductNumber"], "name": row["Name"], "name_en": row["Name"], "specification": _specification(row),
            "group": group_codes.get(row["ProductSubcategoryID"], ""), "source": "make" if row["MakeFlag"] == "1" else "buy",
            "unit": counted.get(row["ProductID"], EACH), "tax_code": TAX_CODE,
            "lead_time_days": int(row["DaysToManufacture"]) if row["MakeFlag"] == "1" else lead_times.get(row["ProductID"], 0),
            "safety_stock": number(row["SafetyStockLevel"]), "price_with_tax": number(row["ListPrice"]) or None,
            "currency": CURRENCY if number(row["ListPrice"]) else "", "cost": number(row["StandardCost"]) or None,
            "notes": _item_notes(row),
        }
        for row in source.rows("Product")
    )  # fmt: skip


def _lead_times(source: Source) -> dict[str, int]:
    """Days of the fastest vendor of each product."""
    days: dict[str, int] = {}
    for row in source.rows("ProductVendor"):
        found = int(row["AverageLeadTime"])
        days[row["ProductID"]] = min(found, days.get(row["ProductID"], found))
    return days


def _specification(row: Row) -> str:
    size = f"{row['Size']} {row['SizeUnitMeasureCode'].strip()}".strip()
    weight = f"{row['Weight']} {row['WeightUnitMeasureCode'].strip()}".strip() if row["Weight"] else ""
    return " · ".join(part for part in (row["Color"], size, weight) if part)


def _item_notes(row: Row) -> str:
    sold = f"Sold from {row['SellStartDate'][:10]}" + (f" to {row['SellEndDate'][:10]}" if row["SellEndDate"] else "")
    return f"{sold}. Reorder point {row['ReorderPoint']}."


def bom_rows(source: Source) -> tuple[list[SheetRow], int]:
    """(components of assemblies, rows that only say that a product stands at the top).

    The source's last day is still valid; ours is the first day without the component.
    """
    whole = source.rows("BillOfMaterials")
    inside = [row for row in whole if row["ProductAssemblyID"]]
    rows = _numbered(
        {
            "item": source.codes[row["ProductAssemblyID"]], "version": "1", "component": source.codes[row["ComponentID"]],
            "quantity": number(row["PerAssemblyQty"]), "valid_from": day(row["StartDate"]),
            "valid_to": day(row["EndDate"]) + timedelta(days=1) if row["EndDate"] else None, "approved": True,
        }
        for row in inside
    )  # fmt: skip
    return rows, len(whole) - len(inside)


# ---------------------------------------------------------------- suppliers
def suppliers(source: Source) -> list[SupplierDraft]:
    """Vendors, each with its first contact and its own fastest lead time."""
    contacts = _contacts_of(source)
    days: dict[str, list[int]] = {}
    for row in source.rows("ProductVendor"):
        days.setdefault(row["BusinessEntityID"], []).append(int(row["AverageLeadTime"]))
    return [_supplier(source, row, contacts, days) for row in source.rows("Vendor")]


def _supplier(
    source: Source, row: Row, contacts: Mapping[str, list[Row]], days: Mapping[str, list[int]]
) -> SupplierDraft:
    entity = row["BusinessEntityID"]
    first = contacts[entity][0]["PersonID"] if entity in contacts else ""
    known = source.places.get(entity, {})
    preferred = "preferred vendor" if row["PreferredVendorStatus"] == "1" else "not preferred"
    return SupplierDraft(
        code=row["AccountNumber"],
        name=row["Name"],
        name_en=row["Name"],
        contact=full_name(source.people[first]) if first else "",
        phone=source.phones.get(first, ""),
        email=source.emails.get(first, ""),
        address=known.get(MAIN_OFFICE, next(iter(known.values()), "")),
        currency=CURRENCY,
        tax_code=TAX_CODE,
        lead_time_days=min(days.get(entity, [0])),
        notes=f"Credit rating {row['CreditRating']}, {preferred}.",
        active=row["ActiveFlag"] == "1",
    )


def _contacts_of(source: Source) -> dict[str, list[Row]]:
    """Rows of BusinessEntityContact by whose contact it is."""
    found: dict[str, list[Row]] = {}
    for row in source.rows("BusinessEntityContact"):
        found.setdefault(row["BusinessEntityID"], []).append(row)
    return found


def sources(source: Source) -> list[SheetRow]:
    """Who sells which product; the cheapest is asked first. Quantities are in the vendor's unit, which the notes name."""
    offers: dict[str, list[Row]] = {}
    for row in source.rows("ProductVendor"):
        offers.setdefault(row["ProductID"], []).append(row)
    ranked = {
        (row["ProductID"], row["BusinessEntityID"]): place
        for of_product in offers.values()
        for place, row in enumerate(sorted(of_product, key=lambda row: number(row["StandardPrice"])), 1)
    }
    return _numbered(
        {
            "item": source.codes[row["ProductID"]], "supplier": source.vendors[row["BusinessEntityID"]],
            "lead_time_days": int(row["AverageLeadTime"]), "minimum": number(row["MinOrderQty"]),
            "priority": ranked[row["ProductID"], row["BusinessEntityID"]], "price": number(row["StandardPrice"]),
            "currency": CURRENCY, "notes": f"Sold by {row['UnitMeasureCode'].strip()}, at most {row['MaxOrderQty']} at once.",
        }
        for row in source.rows("ProductVendor")
    )  # fmt: skip


# ---------------------------------------------------------------- customers
def customers(source: Source) -> list[SheetRow]:
    """Stores and persons as customers, under the account numbers of the source."""
    stores = {row["BusinessEntityID"]: row["Name"] for row in source.rows("Store")}
    territories = {row["TerritoryID"]: row["Name"] for row in source.rows("SalesTerritory")}
    return _numbered(_customer(source, row, stores, territories) for row in source.rows("Customer"))


def _customer(source: Source, row: Row, stores: Mapping[str, str], territories: Mapping[str, str]) -> dict[str, Any]:
    """The store where there is one, else the person; telephone and mail are the person's."""
    entity, person = row["StoreID"] or row["PersonID"], row["PersonID"]
    name = stores[row["StoreID"]] if row["StoreID"] else full_name(source.people[person])
    places = source.places.get(entity, {})
    return {
        "code": row["AccountNumber"], "name": name, "name_en": name, "kind": "dealer" if row["StoreID"] else "end_user",
        "stage": "target", "region": territories.get(row["TerritoryID"], ""),
        "address": places.get(MAIN_OFFICE) or places.get(HOME, ""),
        "ship_to_address": places.get(SHIPPING, ""), "phone": source.phones.get(person, ""),
        "email": source.emails.get(person, ""), "currency": CURRENCY, "tax_code": TAX_CODE, "paper_language": "en",
    }  # fmt: skip


def contacts(source: Source) -> list[SheetRow]:
    """Persons of stores, at the customer that orders for the store (a bare second row of it exists in the source)."""
    titles = {row["ContactTypeID"]: row["Name"] for row in source.rows("ContactType")}
    return _numbered(_store_contacts(source, titles))


def _store_contacts(source: Source, titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    ordering: dict[str, Row] = {}
    for row in source.rows("Customer"):
        if row["StoreID"] and (row["PersonID"] or row["StoreID"] not in ordering):
            ordering[row["StoreID"]] = row
    for row in source.rows("BusinessEntityContact"):
        customer = ordering.get(row["BusinessEntityID"])
        if customer is not None:
            person = row["PersonID"]
            yield {
                "customer": customer["AccountNumber"], "name": full_name(source.people[person]),
                "title": titles[row["ContactTypeID"]], "phone": source.phones.get(person, ""),
                "email": source.emails.get(person, ""), "is_main": person == customer["PersonID"],
            }  # fmt: skip
