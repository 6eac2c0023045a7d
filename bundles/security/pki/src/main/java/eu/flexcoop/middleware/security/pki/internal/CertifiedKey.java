package eu.flexcoop.middleware.security.pki.internal;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A private key with the certificate of its public half. */
record CertifiedKey(PrivateKey key, X509Certificate certificate) {}
