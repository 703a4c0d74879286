#!/usr/bin/env python3
"""Computes the vectors of docs/protocol.md section 5 from the text of the protocol, sharing no code with the core.

vectors.py           checks vectors.json beside it, and that section 5 has the same
vectors.py --print   prints the JSON
"""
import base64
import hashlib
import io
import json
import pathlib
import sys
import tarfile

import primitives as p

HERE = pathlib.Path(__file__).parent
# Known from the reference implementation (libargon2 20171227); computed again wherever that is installed.
ARGON_OUTPUT = bytes.fromhex("0abea5a544123a3948d0e3f3db9bdb5c158cd5526b0399649239acb2f69c5a8c")


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def run(first: int, size: int) -> bytes:
    return bytes((first + i) % 256 for i in range(size))


def link_vector() -> dict:
    secret = run(0, 32)
    token, identity = p.kdf(secret, 3, 32), p.kdf(secret, 4, 32)
    return {
        "secret": secret.hex(), "fragment": "1" + b64url(secret), "grant": b64url(p.kdf(secret, 1, 16)),
        "password_salt": p.kdf(secret, 2, 16).hex(), "hint_key": p.kdf(secret, 9, 32).hex(),
        "root": secret.hex(), "access_token": b64url(token), "access_verifier": b64url(p.blake2b_256(token)),
        "age_identity": identity.hex(), "age_identity_text": p.bech32_identity(identity),
        "age_recipient": p.x25519_public(identity).hex(),
    }


def password_vector() -> dict:
    secret, password, ops, mem = run(0, 32), "pa\u00dfwort \u2603", 2, 32 * 1024 * 1024
    argon = p.argon2id(password.encode(), p.kdf(secret, 2, 16), ops, mem)
    if argon is None:
        argon = ARGON_OUTPUT
    root = p.blake2b_256(argon, key=secret)
    token = p.kdf(root, 3, 32)
    return {
        "password": password, "ops": ops, "mem": mem, "argon2id": argon.hex(), "root": root.hex(),
        "access_token": b64url(token), "access_verifier": b64url(p.blake2b_256(token)),
        "age_identity": p.kdf(root, 4, 32).hex(),
    }


def owner_vector() -> dict:
    secret = run(32, 32)
    token, identity = p.kdf(secret, 5, 32), p.kdf(secret, 6, 32)
    key = p.x25519_public(identity)
    event = '{"t":1790000000,"kind":"denied","grant":"p3Tq"}'
    return {
        "secret": secret.hex(), "fragment": "1" + b64url(secret), "drop": b64url(p.kdf(secret, 7, 16)),
        "owner_token": b64url(token), "owner_verifier": b64url(p.blake2b_256(token)),
        "owner_identity": identity.hex(), "owner_key": b64url(key), "note_key": p.kdf(secret, 8, 32).hex(),
        "event": event, "event_ephemeral": run(160, 32).hex(),
        "event_sealed": b64url(p.box_seal(event.encode(), key, run(160, 32))),
    }


def sealed_text_vector(key: bytes, text: str) -> dict:
    nonce = run(64, 24)
    sealed = nonce + p.xchacha20poly1305(key, nonce, text.encode())
    return {"plain": text, "nonce": nonce.hex(), "sealed": b64url(sealed)}


def age_vector() -> dict:
    """The header of the grant of link_vector(), and a payload of one short chunk."""
    file_key, ephemeral, nonce = run(96, 16), run(112, 32), run(144, 16)
    recipient, share = p.x25519_public(p.kdf(run(0, 32), 4, 32)), p.x25519_public(ephemeral)
    wrap_key = p.hkdf_sha256(p.x25519(ephemeral, recipient), share + recipient, b"age-encryption.org/v1/X25519")
    body = p.chacha20poly1305(wrap_key, bytes(12), file_key)
    maced = f"age-encryption.org/v1\n-> X25519 {b64(share)}\n{b64(body)}\n---"
    mac = p.hmac.new(p.hkdf_sha256(file_key, b"", b"header"), maced.encode(), hashlib.sha256).digest()
    payload_key = p.hkdf_sha256(file_key, nonce, b"payload")
    plain = "the only chunk"
    return {
        "file_key": file_key.hex(), "ephemeral": ephemeral.hex(), "payload_nonce": nonce.hex(),
        "header": b64url(f"{maced} {b64(mac)}\n".encode() + nonce), "payload_key": payload_key.hex(),
        "plain": plain, "payload": p.chacha20poly1305(payload_key, bytes(11) + b"\x01", plain.encode()).hex(),
    }


def tar_entry(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o644, 0
    return info.tobuf(tarfile.PAX_FORMAT)


def tar_vectors() -> list:
    cases = [("a", 0), ("photo.jpg", 123456), ("x" * 100, 1), ("x" * 101, 1), ("\u00fcber.txt", 511),
             ("big.bin", 2**33 - 1), ("big.bin", 2**33), ("\u00fc" * 127, 2**33)]
    return [{"name": name, "size": size, "header_size": len(tar_entry(name, size)),
             "sha256": hashlib.sha256(tar_entry(name, size)).hexdigest()} for name, size in cases]


def padme(size: int) -> int:
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << max(0, low_bits)) - 1
    return (size + mask) & ~mask


def pad_vectors() -> list:
    sizes = [0, 1, 2, 8, 9, 511, 512, 513, 3072, 65536, 65537, 1048576, 1048577, 10**9, 2**33 + 1, 2**40 - 5]
    return [{"size": s, "padme": padme(s), "archive": -(-padme(s) // 512) * 512} for s in sizes]


def archive_vector() -> dict:
    """A whole plaintext: the manifest's own size moves the offsets, so they are found step by step."""
    contents = [("IMG_1.jpg", "image/jpeg", run(0, 1000)), ("\u00fcber.txt", "text/plain", b""), ("b", "", run(7, 512))]
    files = [{"name": n, "type": t, "size": len(c), "offset": 0} for n, t, c in contents]
    while True:
        manifest = json.dumps({"v": 1, "note": "hello", "files": files}, ensure_ascii=False, separators=(",", ":"))
        plain = tar_entry("mayfly.json", len(manifest.encode())) + manifest.encode()
        offsets = []
        for name, _, content in contents:
            plain += bytes(-len(plain) % 512) + tar_entry(name, len(content))
            offsets.append(len(plain))
            plain += content
        if offsets == [f["offset"] for f in files]:
            break
        for file, offset in zip(files, offsets):
            file["offset"] = offset
    plain += bytes(-len(plain) % 512) + bytes(1024)
    plain += bytes(-(-padme(len(plain)) // 512) * 512 - len(plain))
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        assert archive.getnames() == ["mayfly.json"] + [n for n, _, _ in contents]
    return {"manifest": manifest, "size": len(plain), "sha256": hashlib.sha256(plain).hexdigest()}


def vectors() -> dict:
    owner, link = run(32, 32), run(0, 32)
    return {
        "link": link_vector(), "password": password_vector(), "owner": owner_vector(),
        "note": sealed_text_vector(p.kdf(owner, 8, 32), '{"label":"Anna"}'),
        "hint": sealed_text_vector(p.kdf(link, 9, 32), '{"from":"Anna","files":3}'),
        "age": age_vector(), "tar": tar_vectors(), "padding": pad_vectors(), "archive": archive_vector(),
    }


def format_vectors(sections: dict) -> str:
    """One value a line, so that the document stays readable."""
    def dump(value) -> str:
        return json.dumps(value, ensure_ascii=False)
    parts = []
    for name, section in sections.items():
        rows = [dump(row) for row in section] if isinstance(section, list) else [
            f"{dump(key)}: {dump(value)}" for key, value in section.items()]
        left, right = "[]" if isinstance(section, list) else "{}"
        parts.append(f" {dump(name)}: {left}\n  " + ",\n  ".join(rows) + f"\n {right}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    text = format_vectors(vectors())
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(text)
        return 0
    if (HERE / "vectors.json").read_text(encoding="utf-8") != text:
        print("vectors.json is not what the protocol says: compare with vectors.py --print")
        return 1
    if text not in (HERE / "../../docs/protocol.md").read_text(encoding="utf-8"):
        print("docs/protocol.md section 5 differs from vectors.json")
        return 1
    known = "computed" if p.argon2id(b"x" * 8, bytes(16), 1, 8192) else "as known: no libargon2 here"
    print(f"all vectors agree; Argon2id {known}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
