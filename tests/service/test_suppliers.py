"""The suppliers room behind its walls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import Conflict, ManyErrors, NotAllowed, RuleError
from app.modules.suppliers import queries, services
from app.modules.suppliers.drafts import SupplierDraft
from tests.helpers.house import House

HUASHENG = SupplierDraft(name="无锡华胜阀门有限公司", short_name="华胜阀门", phone="0510-1", lead_time_days=15)


def test_a_supplier_is_found_with_its_terms(house: House) -> None:
    saved = house.do("paula", services.save, replace(HUASHENG, currency="USD", payment_terms="T/T 30 %"))
    assert saved.number == "V00001"
    for text in ("华胜", "wxhs", "V00001", "0510-1"):
        (offer,) = house.do("peter", queries.find_suppliers, text)
        assert (offer.id, offer.extra["currency"], offer.extra["lead_time_days"]) == (saved.id, "USD", 15)
    house.do("paula", services.save, replace(HUASHENG, id=saved.id, version=saved.version, active=False))
    assert house.do("peter", queries.find_suppliers, "华胜") == []


def test_suppliers_are_written_by_purchasing_and_unseen_by_sellers(house: House) -> None:
    saved = house.do("paula", services.save, HUASHENG)
    for reader in ("peter", "walter", "fiona", "boss", "emil"):
        assert house.sql(reader, "select count(*) from tw.supplier") == [(1,)], reader
        with pytest.raises(NotAllowed):
            house.do(reader, services.save, replace(HUASHENG, id=saved.id, version=saved.version))
        assert house.sql(reader, "update tw.supplier set name = 'x'") == [0]
    assert house.sql("sally", "select count(*) from tw.supplier") == [(0,)]
    assert house.do("sally", queries.find_suppliers, "华胜") == []


def test_codes_are_unique_and_wrong_fields_named(house: House) -> None:
    saved = house.do("paula", services.save, replace(HUASHENG, code="V1"))
    with pytest.raises(RuleError) as taken:
        house.do("paula", services.save, replace(HUASHENG, code="V1"))
    assert (taken.value.key, taken.value.field) == ("code_taken", "code")
    with pytest.raises(ManyErrors) as wrong:
        house.do("paula", services.save, SupplierDraft(lead_time_days=-1))
    assert [e.field for e in wrong.value.errors] == ["name", "lead_time_days"]
    house.do("paula", services.save, replace(HUASHENG, code="V1", id=saved.id, version=saved.version, phone="0510-2"))
    with pytest.raises(Conflict):
        house.do("paula", services.save, replace(HUASHENG, code="V1", id=saved.id, version=saved.version))
