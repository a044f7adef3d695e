"""Looks for secrets where none may stand: in every form in which a program would write one down."""
import base64
import re
import urllib.parse

PAGE = 1 << 20
STRETCH_MAX = 1 << 32  # beyond are the shadows of a sanitizer, which say nothing of contents


def inside(encoded, before, length):
    """Of a base64 text the letters that bytes `before` to `before + length` alone decide."""
    return encoded[-(-before * 8 // 6):(before + length) * 8 // 6]


def forms(secret):
    """The bytes themselves, in hexadecimal, in both alphabets of base64 wherever they stand in what
    was encoded, and as forms and addresses are sent."""
    if isinstance(secret, str):
        secret = secret.encode()
    out = {secret, secret.hex().encode(), urllib.parse.quote(secret).encode(),
           urllib.parse.quote_plus(secret).encode()}
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            out.add(inside(encode(bytes(before) + secret), before, len(secret)))
    return out


def found_in(content, secrets):
    """Names of the secrets that stand in these bytes, in any form."""
    return sorted(name for name, secret in secrets.items()
                  if any(form in content for form in forms(secret)))


def holders_of(root, secrets):
    """Every file below, by its path from there on, and the names of the secrets that it holds."""
    return {str(path.relative_to(root)): found_in(path.read_bytes(), secrets)
            for path in sorted(root.rglob("*")) if path.is_file()}


def no_secret_in(root, secrets, but=("keys",)):
    """Every file below; folders of these names hold keys, and nothing else may. How many were read."""
    looked = 0
    for path in root.rglob("*"):
        if not path.is_file() or path.parent.name in but:
            continue
        looked += 1
        found = found_in(path.read_bytes(), secrets)
        assert not found, f"{', '.join(found)} stands in {path}"
    return looked


def stretches_of(process):
    """(begin, end, what the process may do, flags of the kernel) of each stretch of memory. Fails
    with PermissionError for whoever may not look."""
    out = []
    with open(f"/proc/{process}/smaps", encoding="utf-8") as smaps:
        for line in smaps:
            if begins := re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line):
                begin, end, may = begins.groups()
            elif line.startswith("VmFlags:"):
                out.append((int(begin, 16), int(end, 16), may, set(line.split()[1:])))
    return out


def memory_of(process, wanted):
    """Every stretch of memory with such flags that a process may write to, as a core would hold it.
    Fails with PermissionError for whoever may not look."""
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for begin, end, may, flags in stretches_of(process):
            left = end - begin
            if not may.startswith("rw") or left > STRETCH_MAX or not wanted(flags):
                continue
            memory.seek(begin)
            out = bytearray()
            while left > 0:
                try:
                    got = memory.read(min(left, PAGE))
                except OSError:
                    break  # not there: guards, and what a sanitizer sets aside
                if not got:
                    break
                out += got
                left -= len(got)
                if len(out) > 64 * PAGE:
                    yield bytes(out)
                    out = out[-64:]
            yield bytes(out)
