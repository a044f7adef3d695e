"""What a document shows, from the updates of its version, by the README of crdt (C). Of what stands oracle.py decides."""
import collections
from oracle_updates import ADD, DELETE, DELETE_BY_ID, INSERT, LAST, MULTI, REMOVE
# event: its id; left, right: the characters it was put between; letter: None if absent; deleters: ids of updates
Character = collections.namedtuple("Character", "event left right letter deleters")

class Documents:  # needs updates, held, past, stands, is_in_document
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
