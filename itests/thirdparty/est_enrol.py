#!/usr/bin/env python3
"""Enrols a box over EST (RFC 7030) with the `cryptography` library: a new P-256 key, a request, and what comes back.

Writes cert.pem, key.pem and ca.pem into a folder, for `openleadr_ven.py`, curl or openssl. The bearer token of the
prosumer who owns the box is read from the environment variable FLEXCOOP_TOKEN.
"""

import argparse
import base64
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

# loopback is never reached through a proxy
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def certificates(root, operation, token=None, request=None):
    """Certificates of an answer of the EST server: PKCS#7, DER in Base64."""
    headers = {}
    if request is not None:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/pkcs10",
                   "Content-Transfer-Encoding": "base64"}
    address = f"{root.rstrip('/')}/.well-known/est/{operation}"
    with OPENER.open(urllib.request.Request(address, data=request, headers=headers), timeout=20) as answer:
        return pkcs7.load_der_pkcs7_certificates(base64.b64decode(answer.read()))


def enrol(root, token, account, aggregator, folder):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, aggregator),
                         x509.NameAttribute(NameOID.COMMON_NAME, account)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    body = base64.encodebytes(request.public_bytes(serialization.Encoding.DER))
    issued = certificates(root, "simpleenroll", token, body)
    own = next(certificate for certificate in issued if certificate.public_key() == key.public_key())
    authorities = certificates(root, "cacerts")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / "key.pem", key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                                 serialization.NoEncryption()))
    _write(folder / "cert.pem", own.public_bytes(serialization.Encoding.PEM))
    _write(folder / "ca.pem", b"".join(authority.public_bytes(serialization.Encoding.PEM) for authority in authorities))
    return own


def _write(file, content):
    file.touch(mode=0o600)
    file.write_bytes(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True, help="for example http://127.0.0.1:8181")
    parser.add_argument("--account", required=True, help="common name: the prosumer")
    parser.add_argument("--aggregator", required=True, help="organisation: the cooperative")
    parser.add_argument("--out", required=True, type=Path, help="folder for the three files")
    wanted = parser.parse_args()
    token = os.environ.get("FLEXCOOP_TOKEN")
    if not token:
        parser.error("there is no token in FLEXCOOP_TOKEN")
    try:
        own = enrol(wanted.root, token, wanted.account, wanted.aggregator, wanted.out)
    except urllib.error.HTTPError as error:
        with error:
            print(f"The authority answered {error.code}: {error.read().decode(errors='replace').strip()}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The authority does not answer: {error}", file=sys.stderr)
        return 1
    print(f"{own.subject.rfc4514_string()} until {own.not_valid_after_utc:%Y-%m-%d}: {wanted.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
