"""Encryption of the few things that wait in the database for a moment."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal_from(secret: str, purpose: str) -> Fernet:
    """The seal that belongs to the secret, another one for each purpose."""
    return Fernet(base64.urlsafe_b64encode(key_from(secret, purpose)))


def key_from(secret: str, purpose: str) -> bytes:
    """The 32 bytes that belong to the secret, others for each purpose."""
    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
