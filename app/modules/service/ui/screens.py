"""Screens of the service room, and what it adds to the pages of a customer and of a product."""

from app.i18n import N_
from app.modules.service import queries, services
from app.modules.service.drafts import DispatchDraft, RequestDraft
from app.modules.service.module import DISPATCH_LIFE, REQUEST_LIFE
from app.registry import Column, Field, FormSpec, Lifecycle, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status


def _states(life: Lifecycle) -> dict[str, tuple[str, Status]]:
    return {s.key: (s.title, s.status) for s in life.states}


KINDS = (
    ("repair", N_("Repair")), ("complaint", N_("Complaint")), ("installation", N_("Installation")),
    ("commissioning", N_("Commissioning")), ("maintenance", N_("Maintenance")), ("consultation", N_("Consultation")),
    ("follow_up", N_("Follow-up call")), ("training", N_("Training")),
)  # fmt: skip
PRIORITIES = (
    ("urgent", N_("Urgent")),
    ("high", N_("High priority")),
    ("normal", N_("Normal priority")),
    ("low", N_("Low priority")),
)
PRIORITY: dict[str, tuple[str, Status]] = {
    "urgent": (N_("Urgent"), "late"), "high": (N_("High priority"), "waiting"),
    "normal": (N_("Normal priority"), "neutral"), "low": (N_("Low priority"), "neutral"),
}  # fmt: skip
CHARGES = (
    ("", N_("By warranty")), ("warranty", N_("Free, under warranty")), ("billed", N_("Charged")),
    ("goodwill", N_("Free, goodwill")),
)  # fmt: skip
OUTCOMES = (
    ("", ""), ("solved", N_("Solved")), ("waiting_part", N_("Waiting for part")),
    ("return_factory", N_("Return to factory")), ("handed_over", N_("Handed over")),
)  # fmt: skip
CAUSES = (
    ("", ""), ("installation", N_("Installation")), ("part", N_("Part fault")), ("medium", N_("Process medium")),
    ("operation", N_("Operating error")), ("design", N_("Design fault")),
)  # fmt: skip


def _plain(choices: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, Status]]:
    return {key: (title, "neutral") for key, title in choices if key}


REQUESTS = ListSpec(
    view="service_request_list",
    search_kind="service_request",
    default_sort="-opened_at",
    columns=(
        Column("state", N_("State"), "state", 90, status=_states(REQUEST_LIFE), frozen=True),
        Column("number", N_("Number"), "code", 126, link="service.request", frozen=True),
        Column(
            "customer_name", N_("Customer"), "text", 170, link="customers.customer", link_id="customer_id", frozen=True
        ),
        Column("priority", N_("Priority"), "state", 72, status=PRIORITY),
        Column("kind", N_("Kind"), "choice", 64, status=_plain(KINDS)),
        Column("symptom", N_("Symptom"), "text", 180, stretch=True),
        Column("serial", N_("Serial no."), "code", 112, link="products.product", link_id="product_id"),
        Column("item_name", N_("Product"), "text", 150, hidden=True),
        Column("technician_name", N_("Technician"), "text", 76),
        Column("due_at", N_("Due"), "datetime", 126, late="is_late"),
        Column("next_visit_at", N_("Next visit"), "datetime", 116),
        Column("visits", N_("Dispatches"), "number", 60, hidden=True),
        Column("charge", N_("Charge"), "choice", 96, status=_plain(CHARGES), hidden=True),
        Column("warranty_until", N_("Warranty until"), "date", 96, hidden=True),
        Column("opened_at", N_("Opened"), "datetime", 130, hidden=True),
        Column("respond_by", N_("Answer by"), "datetime", 130, hidden=True),
        Column("finish_by", N_("Finish by"), "datetime", 130, hidden=True),
        Column("resolved_at", N_("Resolved"), "datetime", 130, hidden=True),
        Column("satisfaction", N_("Satisfaction"), "number", 80, hidden=True),
        Column("is_open", N_("Not finished"), "bool", 64, hidden=True),
        Column("is_late", N_("Overdue"), "bool", 64, hidden=True),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
    ),
    saved=(
        SavedFilter("open", N_("Not finished"), "is_open:yes"),
        SavedFilter("new", N_("To assign"), "state:new", "opened_at", "waiting"),
        SavedFilter("late", N_("Overdue"), "is_late:yes", "due_at", "late"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("state", "technician_name", "kind", "priority"),
    kinds=("service_request", "service_dispatch"),
)

DISPATCHES = ListSpec(
    view="service_dispatch_list",
    search_kind="service_dispatch",
    default_sort="-planned_at",
    columns=(
        Column("state", N_("State"), "state", 92, status=_states(DISPATCH_LIFE), frozen=True),
        Column("number", N_("Number"), "code", 126, link="service.dispatch", frozen=True),
        Column("planned_at", N_("Planned time"), "datetime", 126, late="is_late"),
        Column("technician_name", N_("Technician"), "text", 76),
        Column("customer_name", N_("Customer"), "text", 170, link="customers.customer", link_id="customer_id"),
        Column("request_number", N_("Service request"), "code", 126, link="service.request", link_id="request_id"),
        Column("visit_no", N_("Visit no."), "number", 60, hidden=True),
        Column("task", N_("What to do"), "text", 180, stretch=True),
        Column("site_address", N_("Site"), "text", 160, hidden=True),
        Column("serial", N_("Serial no."), "code", 112),
        Column("planned_minutes", N_("Minutes"), "number", 70, hidden=True),
        Column("arrived_at", N_("Arrived on site"), "datetime", 130, hidden=True),
        Column("finished_at", N_("Finished"), "datetime", 116),
        Column("outcome", N_("Visit outcome"), "choice", 100, status=_plain(OUTCOMES), hidden=True),
        Column("cause", N_("Cause"), "choice", 84, status=_plain(CAUSES), hidden=True),
        Column("result", N_("Result"), "text", 180, hidden=True),
        Column("charge", N_("Charge"), "money", 90, total=True, hidden=True),
        Column("is_late", N_("Late"), "bool", 64, hidden=True),
    ),
    saved=(
        SavedFilter("open", N_("Not finished"), "state:dispatched,accepted,on_site", "planned_at"),
        SavedFilter("today", N_("Today"), "planned_at:today", "planned_at", "active"),
        SavedFilter("second", N_("Second visit due"), "state:second_visit", "", "late"),
        SavedFilter("sheets", N_("Sheets to come back"), "state:finished", "", "waiting"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("state", "technician_name", "outcome", "cause"),
    kinds=("service_dispatch", "service_request"),
)

REQUEST_FORM = FormSpec(
    kind="service_request",
    title=N_("Service request"),
    list_screen="service.requests",
    draft=RequestDraft,
    load=queries.load_request,
    blank=queries.blank_request,
    save=services.save,
    review=queries.request_review,
    edit_permission="service.edit",
    kinds=("service_request", "service_dispatch"),
    fields=(
        Field("product", N_("Product"), "lookup", lookup="service.product", link="products.product",
              fills={"customer": "customer", "site_address": "site_address"},
              help=N_("Serial number; brings customer, site and warranty along")),
        Field("customer", N_("Customer"), "lookup", lookup="customers.customer", span=2, link="customers.customer",
              help=N_("Left empty, the end user of the product")),
        Field("contact", N_("Contact"), "lookup", lookup="customers.contact", depends="customer"),
        Field("phone", N_("Phone")),
        Field("kind", N_("Kind"), "choice", choices=KINDS, required=True),
        Field("priority", N_("Priority"), "choice", choices=PRIORITIES, required=True),
        Field("charge", N_("Charge"), "choice", choices=CHARGES),
        Field("technician", N_("Technician"), "lookup", lookup="service.technician"),
        Field("opened_at", N_("Opened"), "datetime"),
        Field("respond_by", N_("Answer by"), "datetime", computed=True),
        Field("finish_by", N_("Finish by"), "datetime", computed=True),
        Field("symptom", N_("Symptom"), "memo", required=True, span=2),
        Field("site_address", N_("Site"), span=2),
        Field("access", N_("Access"), span=2, help=N_("How one gets in: badge, helmet, gate")),
        Field("result", N_("Result"), "memo", span=2),
        Field("cause", N_("Cause"), "choice", choices=CAUSES),
        Field("satisfaction", N_("Satisfaction"), "number", help=N_("From 1, not at all, to 5, wholly")),
        Field("survey_notes", N_("What the customer said"), "memo", span=2),
        Field("assigned_at", N_("Assigned"), "datetime", computed=True),
        Field("accepted_at", N_("Accepted"), "datetime", computed=True),
        Field("started_at", N_("Being handled"), "datetime", computed=True),
        Field("resolved_at", N_("Resolved"), "datetime", computed=True),
        Field("surveyed_at", N_("Surveyed"), "datetime", computed=True),
        Field("closed_at", N_("Closed"), "datetime", computed=True),
    ),
    tabs=(
        (N_("Site"), ("site_address", "access")),
        (N_("Result"), ("result", "cause")),
        (N_("Survey"), ("satisfaction", "survey_notes")),
        (N_("Times"), ("assigned_at", "accepted_at", "started_at", "resolved_at", "surveyed_at", "closed_at")),
    ),
)  # fmt: skip

DISPATCH_FORM = FormSpec(
    kind="service_dispatch",
    title=N_("Dispatch"),
    list_screen="service.dispatches",
    draft=DispatchDraft,
    load=queries.load_dispatch,
    blank=queries.blank_dispatch,
    save=services.save_dispatch,
    review=queries.dispatch_review,
    edit_permission="service.edit",
    kinds=("service_dispatch", "service_request"),
    fields=(
        Field("request", N_("Service request"), "lookup", required=True, lookup="service.request", link="service.request",
              span=2),
        Field("technician", N_("Technician"), "lookup", required=True, lookup="service.technician"),
        Field("planned_at", N_("Planned time"), "datetime", required=True),
        Field("planned_minutes", N_("Minutes"), "number", required=True),
        Field("serial", N_("Serial no."), "code", computed=True),
        Field("site_address", N_("Site"), computed=True, span=2),
        Field("task", N_("What to do"), "memo", span=2),
        Field("outcome", N_("Visit outcome"), "choice", choices=OUTCOMES),
        Field("cause", N_("Cause"), "choice", choices=CAUSES),
        Field("result", N_("Result"), "memo", span=2),
        Field("labour_charge", N_("Labour charge"), "money"),
        Field("travel_charge", N_("Travel charge"), "money"),
        Field("accepted_at", N_("Job accepted"), "datetime", computed=True),
        Field("arrived_at", N_("Arrived on site"), "datetime", computed=True),
        Field("finished_at", N_("Finished"), "datetime", computed=True),
        Field("returned_at", N_("Sheet returned"), "datetime", computed=True),
    ),
    tabs=(
        (N_("Result"), ("outcome", "cause", "result", "labour_charge", "travel_charge")),
        (N_("Times"), ("accepted_at", "arrived_at", "finished_at", "returned_at")),
    ),
    line_fields=(
        Field("item", N_("Part to carry"), "lookup", required=True, lookup="items.item", width=150, link="items.item",
              fills={"name": "name", "unit": "unit"}),
        Field("name", N_("Name"), computed=True, width=180, stretch=True),
        Field("unit", N_("Unit"), computed=True, width=56),
        Field("quantity", N_("To carry"), "quantity", width=80, default=1),
        Field("used", N_("Used"), "quantity", width=80),
        Field("serial", N_("New serial no."), "code", width=120),
        Field("old_serial", N_("Old serial no."), "code", width=120),
    ),
)  # fmt: skip

SCREENS = (
    ScreenSpec("service.requests", N_("Service requests"), "service", "service.read", "headset", list=REQUESTS,
               opens="service.request", lifecycle="service_request", new_permission="service.edit", order=10),
    ScreenSpec("service.request", N_("Service request"), "service", "service.read", "headset", form=REQUEST_FORM,
               lifecycle="service_request", new_permission="service.edit", menu=False),
    ScreenSpec("service.dispatches", N_("Dispatches"), "service", "service.read", "map-pin", list=DISPATCHES,
               opens="service.dispatch", lifecycle="service_dispatch", new_permission="service.assign", order=20),
    ScreenSpec("service.dispatch", N_("Dispatch"), "service", "service.read", "map-pin", form=DISPATCH_FORM,
               lifecycle="service_dispatch", new_permission="service.assign", menu=False),
)  # fmt: skip

PANELS = (
    PanelSpec("customers.customer", "service.of_customer", N_("Service requests"), "service.read", REQUESTS,
              "customer_id", opens="service.request", order=60),
    PanelSpec("products.product", "service.of_product", N_("Service history"), "service.read", REQUESTS,
              "product_id", opens="service.request", order=20),
    PanelSpec("service.request", "service.visits", N_("Dispatches"), "service.read", DISPATCHES, "request_id",
              opens="service.dispatch", order=10),
)  # fmt: skip
