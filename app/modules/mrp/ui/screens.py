"""Screens of the mrp room: the planner's lists, a planned order's page, the plan on an item's page."""

from app.i18n import N_
from app.modules.mrp import queries, services
from app.modules.mrp.drafts import PlannedOrderDraft
from app.registry import Action, Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

STATE: dict[str, tuple[str, Status]] = {
    "proposed": (N_("Proposed"), "waiting"),
    "firm": (N_("Firm"), "active"),
    "released": (N_("Released"), "done"),
    "dropped": (N_("Dropped"), "hold"),
}
KIND: dict[str, tuple[str, Status]] = {
    "make": (N_("Make"), "neutral"),
    "buy": (N_("Buy"), "neutral"),
    "outsource": (N_("Outsource"), "neutral"),
}
MESSAGE: dict[str, tuple[str, Status]] = {
    "expedite": (N_("Expedite"), "late"),
    "past_due_receipt": (N_("Overdue receipt"), "late"),
    "release_past_due": (N_("Release past due"), "late"),
    "below_safety": (N_("Below safety stock"), "late"),
    "defer": (N_("Defer"), "hold"),
    "cancel": (N_("Cancel"), "hold"),
    **{key: (queries.MESSAGES[key], "waiting") for key in (
        "bom_loop", "item_without_bom", "item_not_planned", "quantity_negative", "lead_time_negative", "lot_negative",
        "safety_stock_negative",
    )},
}  # fmt: skip
MESSAGE_STATE: dict[str, tuple[str, Status]] = {
    "open": (N_("To decide"), "waiting"),
    "applied": (N_("Applied"), "done"),
    "ignored": (N_("Ignored"), "hold"),
}
RUN = Action("run", N_("Run planning"), "mrp.run", services.run_now, icon="play", on="nothing")

PLANNED_ORDERS = ListSpec(
    view="planned_order_list",
    search_kind="item",
    search_id="item_id",
    default_sort="start_date",
    columns=(
        Column("state", N_("State"), "state", 84, status=STATE),
        Column("item_code", N_("Item"), "code", 112, link="items.item", link_id="item_id", frozen=True),
        Column("item_name", N_("Name"), "text", 150, stretch=True),
        Column("specification", N_("Specification"), "text", 120),
        Column("kind", N_("Source"), "state", 76, status=KIND),
        Column("quantity", N_("Quantity"), "quantity", 72),
        Column("unit_name", N_("Unit"), "text", 48),
        Column("start_date", N_("Start"), "date", 98, late="is_late"),
        Column("due_date", N_("Due date"), "date", 98),
        Column("supplier_name", N_("Proposed supplier"), "text", 130),
        Column("net", N_("Net requirement"), "quantity", 100, hidden=True),
        Column("level", N_("Low-level code"), "number", 64, hidden=True),
        Column("planner_name", N_("Planner"), "text", 90, hidden=True),
        Column("made_number", N_("Became"), "code", 126),
        Column("released_at", N_("Released on"), "datetime", 130, hidden=True),
        Column("released_by_name", N_("Released by"), "text", 90, hidden=True),
    ),
    saved=(
        SavedFilter("open", N_("To release"), "state:proposed,firm", "start_date", "waiting"),
        SavedFilter("late", N_("Past due"), "state:proposed,firm start_date:..-1", "start_date", "late"),
        SavedFilter("buy", N_("To buy"), "state:proposed,firm kind:buy", "start_date"),
        SavedFilter("make", N_("To make"), "state:proposed,firm kind:make", "start_date"),
        SavedFilter("released", N_("Released"), "state:released", "-start_date", "done"),
    ),
    group_by=("kind", "supplier_name", "planner_name", "start_date", "state"),
    kinds=("planned_order", "plan_run"),
)

EXCEPTIONS = ListSpec(
    view="plan_exception_list",
    search_kind="item",
    search_id="item_id",
    default_sort="to_date",
    columns=(
        Column("kind", N_("Exception"), "state", 120, status=MESSAGE),
        Column("item_code", N_("Item"), "code", 112, link="items.item", link_id="item_id", frozen=True),
        Column("item_name", N_("Name"), "text", 150, stretch=True),
        Column("specification", N_("Specification"), "text", 120),
        Column("quantity", N_("Quantity"), "quantity", 80),
        Column("from_date", N_("From"), "date", 92),
        Column("to_date", N_("To"), "date", 92),
        Column("days", N_("Working days"), "number", 68),
        Column("detail", N_("Detail"), "text", 120),
        Column("planner_name", N_("Planner"), "text", 76),
        Column("state", N_("State"), "state", 84, status=MESSAGE_STATE),
        Column("acted_by_name", N_("Acted by"), "text", 90, hidden=True),
        Column("acted_at", N_("Acted on"), "datetime", 130, hidden=True),
    ),
    saved=(
        SavedFilter("open", N_("To decide"), "state:open", "to_date", "waiting"),
        SavedFilter("urgent", N_("Urgent"), "state:open kind:expedite,past_due_receipt,release_past_due", "to_date", "late"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("kind", "planner_name", "item_code", "state"),
    kinds=("plan_exception", "plan_run"),
)  # fmt: skip

RUNS = ListSpec(
    view="plan_run_list",
    default_sort="-id",
    columns=(
        Column("at", N_("Planned at"), "datetime", 140),
        Column("by_name", N_("Who"), "text", 100),
        Column("horizon_days", N_("Horizon, days"), "number", 100),
        Column("items", N_("Items planned"), "number", 100),
        Column("orders", N_("Planned orders"), "number", 110),
        Column("messages", N_("Exception messages"), "number", 120),
        Column("seconds", N_("Seconds"), "quantity", 90),
        Column("is_current", N_("Current plan"), "bool", 90),
    ),
    kinds=("plan_run",),
)

PLANNED_ORDER_FORM = FormSpec(
    kind="planned_order",
    title=N_("Planned order"),
    list_screen="mrp.planned_orders",
    draft=PlannedOrderDraft,
    load=queries.load_order,
    blank=queries.blank_order,
    save=services.save_planned_order,
    edit_permission="mrp.release",
    kinds=("planned_order", "plan_run"),
    fields=(
        Field("item", N_("Item"), "lookup", lookup="items.item", computed=True, span=2, link="items.item"),
        Field("specification", N_("Specification"), computed=True),
        Field("kind", N_("Source"), "choice", computed=True, choices=tuple((k, t) for k, (t, _look) in KIND.items())),
        Field("quantity", N_("Quantity"), "quantity", required=True),
        Field("unit_name", N_("Unit"), computed=True),
        Field("start_date", N_("Start"), "date", required=True),
        Field("due_date", N_("Due date"), "date", required=True),
        Field("supplier", N_("Supplier"), "lookup", lookup="suppliers.supplier", span=2),
        Field("made_number", N_("Became"), "code", computed=True),
    ),
)

SCREENS = (
    ScreenSpec("mrp.exceptions", N_("Exception messages"), "planning", "mrp.read", "warning", list=EXCEPTIONS, actions=(
        Action("apply", N_("Act on it"), "mrp.release", services.apply, icon="check"),
        Action("ignore", N_("Ignore"), "mrp.release", services.ignore, icon="bell-slash"),
        RUN,
    ), order=10),
    ScreenSpec("mrp.planned_orders", N_("Planned orders"), "planning", "mrp.read", "calendar-check", list=PLANNED_ORDERS,
               opens="mrp.planned_order", actions=(
        Action("release", N_("Release"), "mrp.release", services.release, icon="paper-plane-tilt"),
        Action("firm", N_("Make firm"), "mrp.release", services.firm, icon="push-pin"),
        Action("drop", N_("Let go"), "mrp.release", services.drop, icon="trash", asks="confirm"),
        RUN,
    ), order=11),
    ScreenSpec("mrp.planned_order", N_("Planned order"), "planning", "mrp.read", "calendar-check", form=PLANNED_ORDER_FORM,
               menu=False),
    ScreenSpec("mrp.runs", N_("Planning runs"), "planning", "mrp.read", "clock-counter-clockwise", list=RUNS,
               actions=(RUN,), order=12),
)  # fmt: skip

PANELS = (
    PanelSpec("mrp.planned_order", "mrp.why", N_("Why"), "mrp.read", load=queries.why, order=10),
    PanelSpec("items.item", "mrp.plan", N_("Plan"), "mrp.read", load=queries.item_sections, order=40),
)
