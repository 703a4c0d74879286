# The primitives that the vectors need, from their specifications: slow, plain, and sharing no code with the core.
import ctypes
import ctypes.util
import hashlib
import hmac
import struct


def kdf(key: bytes, subkey_id: int, size: int) -> bytes:
    """libsodium's crypto_kdf_derive_from_key with context mayfly01."""
    return hashlib.blake2b(b"", digest_size=size, key=key, salt=struct.pack("<QQ", subkey_id, 0),
                           person=b"mayfly01".ljust(16, b"\0")).digest()


def blake2b_256(data: bytes, key: bytes = b"") -> bytes:
    return hashlib.blake2b(data, digest_size=32, key=key).digest()


def hkdf_sha256(ikm: bytes, salt: bytes, info: bytes) -> bytes:
    """RFC 5869, one block of output."""
    prk = hmac.new(salt or bytes(32), ikm, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()


def x25519(scalar: bytes, point: bytes) -> bytes:
    """RFC 7748 section 5."""
    p = 2**255 - 19
    k = int.from_bytes(scalar, "little") & ~7 & (2**254 - 1) | 2**254
    x1 = int.from_bytes(point, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a % p, c * b % p, a * a % p, b * b % p
        e = aa - bb
        x3, z3 = pow(da + cb, 2, p), x1 * pow(da - cb, 2, p) % p
        x2, z2 = aa * bb % p, e * (aa + 121665 * e) % p
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(32, "little")


def x25519_public(scalar: bytes) -> bytes:
    return x25519(scalar, b"\x09" + bytes(31))


def _rotl(value: int, bits: int) -> int:
    return (value << bits | value >> (32 - bits)) & 0xFFFFFFFF


def _chacha_rounds(state: list[int]) -> list[int]:
    s = list(state)
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                s[x] = (s[x] + s[y]) & 0xFFFFFFFF
                s[z] = _rotl(s[z] ^ s[x], bits)
    return s


def _chacha_state(key: bytes, rest: bytes) -> list[int]:
    return list(struct.unpack("<16I", b"expand 32-byte k" + key + rest))


def _chacha20(key: bytes, nonce: bytes, counter: int, size: int) -> bytes:
    stream = b""
    while len(stream) < size:
        state = _chacha_state(key, struct.pack("<I", counter) + nonce)
        mixed = _chacha_rounds(state)
        stream += struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(state, mixed)))
        counter += 1
    return stream[:size]


def _poly1305(key: bytes, message: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(message), 16):
        total = (total + int.from_bytes(message[i:i + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:32], "little")) % 2**128).to_bytes(16, "little")


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))


def chacha20poly1305(key: bytes, nonce: bytes, plain: bytes) -> bytes:
    """RFC 8439 section 2.8, no associated data."""
    sealed = _xor(plain, _chacha20(key, nonce, 1, len(plain)))
    padded = sealed + bytes(-len(sealed) % 16) + struct.pack("<QQ", 0, len(sealed))
    return sealed + _poly1305(_chacha20(key, nonce, 0, 32), padded)


def xchacha20poly1305(key: bytes, nonce: bytes, plain: bytes) -> bytes:
    """draft-irtf-cfrg-xchacha."""
    mixed = _chacha_rounds(_chacha_state(key, nonce[:16]))
    subkey = struct.pack("<8I", *mixed[:4], *mixed[12:])
    return chacha20poly1305(subkey, bytes(4) + nonce[16:], plain)


def _salsa_rounds(state: list[int]) -> list[int]:
    s = list(state)
    columns = ((0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11))
    rows = ((0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14))
    for _ in range(10):
        for a, b, c, d in columns + rows:
            for x, y, z, bits in ((b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)):
                s[x] ^= _rotl((s[y] + s[z]) & 0xFFFFFFFF, bits)
    return s


def _salsa_state(key: bytes, middle: bytes) -> list[int]:
    c = struct.unpack("<4I", b"expand 32-byte k")
    k, m = struct.unpack("<8I", key), struct.unpack("<4I", middle)
    return [c[0], *k[:4], c[1], *m, c[2], *k[4:], c[3]]


def _hsalsa20(key: bytes, middle: bytes) -> bytes:
    s = _salsa_rounds(_salsa_state(key, middle))
    return struct.pack("<8I", *(s[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def box_seal(plain: bytes, recipient: bytes, ephemeral: bytes) -> bytes:
    """libsodium's crypto_box_seal with a given ephemeral key."""
    share = x25519_public(ephemeral)
    nonce = hashlib.blake2b(share + recipient, digest_size=24).digest()
    key = _hsalsa20(_hsalsa20(x25519(ephemeral, recipient), bytes(16)), nonce[:16])
    stream = b""
    for block in range((len(plain) + 32) // 64 + 1):
        state = _salsa_state(key, nonce[16:] + struct.pack("<Q", block))
        stream += struct.pack("<16I", *((a + b) & 0xFFFFFFFF
                                        for a, b in zip(state, _salsa_rounds(state))))
    sealed = _xor(plain, stream[32:])
    return share + _poly1305(stream[:32], sealed) + sealed


def argon2id(password: bytes, salt: bytes, ops: int, mem: int) -> bytes | None:
    """The reference implementation, where the machine has it; None elsewhere."""
    path = ctypes.util.find_library("argon2")
    if path is None:
        return None
    out = ctypes.create_string_buffer(32)
    status = ctypes.CDLL(path).argon2id_hash_raw(
        ctypes.c_uint32(ops), ctypes.c_uint32(mem // 1024), ctypes.c_uint32(1), password,
        ctypes.c_size_t(len(password)), salt, ctypes.c_size_t(len(salt)), out, ctypes.c_size_t(32))
    if status != 0:
        raise RuntimeError(f"argon2id: {status}")
    return out.raw


def bech32_identity(secret: bytes) -> str:
    """BIP 173 with age's human-readable part, in upper case."""
    hrp, alphabet = "age-secret-key-", "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    value = int.from_bytes(secret, "big") << 4
    groups = [value >> 5 * i & 31 for i in reversed(range(52))]
    check = 1
    for group in [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp] + groups + [0] * 6:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ group
        for i, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= term if top >> i & 1 else 0
    groups += [(check ^ 1) >> 5 * i & 31 for i in reversed(range(6))]
    return (hrp + "1" + "".join(alphabet[g] for g in groups)).upper()
