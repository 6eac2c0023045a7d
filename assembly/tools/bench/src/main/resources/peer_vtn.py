"""The VTN of openleadr as the peer of the benchmark: it knows its VENs, answers polls and reports, and stores nothing.

Arguments: port, file of VENs (JSON, VEN id -> certificate in PEM), and for TLS: certificate, key, authority.
"""

import asyncio
import json
import sys
from pathlib import Path

from openleadr import OpenADRServer
from openleadr.utils import certificate_fingerprint


async def serve(port, vens, tls):
    known = {ven: {"ven_id": ven, "ven_name": ven, "registration_id": ven, "fingerprint": certificate_fingerprint(certificate)}
             for ven, certificate in json.loads(Path(vens).read_text()).items()}
    certificate, key, authority = tls or (None, None, None)
    server = OpenADRServer(vtn_id="peer", http_host="127.0.0.1", http_port=port, http_cert=certificate, http_key=key,
                           http_ca_file=authority, ven_lookup=lambda ven_id: known.get(ven_id), verify_message_signatures=False)
    latest = {}

    async def on_update_report(report):
        for interval in report["intervals"]:
            latest[interval["report_payload"]["r_id"]] = interval["report_payload"]["value"]

    server.add_handler("on_update_report", on_update_report)
    await server.run()
    await asyncio.Event().wait()


asyncio.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3:]))
