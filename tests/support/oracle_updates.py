"""What updates say, read from their bytes by the README of protocol (P), protocol/governance (G) and crdt (C). Shares
no code with the product. With oracle.py, which decides what of it counts, at most 400 lines."""
import collections, ctypes, functools, hashlib, re, struct
ZERO, HEADER = bytes(32), struct.Struct("<B32s32s32sQQ32sB32sHBqHH32s")  # what comes before the two lists
(CONSTANT_ID, CONSTANT, LAST, MULTI, INSERT, DELETE, DELETE_BY_ID, ADD, REMOVE, INSERT_ITEM, MOVE_ITEM, DELETE_ITEM,
 BALLOT, ADD_STRICT, REMOVE_STRICT, APPEND) = range(1, 17)  # operations
PARTED = (CONSTANT, LAST, MULTI, INSERT, ADD, INSERT_ITEM, BALLOT, ADD_STRICT, APPEND)
NAMING, PLACED = (DELETE_BY_ID, MOVE_ITEM, DELETE_ITEM), (INSERT, DELETE, INSERT_ITEM, MOVE_ITEM)  # an event; where
EVENTS_MAX, INSERTED_MAX, PARTS_MAX, REMOVALS = 262144, 16384, 4096, (REMOVE, REMOVE_STRICT)
(KEY, HOSTED, INVITATION), LETTERS = range(3), dict(zip(range(1, 11), (1, 2, 3, 2, 2, 2, 3, 3, 3, 3)))  # of roles
# first: event (update, index); part: None if it has none or the content counts as absent
Operation = collections.namedtuple("Operation", "number at field first events position targets part")
# level: of a grant 1 to 4, then 5 to 7 for the letters a to c; person: whose device or role; home: the space of a
# role or request; key: the one that a grant names; rights: to write, to moderate; only: for a kind, or a document; of
# an agreement what is to go, of a quota its numbers
Act = collections.namedtuple("Act", "kind level under target person home key form policy rights only cuts handed",
                             defaults=(0, ZERO, None, None, None, None, KEY, None, (False, False), None, (), {}))
NO_ACT, sodium = Act("none"), ctypes.CDLL("libsodium.so.23")

def h(tag, *parts, size=32): return hashlib.blake2b(tag.encode() + b"\0" + b"".join(parts), digest_size=size).digest()
@functools.lru_cache(1000)  # many ask again
def is_signed(key, tag, data, signature):
    text = tag.encode() + b"\0" + data
    return sodium.crypto_sign_verify_detached(signature, text, ctypes.c_ulonglong(len(text)), key) == 0
def need(condition):
    if not condition: raise ValueError
def attempt(read, *arguments):  # None for bytes that the grammar does not allow
    try: return read(*arguments)
    except (ValueError, IndexError, struct.error): return None

class Reader:
    def __init__(self, rest): self.rest = rest
    def take(self, count):
        need(len(self.rest) >= count)
        out, self.rest = self.rest[:count], self.rest[count:]
        return out
    def varint(self, most, minimal=True):
        digits = re.match(rb"[\x80-\xff]{0,9}[\0-\x7f]|", self.rest).group()
        value = sum((self.take(1)[0] & 127) << 7 * place for place in range(len(digits)))
        need(digits and value <= most and (digits[-1] or len(digits) == 1 or not minimal))
        return value
    def entries(self, form):  # a count and so many tuples, strictly ascending; nothing follows
        count, out = self.varint(16384), list(struct.iter_unpack(form, self.rest))
        need(len(out) == count and out == sorted(set(out)))
        return out

    def operations(self, update):  # of a skeleton (C 2)
        events = inserted = 0
        need(not self.rest or self.take(1) == b"\1" and self.rest)
        read_event = lambda: (self.take(32), self.varint(EVENTS_MAX - 1))
        read_tag = lambda: need(re.fullmatch(rb"[a-z0-9-]{1,35}", self.take(self.take(1)[0])))
        read_key = [lambda: None, read_tag, lambda: self.take(32), lambda: self.varint(2**64 - 1)]
        while self.rest:
            form, number = divmod(self.take(1)[0], 16)
            number = number or APPEND * (self.take(1)[0] == APPEND)  # above 15 in a byte of its own
            need(form < 4 and 0 < number and (number != BALLOT or form == 2))
            address = self.rest
            field, _ = self.varint(0xFFFF), read_key[form]()
            at = bytes([form]) + address[:len(address) - len(self.rest)]
            targets = [self.take(32)] if number == CONSTANT_ID else [read_event()] if number in NAMING else []
            position = self.varint(2**32 - 1) if number in PLACED else 0
            count = self.varint(EVENTS_MAX) if number in (INSERT, DELETE, DELETE_BY_ID, *REMOVALS) else 1
            need(count and (number != DELETE_BY_ID or targets[0][1] + count <= EVENTS_MAX))
            if number in REMOVALS:
                targets, count = [read_event() for _ in range(count)], 1
                need(targets == sorted(set(targets)))
            yield Operation(number, at, field, (update, events), count, position, targets, None)
            events, inserted = events + count, inserted + (count if number == INSERT else 0)
            need(events <= EVENTS_MAX and inserted <= INSERTED_MAX)

    def parts(self):  # field 1 of a protobuf message, each time it occurs; others are passed over (P 4)
        while self.rest:
            number, form = divmod(self.varint(2**32 - 1, minimal=False), 8)
            need(number and form in (0, 1, 2, 5))
            length = {1: 8, 5: 4}.get(form) or self.varint(2**70 if form == 0 else 2**31 - 1, minimal=False)
            part = self.take(length) if form else b""
            if (number, form) == (1, 2): yield part

class Update:
    def __init__(self, header, signature, skeleton, content):
        self.id, self.skeleton = h("praxis/header/v1", header), skeleton
        (_, _, self.device, self.space, incarnation, self.seq, self.prev, self.flags, self.document, self.kind, _,
         self.written, _, _, _) = HEADER.unpack_from(header)
        need(signature is None or is_signed(self.device, "praxis/update/v1", self.id, signature))
        self.document = self.id if self.document == ZERO else self.document
        self.chain, self.home = (self.device, self.space, incarnation), (self.space, self.document)
        lists = Reader(header[HEADER.size:])
        self.governance, self.deps = ([lists.take(32) for _ in range(lists.take(1)[0])] for _ in range(2))
        self.operations = attempt(lambda: list(Reader(skeleton).operations(self.id)))
        self.moderates = any(op.field >= 0xFF00 for op in self.operations or [])
        self.is_broken = self.operations is None or self.moderates and [  # then void for ever (G 3)
            (op.number, op.field, op.at[0]) for op in self.operations] != [(APPEND, 0xFF00, 3)]
        if parts := attempt(self.parts, content):
            self.operations = [op._replace(part=parts.pop(0)) if op.number in PARTED else op for op in self.operations]

    def parts(self, content):  # if all of it agrees with the skeleton (C 2)
        wanted = [op for op in self.operations or [] if op.number in PARTED]
        parts = list(Reader(content[8:]).parts()) if content else []
        need(len(parts) == len(wanted) and len(parts) <= PARTS_MAX)
        need(all(op.number != INSERT or len(part.decode()) == op.events for op, part in zip(wanted, parts)))
        return parts

    def act(self, network):  # what an update of root does (G 2)
        if self.flags & 2 and not self.skeleton: return Act("join")
        version, number, body = self.skeleton[0], self.skeleton[1], self.skeleton[2:]
        need(version == 1 and number in range(1, 16))
        need(len(body) == {2: 32, 8: 96, 9: 32, 10: 64, 11: 64, 12: 64, 15: 129}.get(number, len(body)))
        if number == 1: return self.grant(network, body)
        if number == 2: return Act("endorse", target=body)
        if number == 3:
            under, person, policy = struct.unpack("32s32sB", body)
            return Act("space", 5, under, None, person, self.id, None, KEY, range(3)[policy], (True, True))
        if number == 4:
            under, home, letter, role, form, holder, scope = struct.unpack_from("32s32sBBB32sB", body)
            *bound, _ = struct.unpack("<" + ("", "H", "32s", "32s", "2s")[scope] + "q", body[100:])
            need(LETTERS.get(role) == letter and form < 2 and role > (0, 1, 1, 2, 2)[scope])
            need(scope < 4 or re.fullmatch(rb"[A-Z]{2}", bound[0]))
            named = {"key": holder, "form": INVITATION} if form else {"person": holder}
            only = bound[0] if scope in (1, 2) else None
            return Act("role", 4 + letter, under, home=home, rights=(role < 9, role < 3), only=only, **named)
        if number in (5, 7):
            under, target, cuts = body[:32], body[32:64], Reader(body[64:]).entries("<32s32sQQ32s")
            need(number == 5 or cuts)
            return Act("revoke" if number == 5 else "ratify", 0, under, target, cuts=cuts)
        if number == 8: return Act("agree", 0, body[:32], body[32:64], only=body[64:])
        if number == 9: return Act("ask", home=body)
        if 10 <= number <= 12: return Act(("decline", "quarantine", "release")[number - 10], 0, body[:32], body[32:])
        if number == 13:
            under, home, *quota = struct.unpack("<32s32sIQ", body)
            need(all(value == 0 or value >= least for value, least in zip(quota, (20, 4 * (16384 + 4096)))))
            return Act("quota", 0, under, home, only=quota)
        if number == 14:
            k, n, keys = body[32], body[33], [body[at:at + 32] for at in range(34, len(body), 32)]
            need(1 <= k <= n == len(keys) <= 32 and len(body) == 34 + 32 * n and keys == sorted(set(keys)))
            return Act("rotate", target=body[:32], only=k, handed=dict.fromkeys(keys))
        if number == 15:
            need(body[128] < 4)
            return Act("vouch", 0, body[:32], None, body[32:64], only=body[64:])
        handed = Reader(body).entries("32s32s")
        need(0 < len(handed) == len(dict(handed)))
        return Act("hand over", handed=dict(handed))

    def grant(self, network, body):
        level, under, key, form = struct.unpack_from("B32s32sB", body)
        form = KEY if level == 4 else form
        need(1 <= level <= 4 and (level == 1) == (under == ZERO) and form < 3 and (form != HOSTED or level == 3))
        has_dh, shows_possession = level == 4 or form == HOSTED, level >= 3 and form != INVITATION
        rest = ("32s" if level == 4 else "B") + "32sB" * has_dh + "64s" * shows_possession
        fields = struct.unpack("65s" + rest, body)
        person, (dh, role) = fields[1] if level == 4 else None, fields[2:4] if has_dh else (ZERO, 0)
        shown = h("praxis/possession/v1", network, person or under, key, dh)
        need(role < 4 and (not shows_possession or is_signed(key, "praxis/possession/v1", shown, fields[-1])))
        only = key + dh + bytes([role])  # what a steward vouches for
        return Act({3: "person", 4: "device"}.get(level, "administrator"), level, under, None, person, None, key, form,
                   only=only)
