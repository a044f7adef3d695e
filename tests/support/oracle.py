"""What of a set of updates is held, waits and stands, the slow and obvious way: by recursion over the README of
protocol/governance (G). Shares no code with what it judges. With oracle_updates.py at most 400 lines."""
import functools
from oracle_updates import HOSTED, INVITATION, KEY, NO_ACT, ZERO, attempt, h
APPROVE = 1  # of join policies

class Network:
    def __init__(self, genesis, updates, keys):
        self.id, self.k = h("praxis/genesis/v1", genesis), genesis[17]
        self.board = {genesis[at:at + 32] for at in range(19, len(genesis), 32)}
        self.updates, self.held, self.decided, self.acts = {u.id: u for u in updates}, set(), set(), {}
        # functions of the set
        for name in "of past seen line boards before stands takers is_device_of asker answers".split():
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
                    act = self.acts[id]
                    keys |= {act.key, *(act.handed if act.kind == "rotate" else act.handed.values())}
    def of(self, kind): return [(id, act) for id, act in self.acts.items() if act.kind == kind]
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
        if act.kind == "rotate": return any(id == rotation for rotation, _, _ in self.boards())
        proposal = self.acts.get(act.target, NO_ACT)
        if act.kind == "endorse" and proposal.kind == "rotate":
            return act.target in self.seen(id) and update.device in (self.replaced(act.target) or (0, ()))[1]
        if act.kind in ("none", "join"): return act.kind == "join" and not self.is_forked(id)
        if self.is_split(id): return False
        if act.kind == "endorse":
            return (act.target in self.seen(id) and self.is_proposal(act.target)
                    and update.device in self.board_of(id)[2] and update.device in self.board_of(act.target)[2])
        endorsements = [other for other, their in self.of("endorse") if their.target == id]
        agreed = {update.device} | {self.updates[other].device for other in endorsements if self.stands(other)}
        named = {"agree": ("space",), "ratify": (None, "revoke")}.get(act.kind, ())
        return self.is_proposal(id) and len(agreed) >= self.board_of(id)[1] and (
            act.kind == "administrator" or self.is_grant(id, act.target, *named))

    def is_forked(self, id):  # 1
        seqs = [self.updates[act].seq for act in self.acts if self.updates[act].chain == self.updates[id].chain]
        return any(seqs.count(seq) > 1 for seq in seqs if seq <= self.updates[id].seq)
    def may_use(self, id, grant):  # 1: the grant that names its key
        ends = self.ratified(id, grant)
        if id not in self.acts: return not ends or any(id in self.line(end) or end in self.line(id) for end in ends)
        return not self.is_forked(id) or any(
            id in self.line(end) and self.line(end).issuperset(ends) for end in ends)
    def named(self, id, act):  # 2: by its cuts of the chain of the update
        chain, held = self.updates[id].chain, self.acts if id in self.acts else self.held
        return [end for *cut, seq, end in act.cuts if end in held
                and (tuple(cut), seq, chain) == (chain, self.updates[end].seq, self.updates[end].chain)]
    def ratified(self, id, target):  # 2, 10: what standing ratifications of it name
        return [end for other, act in self.of("ratify") if act.target == target
                for end in self.named(id, act) if self.stands(other)]
    def is_inside(self, id, revocation):  # 2
        return id is not None and any(id in self.line(end) for end in (
            self.named(id, self.acts[revocation]) + self.ratified(id, revocation)))
    def is_free(self, id, grant, counts=lambda giving_up: True):  # 2, 6
        return all(self.is_inside(id, other) for other, act in self.of("revoke") if act.target == grant
                   and (act.under != grant or counts(other)) and self.stands(other))

    def replaced(self, id):  # 3: by a rotation: how many of whom had to agree
        after = self.acts[id].target
        if after == ZERO: return self.k, self.board
        before = self.acts.get(after, NO_ACT)
        return (before.only, set(before.handed)) if before.kind == "rotate" and after in self.seen(id) else None
    def agreed(self, id):  # 3: to a rotation
        made = [id] + [other for other, act in self.of("endorse") if act.target == id in self.seen(other)]
        return {self.updates[one].device for one in made} & set(self.replaced(id)[1])
    def boards(self):  # 3: by what, how many of whom
        line = [(None, self.k, self.board)]
        while able := [(-len(self.agreed(id)), id) for id, act in self.of("rotate")
                       if act.target == (line[-1][0] or ZERO) and self.replaced(id)
                       and len(self.agreed(id)) >= line[-1][1]]:
            id = min(able)[1]
            line.append((id, self.acts[id].only, set(self.acts[id].handed)))
        return line
    def before(self, rotation):  # 3: what was decided when it came, as it and those who stay had seen
        stay = set(self.replaced(rotation)[1]) & set(self.acts[rotation].handed)
        last = [rotation] + [other for other, act in self.of("endorse")
                             if self.updates[other].device in stay and act.target == rotation in self.seen(other)]
        return frozenset().union(*map(self.seen, last))
    def board_of(self, id):  # 3: the one it is under
        after = self.boards()[1:] + [None]
        return next(now for now, then in zip(self.boards(), after) if not then or id in self.before(then[0]))
    def is_split(self, id):  # 3: forked, as far as the rotation saw that replaced the board it is under
        at = self.boards().index(self.board_of(id)) + 1
        within = self.before(self.boards()[at][0]) if at < len(self.boards()) else self.acts
        seqs = [self.updates[act].seq for act in within if self.updates[act].chain == self.updates[id].chain]
        return any(seqs.count(seq) > 1 for seq in seqs if seq <= self.updates[id].seq)
    def is_proposal(self, id):  # 3
        act = self.acts.get(id, NO_ACT)
        return (act.kind in ("administrator", "revoke", "ratify", "agree") and act.under == ZERO
                and self.updates[id].device in self.board_of(id)[2] and not self.is_split(id))
    def is_grant(self, id, grant, kind=None, also=None):  # in the past of the update; of a kind: that, and standing
        act = self.acts.get(grant, NO_ACT)
        return grant in self.seen(id) and (act.level > 0 or act.kind == also) and (
            not kind or act.kind == kind and self.stands(grant))

    def has_right(self, id, act):  # 4, 6
        gives_up = (act.kind, act.target) == ("revoke", act.under)
        certifies = act.kind in ("vouch", "device") and self.acts[act.under].level > 4
        counts = lambda other: not gives_up and (not certifies or other in self.seen(id))
        return self.stands(act.under) and self.is_free(id, act.under, counts) and (
            self.holds(id, act.under) or act.kind == "device" and self.is_device_of(id, act.under))
    def holds(self, id, grant):  # 4
        level, person = self.acts[grant].level, self.acts[grant].person
        if level <= 4: return (self.updates[id].device in self.takers(id, grant).values() and self.may_use(id, grant)
                               and (level < 4 or self.is_free(id, person)))
        return any(self.holds_role(id, who, grant) and self.is_device_of(id, who) for who, _ in self.of("person"))
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
        return {by: act.handed[grant] for by, act in self.of("hand over")
                if grant in act.handed and (by == id or by in self.seen(id)) and given.key == self.updates[by].device
                and self.updates[by].seq == 1 and self.updates[by].chain[2] == 0
                and self.is_grant(by, grant, given.kind) and self.is_free(by, grant, lambda giving_up: False)
                and self.may_use(by, grant)}

    def reaches(self, id, act):  # 5
        under, target = self.acts.get(act.under, NO_ACT), self.acts.get(act.target, NO_ACT)
        sees = functools.partial(self.is_grant, id)
        is_lower = lambda other: other.level > under.level >= 5 and other.home == under.home and under.only is None
        is_above = lambda grant: under.level <= 3 and self.descends(grant, act.under)
        moderates = under.rights[1] and under.only is None
        steers = (under.level, under.home) == (5, act.target)
        is_over = lambda grant: is_lower(self.acts.get(grant, NO_ACT)) or is_above(grant)
        recovers = lambda: under.level == 5 and self.descends(
            act.person, self.acts.get(under.home, NO_ACT).under)
        return sees(act.under) and {
            "administrator": lambda: under.level == 1,
            "person": lambda: under.level <= 2, "space": lambda: under.level <= 2,
            "device": lambda: sees(act.person, "person") and (act.under == act.person or is_above(act.person)
                                                              or recovers() and self.is_vouched(id, act)),
            "vouch": lambda: sees(act.person, "person") and recovers(),
            "role": lambda: sees(act.home, "space") and (is_lower(act) or act.level == 5 and is_above(act.home)),
            "agree": lambda: sees(act.target, "space") and (steers or under.level == 1 and is_above(act.target)),  # 11
            "quota": lambda: sees(act.target, "space") and (steers or under.level <= 2 and is_above(act.target)),  # 14
            "decline": lambda: act.target in self.seen(id) and target.kind == "ask" and (
                is_lower(target._replace(level=7))),  # 12
            "quarantine": lambda: moderates and sees(act.target, "person"),  # 13
            "release": lambda: (act.target in self.seen(id) and target.kind == "quarantine" and moderates
                                and sees(target.under) and self.acts[target.under].home == under.home
                                and target.target not in self.acting(id)),
            "revoke": lambda: sees(act.target) and (act.target == act.under or is_over(act.target)),
            "ratify": lambda: sees(act.target, also="revoke") and (  # 10
                is_over(act.target) if target.level else is_over(target.under)
                or act.under == target.under != target.target
                or under.level == 5 and {home for _, home, *_ in act.cuts} == {under.home})}[act.kind]()
    def descends(self, grant, above):
        act = self.acts.get(grant, NO_ACT)
        parent = act.kind == "device" and act.person or act.under
        return act.level > 0 and (parent == above or self.descends(parent, above))

    def acting(self, id):  # as whom each may count who acts under a role
        return {who for who, _ in self.of("person")
                if self.holds_role(id, who, self.acts[id].under) and self.is_device_of(id, who)}
    def stewards(self, id):  # the same under a steward's grant; from above as nobody
        return self.acting(id) if self.acts.get(self.acts[id].under, NO_ACT).level == 5 else set()
    def is_vouched(self, id, act):  # 5
        own = self.stewards(id) - {act.person}
        theirs = [self.stewards(other) - {act.person} for other, vouch in self.of("vouch")
                  if (vouch.person, vouch.only) == (act.person, act.only)
                  and other in self.seen(id) and self.stands(other)]
        return any(own and other and own.isdisjoint(other) for other in theirs)
    def is_agreed(self, id):  # 11
        by = [self.stewards(other) for other, act in self.of("agree")
              if (act.target, act.only) == (self.updates[id].space, id) and self.stands(other)]
        return any(one and one.isdisjoint(other) for one in by for other in by)
    def asker(self, id):  # 12: of a request that stands
        asks = self.is_grant(id, self.acts[id].home, "space") and self.acts[self.acts[id].home].policy == APPROVE
        return min((who for who, _ in self.of("person") if asks and self.is_device_of(id, who)), default=None)
    def answers(self, id):  # 12
        return sorted(other for other, act in self.acts.items() if self.stands(other) and (
            (act.kind, act.target) == ("decline", id) or act.level > 4 and act.home == self.acts[id].home and (
                id in self.seen(other) or self.is_free(None, other)) and self.holds_role(None, self.asker(id), other)))
    def waits(self, id):  # 12: of those of one person in one space that no other comes before, the smallest
        their = [other for other, act in self.of("ask") if act == self.acts[id]
                 and self.asker(other) == self.asker(id) and not self.answers(other)]
        first = [one for one in their if self.seen(one).isdisjoint(their)]
        return self.is_free(None, self.asker(id)) and id == min(first, default=None)

    def quarantined(self, id):  # 13: where and whom; of an act that is none in force nothing
        over = any(act.target == id and self.stands(other) for other, act in self.of("release"))
        if self.acts[id].kind != "quarantine" or over or not self.stands(id): return None
        return [self.acts[self.acts[id].under].home.hex(), self.acts[id].target.hex()]
    def quota(self, space):  # 14: of those that no other comes after, the smallest
        their = [id for id, act in self.of("quota") if act.target == space and self.stands(id)]
        last = min((one for one in their if not any(one in self.seen(other) for other in their)), default=None)
        return last and [last.hex(), *self.acts[last].only]
    def has_right_there(self, id):  # 8, 9
        update = self.updates[id]
        home, moderates, only = update.space, update.moderates, (None, update.kind, update.document)
        return self.is_grant(id, home, "space") and (
            self.acts[home].policy == 0 and not moderates and any(
                self.is_device_of(id, who) for who, _ in self.of("person"))
            or any(act.rights[moderates] and act.only in only and act.home == home and self.is_grant(id, role, act.kind)
                   and self.is_free(id, role) and self.holds(id, role) for role, act in self.acts.items()))
    def is_in_document(self, update):  # if not, it is void for ever (C 4)
        return (not update.is_broken and update.document in self.past(update.id)
                and self.updates[update.document].kind == update.kind
                and all(self.updates[dep].home == update.home for dep in update.deps)
                and all(self.updates[head].space == self.id for head in self.heads(update)))
