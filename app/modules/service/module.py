"""Service: what customers ask for, who goes, what came of it."""

from app.i18n import N_
from app.modules.office.module import ALL
from app.modules.service import papers, queries, services
from app.modules.service.rules import CLOSES, LIMITS, OPENS
from app.modules.service.warnings import WARNINGS
from app.registry import (
    Action,
    Lifecycle,
    LookUp,
    Measure,
    ModuleSpec,
    Numbering,
    Paper,
    PendingWork,
    Permission,
    PushDown,
    Scope,
    Search,
    Setting,
    State,
    Transition,
)

WORK, ASSIGN = "service.work", "service.assign"
OPEN = ("new", "assigned", "accepted", "in_work", "waiting_for_part")

REQUEST_LIFE = Lifecycle(
    kind="service_request",
    title=N_("Service request"),
    states=(
        State("new", N_("New"), "waiting"),
        State("assigned", N_("Assigned"), "waiting"),
        State("accepted", N_("Accepted"), "active"),
        State("in_work", N_("Being handled"), "active"),
        State("waiting_for_part", N_("Waiting for part"), "hold"),
        State("resolved", N_("Resolved"), "done"),
        State("surveyed", N_("Surveyed"), "done"),
        State("closed", N_("Closed"), "neutral"),
        State("cancelled", N_("Cancelled"), "neutral"),
    ),
    transitions=(
        Transition("assign", N_("Assign"), ("new",), "assigned", ASSIGN, services.assign, main=True, icon="user-plus",
                   system=True),
        Transition("reassign", N_("Assign anew"), ("accepted", "in_work", "waiting_for_part"), "assigned", ASSIGN,
                   services.assign, asks="reason"),
        Transition("accept", N_("Accept"), ("assigned",), "accepted", WORK, services.accept, main=True, icon="check",
                   system=True),
        Transition("start", N_("Begin handling"), ("assigned", "accepted", "waiting_for_part"), "in_work", WORK, services.start,
                   main=True, icon="play", system=True),
        Transition("wait", N_("Wait for part"), ("accepted", "in_work"), "waiting_for_part", WORK,
                   services.wait_for_part, asks="reason", icon="hourglass", system=True),
        Transition("resolve", N_("Resolve"), ("accepted", "in_work", "waiting_for_part"), "resolved", WORK,
                   services.resolve, main=True, icon="check-circle", system=True),
        Transition("survey", N_("Survey"), ("resolved",), "surveyed", ASSIGN, services.survey, main=True, asks="reason",
                   icon="phone"),
        Transition("close", N_("Close"), ("surveyed", "resolved"), "closed", ASSIGN, services.close, main=True,
                   icon="lock", guard="guard_no_open_visit"),
        Transition("cancel", N_("Cancel request"), ("new", "assigned", "accepted"), "cancelled", ASSIGN, services.cancel,
                   asks="reason", danger=True, guard="guard_no_open_visit"),
        Transition("reopen", N_("Take up again"), ("resolved", "surveyed", "closed"), "assigned", ASSIGN, services.reopen,
                   asks="reason"),
    ),
    initial=("new",),
    editable=(*OPEN, "resolved", "surveyed"),
    free=("owner_id", "department_id", "customer_owner_id", "customer_department_id", "customer_name"),
)  # fmt: skip

DISPATCH_LIFE = Lifecycle(
    kind="service_dispatch",
    title=N_("Dispatch"),
    states=(
        State("dispatched", N_("Dispatched"), "waiting"),
        State("accepted", N_("Job accepted"), "active"),
        State("on_site", N_("On site"), "active"),
        State("finished", N_("Finished"), "done"),
        State("second_visit", N_("Second visit due"), "hold"),
        State("returned", N_("Sheet returned"), "neutral"),
        State("reassigned", N_("Reassigned"), "neutral"),
        State("refused", N_("Refused"), "late"),
    ),
    transitions=(
        Transition("accept", N_("Accept job"), ("dispatched",), "accepted", WORK, services.accept_dispatch, main=True,
                   icon="check"),
        Transition("refuse", N_("Refuse"), ("dispatched", "accepted"), "refused", WORK, services.refuse_dispatch,
                   asks="reason", danger=True, icon="x-circle"),
        Transition("arrive", N_("Arrive"), ("dispatched", "accepted"), "on_site", WORK, services.arrive, main=True,
                   icon="map-pin"),
        Transition("finish", N_("Finish"), ("on_site",), "finished", WORK, services.finish, main=True, icon="check-circle"),
        Transition("second_visit", N_("Second visit"), ("on_site",), "second_visit", WORK, services.need_second_visit,
                   asks="reason", icon="arrows-clockwise"),
        Transition("return", N_("Sheet returned"), ("finished", "second_visit"), "returned", ASSIGN, services.return_sheet,
                   main=True, icon="file-text"),
        Transition("reassign", N_("Reassign"), ("dispatched", "accepted", "refused"), "reassigned", ASSIGN),
    ),
    initial=("dispatched",),
    editable=("dispatched", "accepted", "on_site", "finished", "second_visit"),
    free=("owner_id", "department_id", "customer_owner_id", "customer_department_id", "customer_name"),
)  # fmt: skip

MINUTES = {
    "urgent": (N_("Urgent: minutes to answer"), N_("Urgent: minutes to finish")),
    "high": (N_("High: minutes to answer"), N_("High: minutes to finish")),
    "normal": (N_("Normal: minutes to answer"), N_("Normal: minutes to finish")),
    "low": (N_("Low: minutes to answer"), N_("Low: minutes to finish")),
}
HELP = N_("Working minutes, within the hours of the service desk on the working calendar")
SETTINGS = (
    *(
        Setting(f"service.{name}_{what}_minutes", MINUTES[name][place], "number", minutes, HELP)
        for name, limit in LIMITS.items()
        for place, (what, minutes) in enumerate(
            (("response", limit.response_minutes), ("finish", limit.finish_minutes))
        )
    ),
    Setting("service.opens", N_("Service desk opens"), "text", OPENS.isoformat("minutes")),
    Setting("service.closes", N_("Service desk closes"), "text", CLOSES.isoformat("minutes")),
)

MODULE = ModuleSpec(
    key="service",
    title=N_("Service"),
    permissions=(
        Permission("service.read", N_("See service requests"), (*ALL, "worker")),
        Permission("service.customers", N_("See the service of one's customers"), (
            "sales", "sales_manager", "merchandiser",
        )),
        Permission("service.edit", N_("Edit service requests and visits"), ("service_desk", "technician")),
        Permission("service.assign", N_("Assign, send, survey, close"), ("service_desk",)),
        Permission("service.work", N_("Do service work"), ("technician", "service_desk")),
    ),
    scopes=(
        Scope("service", N_("Service"), {
            "service_desk": "all", "technician": "own", "quality": "all", "finance": "all", "manager": "all",
            "auditor": "all", "admin": "all", "worker": "all",
        }),
    ),
    lifecycles=(REQUEST_LIFE, DISPATCH_LIFE),
    numbering=(Numbering("service_request", "SR"), Numbering("service_dispatch", "SD")),
    lookups=(
        LookUp("service.request", N_("Service request"), queries.find_requests, "service.requests", "service.request"),
        LookUp("service.product", N_("Product"), queries.find_products, "products.products", "products.product"),
        LookUp("service.technician", N_("Technician"), queries.find_technicians, by_name=True),
    ),
    searches=(
        Search("service.requests", N_("Service requests"), "service.read", queries.find_requests, "service.request",
               "headset"),
        Search("service.dispatches", N_("Dispatches"), "service.read", queries.find_dispatches, "service.dispatch", "map-pin"),
    ),
    pending=(
        PendingWork(
            "service.to_assign", N_("To assign"), ASSIGN, queries.to_assign, "service.request", "service.requests",
            (Action("assign", N_("Assign"), ASSIGN, services.assign, icon="user-plus"),),
            ("service_request", "service_dispatch"), order=10, status="waiting",
        ),
        PendingWork(
            "service.visit_again", N_("To visit again"), ASSIGN, queries.to_visit_again, "service.request",
            "service.requests", (), ("service_request", "service_dispatch"), order=12, status="late",
        ),
        PendingWork(
            "service.to_accept", N_("Visits to accept"), WORK, queries.to_accept, "service.dispatch", "service.dispatches",
            (
                Action("accept", N_("Accept job"), WORK, services.accept_dispatch, icon="check"),
                Action("refuse", N_("Refuse"), WORK, services.refuse_dispatch, asks="reason", icon="x-circle"),
            ),
            ("service_dispatch",), order=13, status="waiting",
        ),
        PendingWork(
            "service.visit_today", N_("Visit today"), WORK, queries.visits_today, "service.dispatch", "service.dispatches",
            (Action("arrive", N_("Arrive"), WORK, services.arrive, icon="map-pin"),),
            ("service_dispatch",), order=14, status="active",
        ),
        PendingWork(
            "service.on_site", N_("On site now"), WORK, queries.on_site, "service.dispatch", "service.dispatches",
            (
                Action("finish", N_("Done"), WORK, services.finish, asks="reason", icon="check-circle"),
                Action("second_visit", N_("Second visit"), WORK, services.need_second_visit, asks="reason"),
            ),
            ("service_dispatch",), order=15, status="active",
        ),
        PendingWork(
            "service.to_survey", N_("To survey"), ASSIGN, queries.to_survey, "service.request", "service.requests",
            (Action("survey", N_("Survey"), ASSIGN, services.survey, asks="reason", icon="phone"),),
            ("service_request",), order=40,
        ),
        PendingWork(
            "service.to_close", N_("To close"), ASSIGN, queries.to_close, "service.request", "service.requests",
            (Action("close", N_("Close"), ASSIGN, services.close, icon="lock"),),
            ("service_request",), order=41,
        ),
    ),
    measures=(
        Measure("service.open", N_("Open requests"), "service.read", queries.open_requests, "service.requests",
                "is_open:yes", kinds=("service_request",), duties=("service_desk", "technician", "manager"), order=30),
        Measure("service.overdue", N_("Overdue requests"), "service.read", queries.overdue_requests, "service.requests",
                "is_late:yes", kinds=("service_request",), duties=("service_desk", "manager"), order=31),
        Measure("service.of_customer", N_("Open requests"), "service.read", queries.open_requests,
                page="customers.customer", kinds=("service_request",), order=60),
    ),
    push_downs=(
        PushDown("products.product", "service.request", N_("Service request"), "service.edit",
                 queries.request_from_product, ("", "in_field")),
        PushDown("service.request", "service.dispatch", N_("Dispatch"), ASSIGN, queries.dispatch_from_request, OPEN),
        PushDown("service.dispatch", "service.dispatch", N_("Reassign"), ASSIGN, queries.dispatch_from_dispatch,
                 ("dispatched", "accepted", "refused")),
    ),
    papers=(
        Paper("service.dispatch_sheet", N_("Dispatch sheet"), "service_dispatch", "service.read", papers.dispatch_sheet,
              papers.find_dispatch),
    ),
    warnings=WARNINGS,
    settings=SETTINGS,
)  # fmt: skip
