#!/usr/bin/env python3
"""Reads with pymongo what the middleware stored for one VEN and prints it as one JSON document.

Collections by name: virtual_end_node, telemetry_raw, meter, events, opt; each with its number of documents and the first
ones in order of time. Exit codes: 0, 1 no such VEN (or none within the time limit), 2 wrong usage.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import pymongo
from bson import json_util

# relaxed extended JSON, with dates as ISO 8601
JSON = json_util.JSONOptions(json_mode=json_util.JSONMode.RELAXED, datetime_representation=json_util.DatetimeRepresentation.ISO8601)


def address_in(data):
    """The address of MongoDB in the data folder of a running middleware, with the password where it is a server of its own."""
    private = data / "run" / "mongodb.uri"
    if private.exists():
        return private.read_text()
    document = json.loads((data / "run" / "servers.json").read_text())
    for server in document.get("servers", []):
        if server.get("server") == "mongodb" and server.get("address"):
            return server["address"]
    raise SystemExit(f"{data} names no MongoDB")


def read(database, ven_id, limit):
    """What is stored now for the VEN."""
    devices = sorted(database["data_points"].distinct("device_id", {"ven_id": ven_id}))
    wanted = {
        "virtual_end_node": ({"$or": [{"ven_id": ven_id}, {"_id": ven_id}]}, "_id"),
        "telemetry_raw": ({"ven_id": ven_id}, "hour"),
        "meter": ({"device_id": {"$in": devices}}, "timestamp"),
        # an event is stored once with all its boxes, or once per box
        "events": ({"$or": [{"ven_id": ven_id}, {"targets": ven_id}, {"deliveries.ven_id": ven_id},
                            {f"deliveries.{ven_id}": {"$exists": True}}]}, "_id"),
        "opt": ({"ven_id": ven_id}, "_id"),
    }
    found = {"ven_id": ven_id, "devices": devices}
    for name, (condition, order) in wanted.items():
        found[name] = {"count": database[name].count_documents(condition),
                       "first": list(database[name].find(condition).sort(order, 1).limit(limit))}
    return found


def lacks(found, least):
    """Collections with fewer documents than wanted."""
    return [name for name, count in least.items() if found[name]["count"] < count]


def at_least(text):
    name, _, count = text.partition("=")
    if name not in ("virtual_end_node", "telemetry_raw", "meter", "events", "opt") or not count.isdigit():
        raise argparse.ArgumentTypeError(f"'{text}' is not <collection>=<number>")
    return name, int(count)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--uri", help="mongodb://host:port/database")
    where.add_argument("--data", type=Path, help="data folder of a running middleware")
    parser.add_argument("--ven", required=True, help="id of the VEN")
    parser.add_argument("--limit", type=int, default=20, help="documents shown per collection")
    parser.add_argument("--at-least", action="append", type=at_least, default=[("virtual_end_node", 1)], metavar="COLLECTION=N",
                        help="wait for that many documents; may be repeated")
    parser.add_argument("--time-limit", type=float, default=30, help="seconds to wait")
    wanted = parser.parse_args(arguments)
    uri = wanted.uri or address_in(wanted.data)
    least = dict(wanted.at_least)
    deadline = time.monotonic() + wanted.time_limit
    with pymongo.MongoClient(uri, serverSelectionTimeoutMS=5000, tz_aware=True) as client:
        database = client.get_default_database("flexcoop")
        found = read(database, wanted.ven, wanted.limit)
        while lacks(found, least) and time.monotonic() < deadline:
            time.sleep(0.3)
            found = read(database, wanted.ven, wanted.limit)
    print(json_util.dumps(found, json_options=JSON, indent=1))
    missing = lacks(found, least)
    if missing:
        print("Too few documents in: " + ", ".join(missing), file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
