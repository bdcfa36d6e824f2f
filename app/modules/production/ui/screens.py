"""Screens of the production room: journals of tasks and material, what is short, a task's page."""

from app.i18n import N_
from app.modules.production import queries, services
from app.modules.production.drafts import TaskDraft
from app.modules.production.module import TASK_LIFE
from app.registry import Action, Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

STATE: dict[str, tuple[str, Status]] = {s.key: (s.title, s.status) for s in TASK_LIFE.states}
KIND: dict[str, tuple[str, Status]] = {
    "make": (N_("Own shop"), "neutral"),
    "outsource": (N_("Outsourced"), "neutral"),
}

TASKS = ListSpec(
    view="production_task_list",
    scope="production",
    search_kind="production_task",
    default_sort="start_date",
    columns=(
        Column("state", N_("State"), "state", 84, status=STATE),
        Column("number", N_("Number"), "code", 128, link="production.task", frozen=True),
        Column("item_code", N_("Item"), "code", 112, link="items.item", link_id="item_id"),
        Column("item_name", N_("Name"), "text", 146, stretch=True),
        Column("specification", N_("Specification"), "text", 120),
        Column("drawing_no", N_("Drawing"), "code", 110, hidden=True),
        Column("quantity", N_("Quantity"), "quantity", 68, total=True),
        Column("completed", N_("Completed"), "quantity", 68, total=True),
        Column("unit_name", N_("Unit"), "text", 44),
        Column("start_date", N_("Start"), "date", 98, late="is_start_late"),
        Column("due_date", N_("Due date"), "date", 98, late="is_late"),
        Column("issued", N_("Material issued"), "bar", 92),
        Column("made", N_("Completion"), "bar", 90, hidden=True),
        Column("kind", N_("Made where"), "state", 90, status=KIND, hidden=True),
        Column("supplier_name", N_("Supplier"), "text", 140, hidden=True),
        Column("owner_name", N_("Who"), "text", 74),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
        Column("notes", N_("Notes"), "text", 140, hidden=True),
    ),
    saved=(
        SavedFilter("open", N_("Not finished"), "state:planned,confirmed,released,in_work,suspended", "start_date", "active"),
        SavedFilter("late", N_("Late"), "state:planned,confirmed,released,in_work,suspended due_date:..-1", "due_date", "late"),
        SavedFilter("planned", N_("To confirm"), "state:planned", "start_date", "waiting"),
        SavedFilter("done", N_("Done"), "state:completed,closed", "-due_date", "done"),
    ),
    group_by=("state", "item_code", "start_date", "owner_name"),
    kinds=("production_task", "stock_document"),
)  # fmt: skip

MATERIALS = ListSpec(
    view="task_material_list",
    scope="production",
    search_kind="item",
    search_id="item_id",
    default_sort="start_date",
    columns=(
        Column("state", N_("State"), "state", 84, status=STATE),
        Column("number", N_("Task"), "code", 128, link="production.task", link_id="task_id", frozen=True),
        Column("product_code", N_("Product"), "code", 112),
        Column("product_name", N_("Product name"), "text", 110),
        Column("item_code", N_("Material"), "code", 112, link="items.item", link_id="item_id"),
        Column("item_name", N_("Name"), "text", 130, stretch=True),
        Column("specification", N_("Specification"), "text", 110),
        Column("quantity", N_("Asked"), "quantity", 72),
        Column("issued", N_("Issued"), "quantity", 66),
        Column("outstanding", N_("Outstanding"), "quantity", 76),
        Column("unit_name", N_("Unit"), "text", 44),
        Column("start_date", N_("Start"), "date", 92),
        Column("notes", N_("Notes"), "text", 120, hidden=True),
    ),
    saved=(
        SavedFilter("issue", N_("To issue"), "state:released,in_work outstanding:>0", "start_date", "waiting"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("number", "item_code", "start_date"),
    kinds=("production_task", "task_material", "stock_document"),
)

SHORTAGES = ListSpec(
    view="task_shortage_list",
    scope="production",
    search_kind="item",
    search_id="item_id",
    default_sort="start_date",
    columns=(
        Column("state", N_("State"), "state", 84, status=STATE),
        Column("number", N_("Task"), "code", 128, link="production.task", link_id="task_id", frozen=True),
        Column("product_name", N_("Product name"), "text", 124),
        Column("item_code", N_("Material"), "code", 112, link="items.item", link_id="item_id"),
        Column("item_name", N_("Name"), "text", 126, stretch=True),
        Column("specification", N_("Specification"), "text", 110),
        Column("outstanding", N_("Outstanding"), "quantity", 76),
        Column("free", N_("Free stock"), "quantity", 76),
        Column("short", N_("Short"), "quantity", 72),
        Column("unit_name", N_("Unit"), "text", 44),
        Column("start_date", N_("Start"), "date", 92),
        Column("next_receipt", N_("Next receipt"), "date", 96),
    ),
    group_by=("item_code", "number", "start_date"),
    kinds=("production_task", "task_material", "stock_document"),
)

TASK_FORM = FormSpec(
    kind="production_task",
    title=N_("Production task"),
    list_screen="production.tasks",
    draft=TaskDraft,
    load=queries.load,
    blank=queries.blank,
    save=services.save,
    edit_permission="production.edit",
    kinds=("production_task", "task_material", "stock_document"),
    fields=(
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", span=2, link="items.item"),
        Field("specification", N_("Specification"), computed=True),
        Field("quantity", N_("Quantity"), "quantity", required=True),
        Field("unit_name", N_("Unit"), computed=True),
        Field("start_date", N_("Start"), "date", required=True),
        Field("due_date", N_("Due date"), "date", required=True),
        Field("completed", N_("Completed"), "quantity", computed=True),
        Field("kind", N_("Made where"), "choice", choices=tuple((k, t) for k, (t, _look) in KIND.items())),
        Field("supplier", N_("Supplier"), "lookup", lookup="suppliers.supplier", span=2),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    line_fields=(
        Field("item", N_("Material"), "lookup", required=True, lookup="items.item", width=120, link="items.item",
              fills={"specification": "specification", "unit": "unit"}),
        Field("specification", N_("Specification"), computed=True, width=140, stretch=True),
        Field("per_piece", N_("Per piece"), "quantity", width=80,
              help=N_("Left empty, the quantity does not follow the task's")),
        Field("scrap", N_("Scrap"), "percent", width=64),
        Field("quantity", N_("Asked"), "quantity", width=84),
        Field("unit", N_("Unit"), computed=True, width=48),
        Field("issued", N_("Issued"), "quantity", computed=True, width=90),
        Field("outstanding", N_("Outstanding"), "quantity", computed=True, width=90),
        Field("free", N_("Free stock"), "quantity", computed=True, width=90),
        Field("notes", N_("Notes"), width=100),
    ),
)  # fmt: skip

SCREENS = (
    ScreenSpec("production.tasks", N_("Production tasks"), "production", "production.read", "factory", list=TASKS,
               opens="production.task", lifecycle="production_task", actions=(
        Action("confirm", N_("Confirm"), "production.edit", services.confirm_many, icon="check"),
        Action("release", N_("Release to shop"), "production.release", services.release_many, icon="paper-plane-tilt"),
    ), new_permission="production.edit", order=10),
    ScreenSpec("production.task", N_("Production task"), "production", "production.read", "factory", form=TASK_FORM,
               lifecycle="production_task", actions=(
        Action("copy_bom", N_("Material from bill of materials"), "production.edit", services.copy_bom, icon="tree-structure",
               states=("planned", "confirmed")),
        Action("issue", N_("Issue material"), "stock.issue_production", services.issue_materials, icon="export",
               states=("released", "in_work")),
        Action("complete", N_("Report completion"), "stock.receive_production", services.complete_rest, icon="package",
               states=("released", "in_work")),
    ), new_permission="production.edit", menu=False),
    ScreenSpec("production.materials", N_("Material of tasks"), "production", "production.read", "list-checks",
               list=MATERIALS, opens="production.task", row_id="task_id", order=20),
    ScreenSpec("production.shortages", N_("Short list"), "production", "production.read", "warning-circle", list=SHORTAGES,
               opens="production.task", row_id="task_id", order=30),
)  # fmt: skip

PANELS = (
    PanelSpec(
        "production.task", "production.short", N_("Short"), "production.read", load=queries.shortage_sections, order=10
    ),
    PanelSpec(
        "items.item",
        "production.tasks_panel",
        N_("Production tasks"),
        "production.read",
        TASKS,
        "item_id",
        opens="production.task",
        order=50,
    ),
)
