"""The files of AdventureWorks as they are: plain or gzipped CSV with the original column names, empty = NULL."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import IO

from app.errors import RuleError

TABLES = (
    "Address", "BillOfMaterials", "BusinessEntityAddress", "BusinessEntityContact", "ContactType", "CountryRegion", "Customer",
    "EmailAddress", "Person", "PersonPhone", "Product", "ProductCategory", "ProductSubcategory", "ProductVendor",
    "PurchaseOrderDetail", "PurchaseOrderHeader", "SalesOrderDetail", "SalesOrderHeader", "SalesTerritory", "ScrapReason",
    "StateProvince", "Store", "UnitMeasure", "Vendor", "WorkOrder",
)  # fmt: skip
Row = dict[str, str]


class Source:
    """A folder with the tables that are loaded. Raises RuleError where one is missing or cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, list[Row]] = {}
        missing = [name for name in TABLES if self._path(name) is None]
        if missing:
            raise RuleError("adventureworks_files_missing", folder=folder, files=", ".join(missing))

    def _path(self, name: str) -> Path | None:
        plain = self.folder / f"{name}.csv"
        zipped = self.folder / f"{name}.csv.gz"
        return plain if plain.is_file() else zipped if zipped.is_file() else None

    def rows(self, name: str) -> list[Row]:
        """The rows of a table, read once."""
        if name not in self._read:
            self._read[name] = list(self._rows(name))
        return self._read[name]

    def file(self, name: str) -> str:
        """The name of a table's file."""
        path = self._path(name)
        return path.name if path else name

    def _rows(self, name: str) -> Iterator[Row]:
        path = self._path(name)
        assert path is not None
        try:
            with _opened(path) as lines:
                yield from csv.DictReader(lines)
        except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
            raise RuleError("file_unreadable", file=path, reason=str(error)) from error

    # -- what several maps need
    @cached_property
    def codes(self) -> dict[str, str]:
        """Item code by ProductID."""
        return {row["ProductID"]: row["ProductNumber"] for row in self.rows("Product")}

    @cached_property
    def accounts(self) -> dict[str, str]:
        """Customer code by CustomerID."""
        return {row["CustomerID"]: row["AccountNumber"] for row in self.rows("Customer")}

    @cached_property
    def vendors(self) -> dict[str, str]:
        """Supplier code by BusinessEntityID."""
        return {row["BusinessEntityID"]: row["AccountNumber"] for row in self.rows("Vendor")}

    @cached_property
    def people(self) -> dict[str, Row]:
        """Persons by BusinessEntityID."""
        return {row["BusinessEntityID"]: row for row in self.rows("Person")}

    @cached_property
    def phones(self) -> dict[str, str]:
        """Telephone number by BusinessEntityID."""
        return {row["BusinessEntityID"]: row["PhoneNumber"] for row in self.rows("PersonPhone")}

    @cached_property
    def emails(self) -> dict[str, str]:
        """E-mail address by BusinessEntityID."""
        return {row["BusinessEntityID"]: row["EmailAddress"] for row in self.rows("EmailAddress")}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """A postal address in a line, by AddressID."""
        provinces = {row["StateProvinceID"]: row for row in self.rows("StateProvince")}
        countries = {row["CountryRegionCode"]: row["Name"] for row in self.rows("CountryRegion")}
        return {row["AddressID"]: _address(row, provinces, countries) for row in self.rows("Address")}

    @cached_property
    def places(self) -> dict[str, dict[str, str]]:
        """Addresses of a business entity by the kind of address (AddressTypeID)."""
        places: dict[str, dict[str, str]] = {}
        for row in self.rows("BusinessEntityAddress"):
            places.setdefault(row["BusinessEntityID"], {})[row["AddressTypeID"]] = self.addresses[row["AddressID"]]
        return places


def _address(row: Row, provinces: dict[str, Row], countries: dict[str, str]) -> str:
    province = provinces[row["StateProvinceID"]]
    parts = (
        row["AddressLine1"], row["AddressLine2"], row["City"], f"{province['Name']} {row['PostalCode']}".strip(),
        countries[province["CountryRegionCode"]],
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def full_name(person: Row) -> str:
    """A person's name as it is written on an envelope, without title."""
    parts = (person["FirstName"], person["MiddleName"], person["LastName"], person["Suffix"])
    return " ".join(part for part in parts if part)


def number(text: str) -> Decimal:
    """A figure; nothing is 0."""
    return Decimal(text) if text else Decimal(0)


def day(text: str) -> date:
    """A day, also where the column holds a time."""
    return date.fromisoformat(text[:10])


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if path.suffix == ".gz":
        with gzip.open(path) as packed, io.TextIOWrapper(packed, encoding="utf-8", newline="") as lines:
            yield lines
    else:
        with path.open(encoding="utf-8", newline="") as lines:
            yield lines
