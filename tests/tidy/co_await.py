"""The co_await habit: no temporary made in braces and no lambda that captures a value in one
statement with co_await, because g++ 12 may destroy such a temporary twice. Name it on the line above.
What has nothing to destroy may stay: durations, and lambdas that capture references and `this` only.

A small statement splitter, not a C++ parser: it knows which braces open a block, which open a
lambda's body (statements of their own) and which make a value.
"""
import re

TOKEN = re.compile(r"\[\[|\]\]|->|::|[A-Za-z_]\w*|\d[\w.']*|\S")
TYPE_WORDS = {"class", "struct", "enum", "union", "namespace", "extern"}
# Nothing to destroy, so nothing to destroy twice.
TRIVIAL = {"hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds", "Duration"}
BLOCK_BEFORE = {")", "else", "do", "try", "const", "noexcept", "override", "final", "mutable",
                ";", "}", ":", "&"}


class Splitter:
    def __init__(self, text):
        self.tokens = [(match.group(), match.start()) for match in TOKEN.finditer(text)]
        self.at = 0
        self.bad = []  # positions of offending statements

    def block(self):
        """Reads statements up to the closing brace of this block, or the end."""
        while self.at < len(self.tokens):
            if self.tokens[self.at][0] == "}":
                self.at += 1
                return
            self.statement()

    def statement(self):
        words = []        # tokens at this statement's own level
        nesting = []      # open ( [ and value braces
        captures = False  # a lambda with captures was seen
        braces = False    # a value in braces was seen
        body_at = None    # nesting depth at which a lambda's body is due
        start = self.tokens[self.at][1]
        while self.at < len(self.tokens):
            word, _ = self.tokens[self.at]
            before = words[-1] if words else None
            if word == ";" and not nesting:
                self.at += 1
                break
            if word == "}" and not nesting:
                break  # the block's own end; its reader takes it
            self.at += 1
            if word == "{":
                if body_at == len(nesting):
                    body_at = None
                    self.block()
                    words.append("<body>")
                    continue
                if not nesting and self.opens_block(words, before):
                    self.check(words, start, braces, captures)
                    self.block()
                    return
                braces |= before not in TRIVIAL
            if word == "[" and self.opens_lambda(before):
                captures |= self.captures_a_value()
                body_at = len(nesting)
            if word in "([{":
                nesting.append(word)
            elif word in ")]}" and nesting:
                nesting.pop()
            elif word == "]]" and nesting[-2:] == ["[", "["]:
                del nesting[-2:]  # the end of a[b[c]], not of an attribute
            words.append(word)
        self.check(words, start, braces, captures)

    def captures_a_value(self):
        """Whether the capture list that begins here holds more than references and `this`."""
        listed = []
        for word, _ in self.tokens[self.at:]:
            if word == "]":
                break
            listed.append(word)
        text = "".join(listed)
        return any(not re.fullmatch(r"&\w*|this", part) for part in text.split(",") if part)

    @staticmethod
    def opens_lambda(before):
        return before is None or not (re.fullmatch(r"\w+|\)|\]|<body>", before)) \
            or before in {"return", "co_return", "co_await", "co_yield"}

    @staticmethod
    def opens_block(words, before):
        if before is None or before in BLOCK_BEFORE:
            return True
        if words[0] in {"public", "private", "protected"}:
            words = words[2:]  # an access label is no part of what it stands before
        if words[0] in TYPE_WORDS or (words[0] == "template" and TYPE_WORDS & set(words)):
            return True
        # A function with a trailing return type; not `p->x = T{...}`.
        return "->" in words and "=" not in words and "co_await" not in words \
            and words[0] not in {"return", "co_return"}

    def check(self, words, start, braces, captures):
        if "co_await" in words and (braces or captures):
            self.bad.append(start)


def offending_statements(cpp):
    """Positions, in text without comments and literals, of statements that break the habit."""
    # Preprocessor lines are no statements.
    splitter = Splitter(re.sub(r"(?m)^[ \t]*#.*(?:\\\n.*)*", lambda m: " " * len(m.group()), cpp))
    while splitter.at < len(splitter.tokens):
        splitter.block()
    return splitter.bad
