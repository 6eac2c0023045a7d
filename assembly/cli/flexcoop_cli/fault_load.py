"""What is sent while processes are killed, and the proof that it arrived: readings of boxes and tasks."""

import math
import subprocess
import time
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from . import boxes, readings, rest, shell
from .errors import UserError
from .middleware import instant

STEP = timedelta(minutes=5)
PER_QUARTER = 3
# readings of a box in a round, in reports of BATCH with a pause between them: about 20 s when nothing dies
READINGS, BATCH, PAUSE_MS = 900, 6, 100
# of the boxes; with the zone of the instance (faults.ZONE) the first two have a day of 23 hours and one of 25
STARTS = tuple(datetime(*day, tzinfo=timezone.utc) for day in ((2026, 3, 28), (2025, 10, 25), (2026, 1, 1)))
HOUSE_KINDS = (readings.Column("energy", readings.ENERGY, "kWh", True, "prosumerDeviceMetering"),
               readings.Column("power", "meter_watts", "W", False, "prosumerDeviceMetering"))
EXACT = 1e-6
MODULE = "quality"


def energy_step(index):
    """kWh that flow between reading ``index`` and the next."""
    return 0.01 * (1 + index % 7)


def watts(index):
    """Of reading ``index``; no two neighbours are the same, so a missing one changes the mean."""
    return 200.0 + index % 11


def write_readings(plan, start, count):
    """The file of a box with its first ``count`` readings (at least one); a longer one begins with the shorter one."""
    count = max(count, 1)
    lines, register = [",".join(["at", *(f"{column.rid(plan.house)} {readings.METRICS[column.metric].unit} Direct Read" for column in HOUSE_KINDS)])], 0.0
    for index in range(count):
        lines.append(f"{start + index * STEP:%Y-%m-%dT%H:%M:%SZ},{register:.2f},{watts(index):.1f}")
        register += energy_step(index)
    plan.data.write_text("\n".join(lines) + "\n")


def expected(start, count):
    """Quarter hour -> (kWh, mean power in W) of the documents that the first ``count`` readings from ``start`` on make."""
    documents = {}
    for first in range(0, count, PER_QUARTER):
        inside = range(first, min(first + PER_QUARTER, count))
        flowed = [energy_step(index) for index in inside if index + 1 < count]
        documents[start + first * STEP] = (sum(flowed) if flowed else None, sum(watts(index) for index in inside) / len(inside))
    return documents


class FaultLoad:
    """The boxes and what they have sent so far."""

    def __init__(self, settings, plans):
        self._settings, self.plans, self._count = settings, plans, 0
        self._tokens = None

    def token(self):
        """Taken once: later the shell may be away."""
        self._tokens = self._tokens or shell.token(self._settings, "service", client="faults", hours=24)
        return self._tokens

    def extend(self, rounds=1):
        """Gives each box the readings of one more round, or of more."""
        self._count += rounds * READINGS
        for plan, start in zip(self.plans, STARTS):
            write_readings(plan, start, self._count)

    def total(self):
        return self._count * len(self.plans)

    def documents(self):
        return len(expected(STARTS[0], self._count)) * len(self.plans)

    def acknowledged(self):
        return sum(plan.state().get("acknowledged", 0) for plan in self.plans)

    def acknowledged_each(self):
        return [plan.state().get("acknowledged", 0) for plan in self.plans]

    @contextmanager
    def sending(self):
        senders = Senders(self._settings, self.plans)
        try:
            yield senders
        finally:
            senders.end()

    def difference(self, middleware):
        """The first thing in which documents or HBase differ from what the boxes sent; the empty string if there is none."""
        for plan, start in zip(self.plans, STARTS):
            if plan.state().get("acknowledged") != self._count:
                return f"{plan.name} has {plan.state().get('acknowledged')} of {self._count} readings acknowledged"
            try:
                found = _Found(middleware, plan.account, start)
            except UserError as error:
                return str(error)
            problem = found.difference(expected(start, self._count))
            if problem:
                return f"{plan.name}: {problem}"
        return ""


    def difference_between(self, middleware, before, after):
        """As ``difference``, where each box had sent a number of readings between two, reports in flight included."""
        for position, (plan, start) in enumerate(zip(self.plans, STARTS)):
            try:
                found = _Found(middleware, plan.account, start)
            except UserError as error:
                return str(error)
            problems = [found.difference(expected(start, count)) for count in range(before[position], after[position] + BATCH + 1)]
            if all(problems):
                return f"{plan.name}: {problems[0]}"
        return ""


class _Found:
    """What the middleware has of one account."""

    def __init__(self, middleware, account, start):
        points = middleware.all("data_points", where={"account_id": account})
        self.devices = sorted({point["device_id"] for point in points})
        if len(self.devices) != 1:
            raise UserError(f"the account has devices {self.devices} where it should have one")
        device = self.devices[0]
        self.documents = list(middleware.stream("meter", where={"device_id": device}))
        self.rows = {field: list(middleware.stream("sample", where={
            "device_id": device, "metric": field,
            "timestamp": {"$gte": instant(start), "$lt": instant(start + timedelta(days=395))}})) for field in ("kwh", "watts")}

    def difference(self, wanted):
        problem = _compared("15-minute documents", _by_time(self.documents, "kwh"), {at: kwh for at, (kwh, _) in wanted.items()}, len(self.documents))
        problem = problem or _compared("15-minute documents", _by_time(self.documents, "watts"), {at: mean for at, (_, mean) in wanted.items()}, len(self.documents))
        for position, field in enumerate(("kwh", "watts")):
            values = {at: pair[position] for at, pair in wanted.items() if pair[position] is not None}
            problem = problem or _compared(f"rows of HBase ({field})", _by_time(self.rows[field], "value"), values, len(self.rows[field]))
        return problem


def _by_time(items, field):
    return {datetime.fromisoformat(item["timestamp"].replace("Z", "+00:00")): item.get(field) for item in items}


def _compared(what, found, wanted, count):
    """One sentence about the first difference; ``count`` is the number of items, which tells doubles."""
    if count != len(wanted):
        return f"{count} {what} instead of {len(wanted)}"
    for at, value in wanted.items():
        if at not in found:
            return f"{what}: none at {at:%Y-%m-%d %H:%M}"
        there = found[at]
        if (there is None) != (value is None) or there is not None and not math.isclose(there, value, abs_tol=EXACT):
            return f"{what}: {there} instead of {value} at {at:%Y-%m-%d %H:%M}"
    return ""


class Senders:
    """The programs of the boxes, one for each; they wait out everything and end when all is acknowledged."""

    def __init__(self, settings, plans):
        self._plans, self._programs = plans, []
        for plan in plans:
            with open(plan.folder / "box.log", "a") as log:
                self._programs.append(subprocess.Popen(
                    [*boxes.command(settings), "send", "--folder", str(plan.folder), "--batch", str(BATCH), "--pause", str(PAUSE_MS)],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT))

    def ended(self):
        return all(program.poll() is not None for program in self._programs)

    def check(self):
        for plan, program in zip(self._plans, self._programs):
            if program.returncode != 0:
                last = (plan.folder / "box.log").read_text().strip().splitlines()[-1:]
                raise UserError(f"{plan.name} gave up: " + "".join(last))

    def end(self):
        for program in self._programs:
            if program.poll() is None:
                program.terminate()
                program.wait()


class Tasks:
    """Runs of an analytics module that were accepted in a round."""

    def __init__(self, middleware):
        self._middleware, self._accepted = middleware, []

    def __len__(self):
        return len(self._accepted)

    def submit_one(self):
        """One task, and a pause; nobody may answer at the moment, then it is not accepted."""
        body = {"subject": MODULE, "parameters": {"from": instant(STARTS[0]), "to": instant(STARTS[0] + timedelta(days=1))}}
        try:
            answer = rest.ask(self._middleware.url("module_run"), self._middleware.token, body=body, method="POST", timeout=5)
            if answer.status in (200, 201):
                self._accepted.append(answer.document["_id"])
        except OSError:
            pass
        time.sleep(0.5)

    def difference(self, middleware, container_deaths):
        """What is wrong with the first task that is not finished, or was started more often than processes died; else the empty string."""
        states = Counter()
        for task_id in self._accepted:
            try:
                task = middleware.get(f"task/{task_id}")
            except UserError as error:
                return str(error)
            states[task["state"].lower()] += 1
            if task["state"].lower() == "failed":
                return f"task {task_id} failed: {task.get('message')}"
            if task["attempts"] > 1 + container_deaths:
                return f"task {task_id} was started {task['attempts']} times"
        return "" if set(states) <= {"finished"} else f"tasks are {dict(states)}"
