"""The household files of ``assembly/cli/data``: half hours of load and PV."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timezone

from .errors import UserError

COLUMNS = ("start_utc", "start_local", "load_kwh", "pv_kwh")


@dataclass(frozen=True)
class HalfHour:
    """Energy of one half hour in kWh; ``start`` in UTC, ``local`` as the household's clock showed it."""

    start: datetime
    local: datetime
    load: float
    pv: float


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise UserError(f"{path} is no household file: its columns are {rows.fieldnames}.", "Needed: " + ",".join(COLUMNS))
        return [_half_hour(path, rows.line_num, row) for row in rows]


def _half_hour(path, line, row):
    try:
        return HalfHour(parse_instant(row["start_utc"]), datetime.fromisoformat(row["start_local"]),
                        float(row["load_kwh"]), float(row["pv_kwh"]))
    except (TypeError, ValueError) as error:
        raise UserError(f"{path}, line {line}: {error}", "Correct the line.") from error


def parse_instant(text):
    """An ISO 8601 instant as REST answers give it, with or without fractions."""
    moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def daily_energy(half_hours, column):
    """kWh per UTC day."""
    days = defaultdict(float)
    for half_hour in half_hours:
        days[half_hour.start.date().isoformat()] += getattr(half_hour, column)
    return dict(days)


def local_days(half_hours):
    """Local date -> its half hours, in order."""
    days = defaultdict(list)
    for half_hour in half_hours:
        days[half_hour.local.date()].append(half_hour)
    return dict(days)


def sunniest_day(half_hours):
    """The complete local day with most PV, which makes the most telling picture."""
    days = {day: found for day, found in local_days(half_hours).items() if len(found) == 48}
    return max(days.values(), key=lambda found: sum(half_hour.pv for half_hour in found))
