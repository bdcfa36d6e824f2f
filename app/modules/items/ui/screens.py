"""Screens of the items room, and what it adds to the page of a supplier."""

from app.i18n import N_
from app.modules.items import queries, services
from app.modules.items.drafts import BomDraft, GroupDraft, ItemDraft, SourceDraft, UnitDraft
from app.modules.items.queries import structure
from app.modules.items.services import boms
from app.modules.items.sheets import SOURCE_TITLES
from app.registry import Action, Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

BOM_STATE: dict[str, tuple[str, Status]] = {
    "draft": (N_("Draft"), "neutral"),
    "approved": (N_("Approved"), "done"),
    "retired": (N_("Retired"), "hold"),
}
SOURCE: dict[str, tuple[str, Status]] = {key: (title, "neutral") for key, title in SOURCE_TITLES}

# ---------------------------------------------------------------- items
ITEMS = ListSpec(
    view="item_list",
    search_kind="item",
    default_sort="sort_key",
    columns=(
        Column("code", N_("Code"), "code", 130, link="items.item", frozen=True),
        Column("name", N_("Name"), "text", 200, stretch=True, frozen=True, second="specification"),
        Column("specification", N_("Specification"), "text", 130, hidden=True),
        Column("group_code", N_("Group"), "code", 90, second="group_name"),
        Column("group_name", N_("Group name"), "text", 120, hidden=True),
        Column("source", N_("Item class"), "choice", 84, status=SOURCE),
        Column("unit_name", N_("Unit"), "text", 56),
        Column("lead_time_days", N_("Lead time (days)"), "number", 84),
        Column("safety_stock", N_("Safety stock"), "quantity", 100),
        Column("price_with_tax", N_("Price with tax"), "price", 100, currency="currency"),
        Column("floor_price", N_("Floor price"), "price", 110, currency="currency", hidden=True),
        Column("currency", N_("Currency"), "text", 64, hidden=True),
        Column("cost", N_("Cost"), "price", 110, hidden=True),
        Column("drawing_no", N_("Drawing number"), "code", 120),
        Column("brand", N_("Brand"), "text", 110, hidden=True),
        Column("mnemonic", N_("Mnemonic"), "code", 90, hidden=True),
        Column("name_en", N_("English name"), "text", 180, hidden=True),
        Column("lot_minimum", N_("Minimum lot"), "quantity", 100, hidden=True),
        Column("lot_multiple", N_("Lot multiple"), "quantity", 100, hidden=True),
        Column("planner_name", N_("Planner"), "text", 90, hidden=True),
        Column("is_serial", N_("Kept by serial number"), "bool", 90, hidden=True),
        Column("is_lot", N_("Lots"), "bool", 70, hidden=True),
        Column("has_bom", N_("Has BOM"), "bool", 80),
        Column("warranty_months", N_("Warranty (months)"), "number", 90, hidden=True),
        Column("tax_code_cn", N_("Tax classification code"), "code", 150, hidden=True),
        Column("active", N_("Active"), "bool", 70),
        Column("sort_key", N_("Sort key"), "text", 100, hidden=True, filterable=False),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("active", N_("Active items"), "active:yes"),
        SavedFilter("made_without_bom", N_("Made, without BOM"), "source:make has_bom:no", "", "waiting"),
    ),
    group_by=("group_code", "source", "planner_name"),
    kinds=("item", "item_price", "item_cost", "bom"),
)

ITEM_FORM = FormSpec(
    kind="item",
    title=N_("Item"),
    list_screen="items.items",
    draft=ItemDraft,
    load=queries.load,
    blank=queries.blank,
    save=services.save,
    kinds=("item",),
    fields=(
        Field("name", N_("Name"), required=True, span=2),
        Field("specification", N_("Specification"), span=2),
        Field("code", N_("Code"), "code", help=N_("Left empty, the next free code is taken")),
        Field("group", N_("Group"), "lookup", lookup="items.group"),
        Field("source", N_("Item class"), "choice", choices=SOURCE_TITLES, default="buy"),
        Field("unit", N_("Unit"), "lookup", required=True, lookup="items.unit"),
        Field("drawing_no", N_("Drawing number"), "code"),
        Field("brand", N_("Brand")),
        Field("mnemonic", N_("Mnemonic"), "code"),
        Field("active", N_("Active"), "bool", default=True),
        Field("name_en", N_("English name"), span=2),
        Field("lead_time_days", N_("Lead time (days)"), "number"),
        Field("safety_stock", N_("Safety stock"), "quantity"),
        Field("lot_minimum", N_("Minimum lot"), "quantity"),
        Field("lot_multiple", N_("Lot multiple"), "quantity", help=N_("Ordered in whole multiples; 0 = any quantity")),
        Field("planner", N_("Planner"), "lookup", lookup="office.person"),
        Field("price_with_tax", N_("Price with tax"), "price", permission="items.prices"),
        Field("floor_price", N_("Floor price"), "price", permission="items.prices",
              help=N_("Below it a sale needs approval")),
        Field("price_currency", N_("Currency"), "lookup_code", lookup="office.currency", permission="items.prices"),
        Field("tax_code", N_("Tax"), "lookup_code", lookup="office.tax"),
        Field("tax_code_cn", N_("Tax classification code"), "code"),
        Field("cost", N_("Cost"), "price", permission="items.costs"),
        Field("default_bin", N_("Default bin"), "lookup", lookup="stock.bin"),
        Field("is_serial", N_("Kept by serial number"), "bool"),
        Field("is_lot", N_("Lots"), "bool"),
        Field("warranty_months", N_("Warranty (months)"), "number"),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    tabs=(
        (N_("Planning data"), ("lead_time_days", "safety_stock", "lot_minimum", "lot_multiple", "planner")),
        (N_("Commercial"), ("price_with_tax", "floor_price", "price_currency", "tax_code", "tax_code_cn", "cost",
                            "name_en")),
        (N_("Stock and service"), ("default_bin", "is_serial", "is_lot", "warranty_months", "notes")),
    ),
)  # fmt: skip

# ---------------------------------------------------------------- groups and units
GROUPS = ListSpec(
    view="item_group_list",
    default_sort="code",
    columns=(
        Column("code", N_("Code"), "code", 130, link="items.group", frozen=True),
        Column("name", N_("Name"), "text", 220, stretch=True),
        Column("name_en", N_("English name"), "text", 180),
        Column("parent_code", N_("Parent"), "code", 110, second="parent_name"),
        Column("parent_name", N_("Parent name"), "text", 140, hidden=True),
        Column("items", N_("Items"), "number", 80),
    ),
    kinds=("item_group", "item"),
)

GROUP_FORM = FormSpec(
    kind="item_group",
    title=N_("Item group"),
    list_screen="items.groups",
    draft=GroupDraft,
    load=queries.load_group,
    blank=queries.blank_group,
    save=services.save_group,
    edit_permission="items.edit",
    kinds=("item_group",),
    fields=(
        Field("code", N_("Code"), "code", required=True, help=N_("01.02.0003 stands below 01.02")),
        Field("name", N_("Name"), required=True, span=2),
        Field("name_en", N_("English name"), span=2),
    ),
)

UNITS = ListSpec(
    view="unit",
    default_sort="code",
    columns=(
        Column("code", N_("Code"), "code", 100, link="items.unit", frozen=True),
        Column("name", N_("Name"), "text", 160, stretch=True),
        Column("name_en", N_("English name"), "text", 160),
        Column("digits", N_("Decimals"), "number", 80),
    ),
    kinds=("unit",),
)

UNIT_FORM = FormSpec(
    kind="unit",
    title=N_("Unit"),
    list_screen="items.units",
    draft=UnitDraft,
    load=queries.load_unit,
    blank=queries.blank_unit,
    save=services.save_unit,
    edit_permission="items.edit",
    kinds=("unit",),
    fields=(
        Field("code", N_("Code"), "code", required=True),
        Field("name", N_("Name"), required=True),
        Field("name_en", N_("English name")),
        Field("digits", N_("Decimals"), "number", help=N_("Decimals that quantities in this unit may have, 0 to 4")),
    ),
)

# ---------------------------------------------------------------- sources
SOURCES = ListSpec(
    view="item_source_list",
    search_kind="item",
    search_id="item_id",
    default_sort="priority",
    columns=(
        Column("priority", N_("Priority"), "number", 70),
        Column("item_code", N_("Item code"), "code", 120, link="items.item", link_id="item_id"),
        Column("item_name", N_("Item"), "text", 200, stretch=True, second="specification"),
        Column("specification", N_("Specification"), "text", 130, hidden=True),
        Column("supplier_code", N_("Supplier code"), "code", 90, hidden=True),
        Column("supplier_name", N_("Supplier"), "text", 200, link="suppliers.supplier", link_id="supplier_id"),
        Column("supplier_item_code", N_("Supplier's code"), "code", 120),
        Column("lead_time_days", N_("Lead time (days)"), "number", 90),
        Column("minimum", N_("Minimum"), "quantity", 100, second="unit_name"),
        Column("unit_name", N_("Unit"), "text", 56, hidden=True),
        Column("price", N_("Price with tax"), "price", 110, currency="currency"),
        Column("currency", N_("Currency"), "text", 64, hidden=True),
        Column("active", N_("Active"), "bool", 70),
    ),
    group_by=("supplier_name",),
    kinds=("item_source",),
)

SOURCE_FORM = FormSpec(
    kind="item_source",
    title=N_("Source of an item"),
    list_screen="items.sources",
    draft=SourceDraft,
    load=queries.load_source,
    blank=queries.blank_source,
    save=services.save_source,
    edit_permission="items.sources",
    kinds=("item_source",),
    fields=(
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", span=2, link="items.item"),
        Field("supplier", N_("Supplier"), "lookup", required=True, lookup="suppliers.supplier", span=2,
              link="suppliers.supplier", fills={"currency": "currency", "lead_time_days": "lead_time_days"}),
        Field("supplier_item_code", N_("Supplier's code"), "code"),
        Field("lead_time_days", N_("Lead time (days)"), "number"),
        Field("minimum", N_("Minimum"), "quantity"),
        Field("priority", N_("Priority"), "number", help=N_("1 = first asked"), default=1),
        Field("price", N_("Price with tax"), "price", permission="purchasing.prices"),
        Field("currency", N_("Currency"), "lookup_code", lookup="office.currency", permission="purchasing.prices"),
        Field("active", N_("Active"), "bool", default=True),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
)  # fmt: skip

# ---------------------------------------------------------------- bills of materials
BOMS = ListSpec(
    view="bom_list",
    search_kind="item",
    search_id="item_id",
    default_sort="item_code",
    columns=(
        Column("state", N_("State"), "state", 90, status=BOM_STATE),
        Column("item_code", N_("Item code"), "code", 120, link="items.bom", frozen=True),
        Column("item_name", N_("Item"), "text", 190, stretch=True, second="specification", frozen=True),
        Column("specification", N_("Specification"), "text", 130, hidden=True),
        Column("version_no", N_("Version"), "code", 64),
        Column("lines", N_("Components"), "number", 74),
        Column("valid_from", N_("Valid from"), "date", 92),
        Column("valid_to", N_("Valid to"), "date", 92),
        Column("approved_by_name", N_("Approved by"), "text", 84),
        Column("approved_at", N_("Approved at"), "datetime", 116),
        Column("updated_by_name", N_("Changed by"), "text", 90, hidden=True),
        Column("updated_at", N_("Changed at"), "datetime", 130, hidden=True),
        Column("notes", N_("Notes"), "text", 120),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("draft", N_("To approve"), "state:draft", "", "waiting"),
        SavedFilter("approved", N_("Approved"), "state:approved"),
    ),
    group_by=("state",),
    kinds=("bom", "item"),
)

BOM_FORM = FormSpec(
    kind="bom",
    title=N_("Bill of materials"),
    list_screen="items.boms",
    draft=BomDraft,
    load=structure.load_bom,
    blank=structure.blank_bom,
    save=boms.save,
    review=structure.review_bom,
    edit_permission="items.edit",
    kinds=("bom",),
    fields=(
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", span=2, link="items.item",
              fills={"specification": "specification", "unit": "unit"}),
        Field("specification", N_("Specification"), computed=True),
        Field("unit", N_("Unit"), computed=True),
        Field("version_no", N_("Version"), "code", help=N_("Left empty, the next number is taken")),
        Field("valid_from", N_("Valid from"), "date"),
        Field("valid_to", N_("Valid to"), "date", help=N_("First day on which it is valid no more; empty = open")),
        Field("notes", N_("Notes"), span=2),
    ),
    line_fields=(
        Field("component", N_("Component"), "lookup", required=True, lookup="items.item", width=120, link="items.item",
              fills={"name": "name", "specification": "specification", "unit": "unit", "source": "source"}),
        Field("name", N_("Name"), computed=True, width=130, stretch=True),
        Field("specification", N_("Specification"), computed=True, width=130),
        Field("source", N_("Item class"), "choice", choices=SOURCE_TITLES, computed=True, width=64),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=72),
        Field("unit", N_("Unit"), computed=True, width=48),
        Field("scrap", N_("Scrap"), "percent", width=64),
        Field("valid_from", N_("Valid from"), "date", width=90),
        Field("valid_to", N_("Valid to"), "date", width=90),
        Field("notes", N_("Notes"), width=110),
    ),
)  # fmt: skip

WHERE_USED = ListSpec(
    view="where_used",
    search_kind="item",
    search_id="component_id",
    default_sort="item_code",
    columns=(
        Column("state", N_("State"), "state", 90, status=BOM_STATE),
        Column("item_code", N_("Used in"), "code", 130, link="items.bom", link_id="bom_id"),
        Column("item_name", N_("Item"), "text", 200, stretch=True, second="specification"),
        Column("specification", N_("Specification"), "text", 130, hidden=True),
        Column("version_no", N_("Version"), "code", 70),
        Column("quantity", N_("Quantity"), "quantity", 90, second="unit_name"),
        Column("unit_name", N_("Unit"), "text", 56, hidden=True),
        Column("scrap", N_("Scrap"), "percent", 70),
        Column("valid_from", N_("Valid from"), "date", 100),
        Column("valid_to", N_("Valid to"), "date", 100),
    ),
    kinds=("bom",),
)

SCREENS = (
    ScreenSpec("items.items", N_("Items"), "planning", "items.read", "cube", list=ITEMS, opens="items.item",
               new_permission="items.edit", order=60),
    ScreenSpec("items.item", N_("Item"), "planning", "items.read", "cube", form=ITEM_FORM, new_permission="items.edit",
               menu=False),
    ScreenSpec("items.boms", N_("Bills of materials"), "planning", "items.read", "tree-structure", list=BOMS,
               opens="items.bom", new_permission="items.edit", order=65),
    ScreenSpec("items.bom", N_("Bill of materials"), "planning", "items.read", "tree-structure", form=BOM_FORM,
               lifecycle="bom", new_permission="items.edit", menu=False,
               actions=(Action("delete", N_("Delete draft"), "items.edit", boms.delete, icon="trash", asks="confirm",
                              states=("draft",)),)),
    ScreenSpec("items.sources", N_("Sources of items"), "purchasing", "suppliers.read", "handshake", list=SOURCES,
               opens="items.source", new_permission="items.sources", order=65),
    ScreenSpec("items.source", N_("Source of an item"), "purchasing", "suppliers.read", "handshake", form=SOURCE_FORM,
               new_permission="items.sources", menu=False),
    ScreenSpec("items.groups", N_("Item groups"), "planning", "items.read", "folder", list=GROUPS, opens="items.group",
               new_permission="items.edit", order=80),
    ScreenSpec("items.group", N_("Item group"), "planning", "items.read", "folder", form=GROUP_FORM,
               new_permission="items.edit", menu=False),
    ScreenSpec("items.units", N_("Units"), "planning", "items.read", "scales", list=UNITS, opens="items.unit",
               new_permission="items.edit", order=85),
    ScreenSpec("items.unit", N_("Unit"), "planning", "items.read", "scales", form=UNIT_FORM,
               new_permission="items.edit", menu=False),
)  # fmt: skip

PANELS = (
    PanelSpec("items.item", "items.structure_panel", N_("Structure"), "items.read", load=structure.tree_sections,
              order=10),
    PanelSpec("items.item", "items.boms_panel", N_("Versions of its BOM"), "items.read", BOMS, "item_id",
              opens="items.bom", order=20),
    PanelSpec("items.item", "items.where_used_panel", N_("Where used"), "items.read", WHERE_USED, "component_id",
              opens="", order=30),
    PanelSpec("items.item", "items.sources_panel", N_("Supply sources"), "suppliers.read", SOURCES, "item_id",
              opens="items.source", order=40),
    PanelSpec("suppliers.supplier", "items.supplied_panel", N_("Items supplied"), "suppliers.read", SOURCES,
              "supplier_id", opens="items.source", order=10),
)  # fmt: skip
