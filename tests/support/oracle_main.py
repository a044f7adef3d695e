"""What a set of updates must come to, from its bytes alone: a process that answers, by oracle.py and what is beside it.

Each line of standard input is a request, answered by a line; bytes are lower-case hex:
  {"genesis", "updates": [[header, signature or null, skeleton, content or null]...], "keys",
   "states", "documents"}: the last two say whether these are wanted
  {"verdicts": {id: "not held|waiting|void|standing"}, "agreed": [id to erase], "states"*: {space: hash},
   "asked": {request: [whether it waits, answer...]}, "quarantined": {act in force: [space, person]},
   "quotas": {space: [act, updates, bytes]},
   "documents"*: {id: {"version", "fields": {address: {"raw", "text", "last", "multi", "elements"}}}}}
With *: if they are wanted. An address is the form of the key, then field and key as skeletons have
them; a write is [update, value or null].
"""
import functools, json, struct, sys
from oracle import Network
from oracle_documents import Documents
from oracle_updates import Update, h

class Answers(Network, Documents):
    def state(self, space):  # LtHash16 over what stands and what that reaches (G 4)
        standing = [id for id in self.decided if self.updates[id].space == space and self.stands(id)]
        rows = [(0,) * 1024]
        for id in set().union(*(self.past(id, "space") for id in standing)):
            blocks = [h("praxis/state/v1", bytes([at]), id, bytes([self.stands(id)]), size=64) for at in range(32)]
            rows.append(struct.unpack("<1024H", b"".join(blocks)))
        return h("praxis/state/v1", struct.pack("<1024H", *(sum(lane) % 65536 for lane in zip(*rows)))).hex()

    def answer(self, request):
        verdict = lambda id: ("standing" if self.stands(id) else "void" if id in self.decided else
                              "waiting" if id in self.held else "not held")
        spaces = {self.updates[id].space for id in self.decided}
        wanted = {"states": lambda: {space.hex(): self.state(space) for space in spaces},
                  "documents": lambda: {id.hex(): self.document(self.updates[id].home) for id in self.held
                                        if self.updates[id].document == id}}
        return {"verdicts": {id.hex(): verdict(id) for id in self.updates},
                "agreed": [id.hex() for id in self.updates if self.is_agreed(id)],
                "asked": {id.hex(): [self.waits(id), *map(bytes.hex, self.answers(id))]
                          for id, act in self.acts.items() if act.kind == "ask" and self.stands(id)},
                "quarantined": {id.hex(): where for id in self.acts if (where := self.quarantined(id))},
                "quotas": {id.hex(): self.quota(id) for id, act in self.acts.items()
                           if act.kind == "space" and self.quota(id)},
                **{name: show() for name, show in wanted.items() if request[name]}}

to_bytes = lambda text: None if text is None else bytes.fromhex(text)
read = functools.lru_cache(1000)(lambda *update: Update(*map(to_bytes, update)))  # it never changes
for request in map(json.loads, sys.stdin):
    updates = [read(*update) for update in request["updates"]]
    network = Answers(to_bytes(request["genesis"]), updates, map(to_bytes, request["keys"]))
    print(json.dumps(network.answer(request)), flush=True)
