"""Any CSV file of measurements as the readings of a simulated box: what its columns mean, and the file that the box sends.

Energy becomes a register that counts kWh, as meters do, in decimals, so that not even a rounding error is lost. Other quantities are sent as
they are. Pure functions but for reading and writing files.
"""

import csv
import gzip
import io
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import UserError

ENERGY = "meter_kwh"
UNITS = {"kWh": Decimal(1), "Wh": Decimal("0.001"), "kW": Decimal(1), "W": Decimal("0.001")}
POWER_UNITS = ("kW", "W")


@dataclass(frozen=True)
class Metric:
    """How a metric is named in an rID, in which unit it is sent, and where its 15-minute documents are."""

    in_rid: str
    unit: str
    collection: str
    field: str


METRICS = {
    ENERGY: Metric("meterKwh", "kWh", "meter", "kwh"),
    "meter_watts": Metric("meterWatts", "W", "meter", "watts"),
    "meter_voltage": Metric("meterVoltage", "V", "meter", "voltage"),
    "meter_current": Metric("meterCurrent", "A", "meter", "current"),
    "ambient_temperature": Metric("ambientTemperature", "celsius", "indoor_sensing", "temperature"),
    "sensor_temperature": Metric("sensorTemperature", "celsius", "indoor_sensing", "temperature"),
    "humidity": Metric("humidity", "-", "indoor_sensing", "relhumidity"),
    "lux": Metric("lux", "-", "indoor_sensing", "lux"),
}


@dataclass(frozen=True)
class Column:
    """A column of the file and what it is sent as; ``number`` tells devices of one kind apart, ``register`` is for energy only."""

    name: str
    metric: str
    unit: str
    register: bool
    device_class: str
    number: int = 1

    def rid(self, house):
        kind, space = {"pvDevice": ("inverter", "Roof"), "sensingDevice": ("sensor", "Room")}.get(self.device_class, ("smartClamp", "Main"))
        return f"{kind}_{self.number}_{house}_{space}_{self.device_class}_1_{METRICS[self.metric].in_rid}"

    def meaning(self):
        if self.metric != ENERGY:
            return f"{self.metric} in {METRICS[self.metric].unit}".replace(" in -", "")
        if self.register:
            return f"{ENERGY}, a register in {self.unit}"
        return f"{ENERGY}, " + (f"mean power in {self.unit}" if self.unit in POWER_UNITS else f"energy per interval in {self.unit}")


@dataclass
class Table:
    """The rows of a file: instants in UTC, in order, with the numbers of each column; None where a cell is empty."""

    columns: list
    times: list = field(default_factory=list)
    values: dict = field(default_factory=dict)

    def step(self):
        """The usual time between two rows."""
        gaps = Counter(later - earlier for earlier, later in zip(self.times, self.times[1:]))
        return gaps.most_common(1)[0][0] if gaps else timedelta(minutes=15)


def read(path, time_column=None, zone="UTC"):
    """Reads a CSV file, plain or compressed with gzip; columns that hold no numbers are left out."""
    try:
        clock = timezone.utc if zone == "UTC" else ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UserError(f"There is no time zone '{zone}'.", "Use a name such as Europe/Madrid.") from error
    with _open(path) as file:
        sample = file.read(8192)
        file.seek(0)
        try:
            dialect = csv.Sniffer().sniff(sample, delimiters=",;\t")
        except csv.Error:
            dialect = csv.excel
        rows = csv.reader(file, dialect)
        header = [name.strip() for name in next(rows, [])]
        if len(header) < 2:
            raise UserError(f"{path} is not a CSV file with a header line and at least two columns.")
        lines = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    if not lines:
        raise UserError(f"{path} has a header line and nothing else.")
    at = _time_index(path, header, lines[0][1], time_column)
    names = [name for index, name in enumerate(header) if index != at and name and _is_number(lines[0][1], index)]
    if not names:
        raise UserError(f"No column of {path} begins with a number: {', '.join(header)}.")
    table = Table(names, values={name: [] for name in names})
    for line, row in lines:
        try:
            moment = _instant(row[at], clock, table.times[-1] if table.times else None)
            cells = {name: _number(row[header.index(name)]) for name in names}
        except (ValueError, InvalidOperation, IndexError) as error:
            raise UserError(f"{path}, line {line}: {','.join(row)!r} cannot be read ({error}).", "Correct the line.") from error
        if table.times and moment <= table.times[-1]:
            raise UserError(f"{path}, line {line}: {moment:%Y-%m-%d %H:%M} UTC is not later than the line before it.",
                            "Sort the file by time, or name the time zone of its clock: --zone Europe/Madrid")
        table.times.append(moment)
        for name, value in cells.items():
            table.values[name].append(value)
    return table


def _open(path):
    with open(path, "rb") as file:
        data = file.read()
    try:
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        return io.StringIO(data.decode("utf-8-sig"), newline="")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not UTF-8 text, plain or compressed with gzip: {error}.") from error


def _time_index(path, header, first, wanted):
    if wanted is not None:
        if wanted not in header:
            raise UserError(f"{path} has no column '{wanted}'; its columns are {', '.join(header)}.")
        return header.index(wanted)
    for index, cell in enumerate(first):
        try:
            _naive(cell)
            return index
        except ValueError:
            continue
    raise UserError(f"No column of {path} begins with a time such as 2026-01-31T13:00:00Z.", "Name it: --time COLUMN")


def _naive(text):
    text = text.strip()
    if re.fullmatch(r"\d{1,4}", text):
        raise ValueError(f"'{text}' is not a time")
    if re.fullmatch(r"\d{9,10}", text):
        return datetime.fromtimestamp(int(text), timezone.utc)
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _instant(text, clock, last):
    """UTC. Of an hour that comes twice in autumn, the second one is told by the order of the rows."""
    local = _naive(text)
    if local.tzinfo is not None:
        return local.astimezone(timezone.utc)
    moment = local.replace(tzinfo=clock).astimezone(timezone.utc)
    if last is not None and moment <= last:
        return local.replace(tzinfo=clock, fold=1).astimezone(timezone.utc)
    return moment


def _is_number(row, index):
    try:
        _number(row[index])
        return True
    except (InvalidOperation, IndexError, ValueError):
        return False


def _number(cell):
    cell = cell.strip()
    if not cell or cell.lower() in ("nan", "null", "na"):
        return None
    value = Decimal(cell)
    if not value.is_finite():
        raise ValueError(f"'{cell}' is not a finite number")
    return value


def guess(table, metric=None, unit=None, register=None):
    """What each column is sent as. What is given holds for all columns, the rest is guessed from names and values."""
    columns, numbers = [], Counter()
    for name in table.columns:
        if metric or not _is_counted(table, name):
            column = _guess(table, name, metric, unit, register)
            kind = (column.device_class, column.metric)
            numbers[kind] += 1
            columns.append(replace(column, number=numbers[kind]))
    return columns


def _is_counted(table, name):
    """Numbers of rows (0, 1, 2 ...) are no measurements."""
    values = table.values[name]
    return len(values) > 2 and all(value is not None and value == values[0] + index for index, value in enumerate(values))


def _guess(table, name, metric, unit, register):
    lower = name.lower()
    if metric is None:
        metric = next((known for hint, known in (("temp", "ambient_temperature"), ("humid", "humidity"), ("lux", "lux"), ("volt", "meter_voltage"),
                                                 ("amp", "meter_current"), ("watt", "meter_watts")) if hint in lower), ENERGY)
    is_pv = lower in ("gg", "pv", "solar", "generation") or lower.startswith("pv_")
    if metric not in (ENERGY, "meter_watts", "meter_voltage", "meter_current"):
        return Column(name, metric, METRICS[metric].unit, False, "sensingDevice")
    if register is None:
        register = _only_rises(table.values[name])
    if unit is None:
        unit = next((known for known in ("kWh", "Wh", "kW", "W") if re.search(rf"(^|[^a-z]){known.lower()}$", lower)),
                    "kW" if lower in ("gc", "gg", "cl", "load", "power") else "kWh")
    return Column(name, metric, unit, register and metric == ENERGY, "pvDevice" if is_pv else "prosumerDeviceMetering")


def _only_rises(values):
    known = [value for value in values if value is not None]
    return len(known) > 24 and all(a <= b for a, b in zip(known, known[1:])) and known[0] < known[-1]


@dataclass(frozen=True)
class Sent:
    """What a column became: readings by instant, and the energy in kWh or, of other quantities, the sum of the means of the quarter hours."""

    readings: dict
    total: Decimal


def convert(table, column):
    """The readings that the box sends for a column."""
    if column.metric != ENERGY:
        readings = {at: value for at, value in zip(table.times, table.values[column.name]) if value is not None}
        return Sent(readings, _sum_of_means(readings))
    if column.unit not in UNITS:
        raise UserError(f"'{column.unit}' is not a unit of energy or power.", f"Use one of {', '.join(UNITS)}.")
    factor = UNITS[column.unit]
    if column.register:
        readings = {at: value * factor for at, value in zip(table.times, table.values[column.name]) if value is not None}
        known = list(readings.values())
        return Sent(readings, known[-1] - known[0] if known else Decimal(0))
    return _register(table, column, factor)


def quarter_hour(moment):
    """The beginning of the quarter hour of an instant."""
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def _sum_of_means(readings):
    quarters = defaultdict(list)
    for at, value in readings.items():
        quarters[quarter_hour(at)].append(value)
    return sum((sum(values) / len(values) for values in quarters.values()), Decimal(0))


def _register(table, column, factor):
    step = table.step()
    count, readings, end = Decimal(0), {}, None
    for index, (start, value) in enumerate(zip(table.times, table.values[column.name])):
        if value is None:
            continue
        following = table.times[index + 1] if index + 1 < len(table.times) else None
        length = min(step, following - start) if following else step
        hours = Decimal(int(length.total_seconds())) / 3600
        energy = value * factor * (hours if column.unit in POWER_UNITS else 1)
        if energy < 0:
            raise UserError(f"Column '{column.name}' has {value} at {start:%Y-%m-%d %H:%M} UTC, and a meter cannot count backwards.",
                            "Split what flows in two directions into two columns.")
        if end != start:
            readings[start] = count  # where the file begins or goes on after a gap
        count += energy
        end = start + length
        readings[end] = count
    return Sent(readings, count)


def write(path, columns, house, sent):
    """Writes the file of the box; returns how many lines of readings it has."""
    times = sorted({at for each in sent for at in each.readings})
    with open(path, "w", encoding="utf-8", newline="") as out:
        heads = [f"{column.rid(house)} {METRICS[column.metric].unit} Direct Read" for column in columns]
        out.write(",".join(["at", *heads]) + "\n")
        for at in times:
            cells = [format(each.readings[at], "f") if at in each.readings else "" for each in sent]
            out.write(",".join([f"{at:%Y-%m-%dT%H:%M:%SZ}", *cells]) + "\n")
    return len(times)
