"""What the demo and replay ask of the REST interface, by name of the thing and not of the URL."""

import time
from datetime import timezone

from . import rest
from .errors import UserError


class Middleware:
    """The REST interface of a running instance, used with one token."""

    def __init__(self, settings, token):
        self.root = f"{settings.http_url}/1"
        self.token = token

    def url(self, resource, **parameters):
        return rest.query(f"{self.root}/{resource}", **parameters) if parameters else f"{self.root}/{resource}"

    def get(self, resource, seconds=60, **parameters):
        """The document of a resource; waits out restarts."""
        answer = rest.ask_patiently(self.url(resource, **parameters), self.token, seconds)
        if answer.status != 200 or answer.document is None:
            raise UserError(f"GET {self.url(resource, **parameters)} answered {answer.status}: {answer.text.strip()[:300]}")
        return answer.document

    def all(self, resource, **parameters):
        """All items, page by page."""
        items, page = [], 1
        while True:
            document = self.get(resource, max_results=300, page=page, **parameters)
            items += document["_items"]
            if len(items) >= document["_meta"]["total"] or not document["_items"]:
                return items
            page += 1

    def stream(self, resource, **parameters):
        """All items, one after the other, in one answer (NDJSON)."""
        return rest.lines(self.url(resource, **parameters), self.token)

    def count(self, resource, **parameters):
        return self.get(resource, max_results=1, **parameters)["_meta"]["total"]

    def post(self, resource, body):
        """Posts, and again if nobody answered; so the same thing may come to be twice."""
        answer = rest.ask_patiently(self.url(resource), self.token, body=body, method="POST")
        if answer.status not in (200, 201) or answer.document is None:
            raise UserError(f"POST {self.url(resource)} answered {answer.status}: {answer.text.strip()[:500]}")
        return answer.document

    def create_event(self, ven_ids, start, duration_minutes, watts):
        """Creates a LOAD_DISPATCH event, once even if the middleware dies meanwhile, and returns its id."""
        # a programme of its own for each demo: it tells whether an unanswered request was carried out
        programme = f"http://demo.flexcoop.coop/dr/{start:%Y%m%dT%H%M%S}"
        body = {
            "targets": ven_ids, "dtstart": instant(start), "market_context": programme,
            "signal_name": "LOAD_DISPATCH", "signal_type": "setpoint",
            "intervals": [{"uid": 0, "duration": f"PT{duration_minutes}M", "value": float(watts)}]}
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = rest.ask(self.url("dr_events"), self.token, body=body, method="POST")
                if answer.status in (200, 201):
                    return answer.document["event_id"] if "event_id" in answer.document else answer.document["_id"]
                problem = f"{answer.status}: {answer.text.strip()[:500]}"
                if answer.status != 503:
                    raise UserError(f"POST {self.url('dr_events')} answered {problem}")
            except OSError as error:
                problem = str(error)
            if time.monotonic() > deadline:
                raise UserError(f"The event could not be created: {problem}", "Look at: ./flexcoop logs")
            time.sleep(1)
            existing = self.all("dr_events", where={"market_context": programme})
            if existing:
                return existing[0]["event_id"]

    def event(self, event_id):
        return self.get(f"dr_events/{event_id}")

    def wait_for_answers(self, event_id, seconds, show):
        """Waits until every box has answered the event; returns ``ven_id -> state``."""
        deadline = time.monotonic() + seconds
        while True:
            states = {delivery["ven_id"]: delivery["state"]
                      for delivery in self.all("dr_event_deliveries", where={"event_id": event_id})}
            show(states)
            if states and all(state not in ("queued", "delivered") for state in states.values()):
                return states
            if time.monotonic() > deadline:
                raise UserError(f"Not every box answered event {event_id} within {seconds} s: {states}",
                                "Look at: ./flexcoop logs boxes, ./flexcoop logs")
            time.sleep(0.5)

    def run_module(self, name, parameters, seconds, show):
        """Runs an analytics module and waits for its end; returns the task."""
        task = self.post("module_run", {"subject": name, "parameters": parameters})
        deadline = time.monotonic() + seconds
        while True:
            task = self.get(f"task/{task['_id']}")
            show(task)
            if task["state"].lower() == "finished":
                return task
            if task["state"].lower() in ("failed", "cancelled"):
                raise UserError(f"Task {task['_id']} of module {name} {task['state']}: {task.get('message')}",
                                "Look at: ./flexcoop logs")
            if time.monotonic() > deadline:
                raise UserError(f"Task {task['_id']} of module {name} is still {task['state']} after {seconds} s.",
                                "Look at: ./flexcoop logs")
            time.sleep(0.3)


def instant(moment):
    """An instant as the REST interface takes it."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
