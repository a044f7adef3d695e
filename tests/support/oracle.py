"""What a set of updates must come to, the slow and obvious way: from its bytes alone, by recursion over the README
of protocol (P), protocol/governance (G) and crdt (C). Shares no code with what it judges. At most 400 lines.

Each line of standard input is a request, answered by a line; bytes are lower-case hex:
  {"genesis", "updates": [[header, signature or null, skeleton, content or null]...], "keys", "with_documents"?}
  {"verdicts": {id: "not held|waiting|void|standing"}, "agreed": [id to erase], "states": {space: hash},
   "asked": {request: [whether it waits, answer...]},
   "documents": {id: {"version", "fields": {address: {"raw", "text", "last", "multi", "elements"}}}}}
An address is the form of the key, then field and key as skeletons have them; a write is [update, value or null].
"""
import collections, ctypes, functools, hashlib, json, re, struct, sys
ZERO, HEADER = bytes(32), struct.Struct("<B32s32s32sQQ32sB32sHBqHH32s")  # what comes before the two lists
(CONSTANT_ID, CONSTANT, LAST, MULTI, INSERT, DELETE, DELETE_BY_ID, ADD, REMOVE, INSERT_ITEM, MOVE_ITEM, DELETE_ITEM,
 BALLOT, ADD_STRICT, REMOVE_STRICT, APPEND) = range(1, 17)  # operations
PARTED = (CONSTANT, LAST, MULTI, INSERT, ADD, INSERT_ITEM, BALLOT, ADD_STRICT, APPEND)
NAMING, PLACED = (DELETE_BY_ID, MOVE_ITEM, DELETE_ITEM), (INSERT, DELETE, INSERT_ITEM, MOVE_ITEM)  # an event; where
EVENTS_MAX, INSERTED_MAX, PARTS_MAX, REMOVALS, APPROVE = 262144, 16384, 4096, (REMOVE, REMOVE_STRICT), 1
(KEY, HOSTED, INVITATION), LETTERS = range(3), dict(zip(range(1, 11), (1, 2, 3, 2, 2, 2, 3, 3, 3, 3)))  # of roles
# first: event (update, index); part: None if it has none or the content counts as absent
Operation = collections.namedtuple("Operation", "number at field first events position targets part")
# level: of a grant 1 to 4, then 5 to 7 for the letters a to c; person: whose device or role; home: the space of a
# role or request; key: the one that a grant names; rights: to write, to moderate; only: for a kind, or a document
Act = collections.namedtuple("Act", "kind level under target person home key form policy rights only cuts handed",
                             defaults=(0, ZERO, None, None, None, None, KEY, None, (False, False), None, (), {}))
# event: its id; left, right: the characters it was put between; letter: None if absent; deleters: ids of updates
Character = collections.namedtuple("Character", "event left right letter deleters")
NO_ACT, sodium = Act("none"), ctypes.CDLL("libsodium.so.23")

def h(tag, *parts, size=32): return hashlib.blake2b(tag.encode() + b"\0" + b"".join(parts), digest_size=size).digest()
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
        need(version == 1 and 1 <= number <= 10 and len(body) == {2: 32, 8: 96, 9: 32, 10: 64}.get(number, len(body)))
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
        if number == 10: return Act("decline", 0, body[:32], body[32:])
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
        return Act({3: "person", 4: "device"}.get(level, "administrator"), level, under, None, person, None, key, form)

class Network:
    def __init__(self, genesis, updates, keys):
        self.id, self.k = h("praxis/genesis/v1", genesis), genesis[17]
        self.board = {genesis[at:at + 32] for at in range(19, len(genesis), 32)}
        self.updates, self.held, self.decided, self.acts = {u.id: u for u in updates}, set(), set(), {}
        for name in "past seen line stands takers is_device_of asker answers".split():  # functions of the set
            setattr(self, name, functools.cache(getattr(self, name)))
        self.apply(self.board | set(keys))

    def apply(self, keys):  # what is held, and what waits for nothing (G 3): acts certify keys, keys let more be held
        known = None
        while known != (known := (len(self.held), len(self.decided), len(keys))):  # until a round adds nothing
            for id, update in self.updates.items():
                before = self.updates[update.prev] if update.prev in self.held else None
                if update.device in keys and (update.seq == 1 or before and before.chain == update.chain):
                    self.held.add(id)
                in_root = update.space == self.id
                if id not in self.held or id in self.decided or not self.decided.issuperset(update.deps + (
                        [update.prev] * (update.seq > 1) if in_root else self.heads(update))):
                    continue
                self.decided.add(id)
                if in_root:
                    stays = all(self.updates[dep].space == self.id for dep in update.deps)
                    self.acts[id] = stays and attempt(update.act, self.id) or NO_ACT
                    keys |= {self.acts[id].key, *self.acts[id].handed.values()}
    def heads(self, update):
        return update.governance or (self.heads(self.updates[update.prev]) if update.seq > 1 else [])
    def line(self, id):  # the update and all before it in its chain
        return {id} | (self.line(self.updates[id].prev) if self.updates[id].seq > 1 else set())
    def past(self, id, within="home"):  # it and what its deps lead to within its document (home), or its space
        update = self.updates[id]
        inside = [dep for dep in update.deps if getattr(self.updates[dep], within) == getattr(update, within)]
        return frozenset({id}).union(*(self.past(dep, within) for dep in inside))
    def seen(self, id):  # the past of an act; of any other update what its governance heads show; of None all
        heads = self.heads(self.updates[id]) if id else self.acts
        return self.past(id) - {id} if id in self.acts else frozenset().union(*map(self.past, heads))

    def stands(self, id):  # by the rules of G 3; the methods below have their numbers
        update, act = self.updates[id], self.acts.get(id, NO_ACT)
        if update.space != self.id:
            return id in self.decided and self.is_in_document(update) and self.has_right_there(id)
        if act.under != ZERO: return self.reaches(id, act) and self.has_right(id, act)
        if act.kind == "ask": return self.asker(id) is not None
        if act.kind == "hand over": return any(id in self.takers(id, grant) for grant in act.handed)
        if act.kind in ("none", "join") or self.is_forked(id): return act.kind == "join" and not self.is_forked(id)
        if act.kind == "endorse":
            return update.device in self.board and act.target in self.seen(id) and self.is_proposal(act.target)
        endorsements = [other for other, their in self.acts.items() if (their.kind, their.target) == ("endorse", id)]
        agreed = {update.device} | {self.updates[other].device for other in endorsements if self.stands(other)}
        named = {"agree": ("space",), "ratify": (None, "revoke")}.get(act.kind, ())
        return self.is_proposal(id) and len(agreed) >= self.k and (
            act.kind == "administrator" or self.is_grant(id, act.target, *named))

    def is_forked(self, id):  # 1
        seqs = [self.updates[act].seq for act in self.acts if self.updates[act].chain == self.updates[id].chain]
        return any(seqs.count(seq) > 1 for seq in seqs if seq <= self.updates[id].seq)
    def may_use(self, id, grant):  # 1: the grant that names its key
        ends = self.ratified(id, grant) if self.is_forked(id) else [id]
        return any(id in self.line(end) and self.line(end).issuperset(ends) for end in ends)
    def named(self, id, act):  # 2: by its cuts of the chain of the update
        chain, held = self.updates[id].chain, self.acts if id in self.acts else self.held
        return [end for *cut, seq, end in act.cuts if end in held
                and (tuple(cut), seq, chain) == (chain, self.updates[end].seq, self.updates[end].chain)]
    def ratified(self, id, target):  # 2, 10: what standing ratifications of it name
        return [end for other, act in self.acts.items() if (act.kind, act.target) == ("ratify", target)
                for end in self.named(id, act) if self.stands(other)]
    def is_inside(self, id, revocation):  # 2
        return id is not None and any(id in self.line(end) for end in (
            self.named(id, self.acts[revocation]) + self.ratified(id, revocation)))
    def is_free(self, id, grant, even_of_giving_up=True):  # 2, 6
        return all(self.is_inside(id, other) for other, act in self.acts.items()
                   if act.kind == "revoke" and act.target == grant
                   and (even_of_giving_up or act.under != grant) and self.stands(other))

    def is_proposal(self, id):  # 3
        act = self.acts.get(id, NO_ACT)
        return (act.kind in ("administrator", "revoke", "ratify", "agree") and act.under == ZERO
                and self.updates[id].device in self.board and not self.is_forked(id))
    def is_grant(self, id, grant, kind=None, also=None):  # in the past of the update; of a kind: that, and standing
        act = self.acts.get(grant, NO_ACT)
        return grant in self.seen(id) and (act.level > 0 or act.kind == also) and (
            not kind or act.kind == kind and self.stands(grant))

    def has_right(self, id, act):  # 4, 6
        gives_up = (act.kind, act.target) == ("revoke", act.under)
        return self.stands(act.under) and self.is_free(id, act.under, not gives_up) and (
            self.holds(id, act.under) or act.kind == "device" and self.is_device_of(id, act.under))
    def holds(self, id, grant):  # 4
        level, person = self.acts[grant].level, self.acts[grant].person
        if level <= 4: return (self.updates[id].device in self.takers(id, grant).values() and self.may_use(id, grant)
                               and (level < 4 or self.is_free(id, person)))
        return any(self.holds_role(id, who, grant) and self.is_device_of(id, who) for who in self.acts)
    def is_device_of(self, id, person):  # 4
        certificates = [other for other, act in self.acts.items() if act.key == self.updates[id].device
                        and (act.kind == "device" and act.person == person or act.form == HOSTED and other == person)]
        return self.is_free(id, person) and any(
            self.is_grant(id, other, self.acts[other].kind) and self.is_free(id, other) and self.may_use(id, other)
            for other in certificates)

    def holds_role(self, id, person, role):  # 4, 7
        act, their, taken = self.acts[role], self.acts[person], self.takers(id, role)
        if act.form != INVITATION or their.kind != "person":
            return act.form != INVITATION and act.person == person
        own = self.takers(id, person) if their.form == INVITATION else {by: their.key for by in taken}
        return not taken.items().isdisjoint(own.items())
    def takers(self, id, grant):  # 4, 7: the keys that hold a grant as the update sees it, by the act that gave it
        given = self.acts.get(grant, NO_ACT)
        if given.form != INVITATION: return {grant: given.key}
        return {by: act.handed[grant] for by, act in self.acts.items()
                if grant in act.handed and (by == id or by in self.seen(id)) and given.key == self.updates[by].device
                and self.updates[by].seq == 1 and self.updates[by].chain[2] == 0
                and self.is_grant(by, grant, given.kind) and self.is_free(by, grant, False) and self.may_use(by, grant)}

    def reaches(self, id, act):  # 5
        under, target = self.acts.get(act.under, NO_ACT), self.acts.get(act.target, NO_ACT)
        sees = functools.partial(self.is_grant, id)
        is_lower = lambda other: other.level > under.level >= 5 and other.home == under.home and under.only is None
        is_above = lambda grant: under.level <= 3 and self.descends(grant, act.under)
        is_over = lambda grant: is_lower(self.acts.get(grant, NO_ACT)) or is_above(grant)
        return sees(act.under) and {
            "administrator": lambda: under.level == 1,
            "person": lambda: under.level <= 2, "space": lambda: under.level <= 2,
            "device": lambda: sees(act.person, "person") and (act.under == act.person or is_above(act.person)),
            "role": lambda: sees(act.home, "space") and (is_lower(act) or act.level == 5 and is_above(act.home)),
            "agree": lambda: sees(act.target, "space") and (  # 11
                (under.level, under.home) == (5, act.target) or under.level == 1 and is_above(act.target)),
            "decline": lambda: act.target in self.seen(id) and target.kind == "ask" and (
                is_lower(target._replace(level=7))),  # 12
            "revoke": lambda: sees(act.target) and (act.target == act.under or is_over(act.target)),
            "ratify": lambda: sees(act.target, also="revoke") and (  # 10
                is_over(act.target) if target.level else is_over(target.under)
                or act.under == target.under != target.target
                or under.level == 5 and {home for _, home, *_ in act.cuts} == {under.home})}[act.kind]()
    def descends(self, grant, above):
        act = self.acts.get(grant, NO_ACT)
        parent = act.kind == "device" and act.person or act.under
        return act.level > 0 and (parent == above or self.descends(parent, above))

    def is_agreed(self, id):  # 11: as whom each may count who agrees; from above as nobody
        by = [{who for who in self.acts if self.acts.get(act.under, NO_ACT).level == 5
               and self.holds_role(other, who, act.under) and self.is_device_of(other, who)}
              for other, act in self.acts.items()
              if (act.kind, act.target, act.only) == ("agree", self.updates[id].space, id) and self.stands(other)]
        return any(one and one.isdisjoint(other) for one in by for other in by)
    def asker(self, id):  # 12: of a request that stands
        asks = self.is_grant(id, self.acts[id].home, "space") and self.acts[self.acts[id].home].policy == APPROVE
        return min((who for who in self.acts if asks and self.is_device_of(id, who)), default=None)
    def answers(self, id):  # 12
        return sorted(other for other, act in self.acts.items() if self.stands(other) and (
            (act.kind, act.target) == ("decline", id) or act.level > 4 and act.home == self.acts[id].home and (
                id in self.seen(other) or self.is_free(None, other)) and self.holds_role(None, self.asker(id), other)))
    def waits(self, id):  # 12: of those of one person in one space that no other comes before, the smallest
        their = [other for other, act in self.acts.items() if act == self.acts[id]
                 and self.asker(other) == self.asker(id) and not self.answers(other)]
        first = [one for one in their if self.seen(one).isdisjoint(their)]
        return self.is_free(None, self.asker(id)) and id == min(first, default=None)

    def has_right_there(self, id):  # 8, 9
        update = self.updates[id]
        home, moderates, only = update.space, update.moderates, (None, update.kind, update.document)
        return self.is_grant(id, home, "space") and (
            self.acts[home].policy == 0 and not moderates and any(
                act.kind == "person" and self.is_device_of(id, who) for who, act in self.acts.items())
            or any(act.rights[moderates] and act.only in only and act.home == home and self.is_grant(id, role, act.kind)
                   and self.is_free(id, role) and self.holds(id, role) for role, act in self.acts.items()))
    def is_in_document(self, update):  # if not, it is void for ever (C 4)
        return (not update.is_broken and update.document in self.past(update.id)
                and self.updates[update.document].kind == update.kind
                and all(self.updates[dep].home == update.home for dep in update.deps)
                and all(self.updates[head].space == self.id for head in self.heads(update)))

    def characters(self, version, at):  # every one that the text ever had, in order (C 3)
        start, end = (Character(edge, None, None, None, None) for edge in "<>")
        chars = [start, end]
        for id, op in [(id, op) for id in version for op in self.updates[id].operations if op.at == at]:
            mine = self.past(id)
            known = [char for char in chars[1:-1] if char.event[0] in mine]
            seen = [char for char in known if mine.isdisjoint(char.deleters)]
            doomed = seen[op.position:op.position + op.events] if op.number == DELETE else []
            if op.number == INSERT:
                left = ([start] + seen)[:op.position + 1][-1]
                right = next((char for char in known if chars.index(char) > chars.index(left)), end)
                for index, letter in enumerate(op.part.decode() if op.part else [None] * op.events, op.first[1]):
                    left = self.insert(chars, Character((id, index), left, right, letter, set()))
            elif op.number == DELETE_BY_ID:
                update, first = op.targets[0]
                doomed = [char for char in known if (update, first) <= char.event < (update, first + op.events)]
            for char in doomed: char.deleters.add(id)
        return chars[1:-1]

    def insert(self, chars, new):  # behind its left neighbour, but for what its author did not know there (C 3)
        left, right = chars.index(new.left), chars.index(new.right)
        here, is_passing = left + 1, False
        for i in range(left + 1, right):
            its_left, its_right = chars.index(chars[i].left), chars.index(chars[i].right)
            if its_left < left or (its_left, its_right) == (left, right) and new.event < chars[i].event: break
            if its_left == left: is_passing = its_right < right
            here = here if is_passing else i + 1
        chars.insert(here, new)
        return new

    def show(self, version, at):  # one address, read as a field of each type (C 3)
        writes = lambda number: [op for id in version if self.stands(id) for op in self.updates[id].operations
                                 if (op.number, op.at) == (number, at)]
        follows = lambda b, a: b > a if b[0] == a[0] else a[0] in self.past(b[0])
        newest = lambda ops: [op for op in ops if not any(follows(other.first, op.first) for other in ops)]
        write = lambda op: [op.first[0].hex(), None if op.part is None else op.part.hex()]
        adds = [op.part for op in writes(ADD) if not any(
            op.first in remove.targets and follows(remove.first, op.first) for remove in writes(REMOVE))]
        by_time = sorted(newest(writes(LAST)), key=lambda op: (self.updates[op.first[0]].written, op.first[0]))
        chars = self.characters(version, at)
        return {"raw": "".join(char.letter or "\ufffd" for char in chars if not char.deleters),
                "text": "".join(char.letter or "" for char in chars
                                if self.stands(char.event[0]) and not any(map(self.stands, char.deleters))),
                "last": [write(op) for op in by_time[-1:]],
                "multi": sorted(write(op) for op in newest(writes(MULTI))),
                "elements": sorted({part.hex() for part in adds if part is not None}) + [None] * adds.count(None)}

    def document(self, home):  # its version is what standing updates lead to, here each after its deps
        standing = [id for id in self.held if self.updates[id].home == home and self.stands(id)]
        closure = {id for id in set().union(*map(self.past, standing)) if self.is_in_document(self.updates[id])}
        ordered = sorted(closure, key=lambda id: (len(self.past(id)), id))
        heads = [id for id in standing if not any(id in self.past(other) - {other} for other in standing)]
        return {"version": sorted(id.hex() for id in heads), "fields": {
            at.hex(): self.show(ordered, at) for at in {op.at for id in ordered for op in self.updates[id].operations}}}

    def state(self, space):  # LtHash16 over what stands and what that reaches (G 4)
        standing = [id for id in self.decided if self.updates[id].space == space and self.stands(id)]
        rows = [(0,) * 1024]
        for id in set().union(*(self.past(id, "space") for id in standing)):
            blocks = [h("praxis/state/v1", bytes([at]), id, bytes([self.stands(id)]), size=64) for at in range(32)]
            rows.append(struct.unpack("<1024H", b"".join(blocks)))
        return h("praxis/state/v1", struct.pack("<1024H", *(sum(lane) % 65536 for lane in zip(*rows)))).hex()

    def answer(self, with_documents):
        verdict = lambda id: ("standing" if self.stands(id) else "void" if id in self.decided else
                              "waiting" if id in self.held else "not held")
        return {"verdicts": {id.hex(): verdict(id) for id in self.updates},
                "agreed": [id.hex() for id in self.updates if self.is_agreed(id)],
                "asked": {id.hex(): [self.waits(id), *map(bytes.hex, self.answers(id))]
                          for id, act in self.acts.items() if act.kind == "ask" and self.stands(id)},
                "states": {space.hex(): self.state(space) for space in {self.updates[id].space for id in self.decided}},
                "documents": {id.hex(): self.document(self.updates[id].home) for id in self.held
                              if with_documents and self.updates[id].document == id}}

for request in map(json.loads, sys.stdin):
    to_bytes = lambda text: None if text is None else bytes.fromhex(text)
    updates = [Update(*map(to_bytes, update)) for update in request["updates"]]
    network = Network(to_bytes(request["genesis"]), updates, map(to_bytes, request["keys"]))
    print(json.dumps(network.answer(request.get("with_documents", True))), flush=True)
