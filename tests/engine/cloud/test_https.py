"""Encrypted endpoints: only with a certificate that the system trusts."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from chat_server import chat_server

from engine.cloud.endpoint import parse_endpoint
from engine.cloud.line import Line

pytest.importorskip("httpx", reason="the extra cloud is not installed")
pytest.importorskip("cryptography", reason="the certificate of the test cannot be made")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that nobody vouches for, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.mark.parametrize(("trusted", "failure"), [(True, ""), (False, "certificate")])
def test_only_a_trusted_certificate_will_do(certificate, monkeypatch, trusted, failure):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with chat_server(context) as server:
        line = Line(parse_endpoint(server.url), 5.0)
        try:
            assert line.request("post", (b"{}",)).failure == failure
        finally:
            line.close()
        assert len(server.requests) == trusted
