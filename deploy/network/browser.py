"""A browser without scripts, as far as forms go: fetches pages of a node, fills in a form by the
labels that a person reads, and sends it as a browser does."""
import html.parser
import http.client
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request

from processes import DemoError

PAGE_SECONDS = 30
UNSEEN = {"head", "script", "style", "template"}
CHOSEN = {"checkbox", "radio"}


class TooSoon(DemoError):
    """The node asks to wait `seconds`, and has changed nothing."""

    def __init__(self, words, seconds):
        super().__init__(words)
        self.seconds = seconds


class Field:
    """One thing of a form that is sent: where it stands, and what a person calls it."""

    def __init__(self, attributes, kind, label=""):
        self.name = attributes.get("name") or ""
        self.id = attributes.get("id")
        self.value = attributes.get("value") or ""
        self.kind = kind
        self.label = attributes.get("aria-label") or label
        self.sent = kind not in CHOSEN or "checked" in attributes
        self.options = 0  # of a select, read so far


class Form:
    def __init__(self, attributes):
        self.action = attributes.get("action") or ""
        self.post = (attributes.get("method") or "").lower() == "post"
        self.fields = []
        self.buttons = []

    def field(self, label):
        """The field that a person calls `label`: its label begins with that."""
        for field in self.fields:
            if field.label == label or field.label.startswith(label + " "):
                return field
        known = ", ".join(repr(field.label) for field in self.fields if field.label)
        raise DemoError(f"no field {label!r} in the form; there are {known or 'none'}")


class Page(html.parser.HTMLParser):
    """A page as it was answered: its address, its forms, and its text in one line."""

    def __init__(self, address, source):
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms = []
        self._words = []
        self._unseen = 0
        self._form = self._into = self._label = None
        self._labels = {}  # the id of a field: its label
        self.feed(source)
        self.close()
        self.text = " ".join(" ".join(self._words).split())
        for form in self.forms:
            for field in form.fields + form.buttons:
                field.label = " ".join((self._labels.get(field.id) or field.label).split())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._unseen += tag in UNSEEN
        if tag == "form":
            self._form = Form(attributes)
            self.forms.append(self._form)
        elif tag == "label":
            self._label = [attributes.get("for"), ""]
        elif self._form and tag == "input":
            kind = attributes.get("type") or "text"
            field = Field(attributes, kind, self._label[1] if self._label else "")
            (self._form.buttons if kind == "submit" else self._form.fields).append(field)
        elif self._form and tag in ("textarea", "button", "select"):
            self._into = Field(attributes, tag, self._label[1] if self._label else "")
            (self._form.buttons if tag == "button" else self._form.fields).append(self._into)
        elif self._into and tag == "option":
            # What a browser takes: the option that is selected, else the first.
            if "selected" in attributes or not self._into.options:
                self._into.value = attributes.get("value") or ""
            self._into.options += 1

    def handle_endtag(self, tag):
        self._unseen -= tag in UNSEEN
        if tag == "form":
            self._form = None
        elif tag == "label" and self._label:
            if self._label[0]:
                self._labels[self._label[0]] = self._label[1]
            elif self._form and self._form.fields and not self._form.fields[-1].label:
                self._form.fields[-1].label = self._label[1]
            self._label = None
        elif self._into and tag == self._into.kind:
            if tag == "textarea":  # the first line end is the writer's of the page
                self._into.value = self._into.value.removeprefix("\r").removeprefix("\n")
            self._into = None

    def handle_data(self, data):
        if self._unseen:
            return
        self._words.append(data)
        if self._label:
            self._label[1] += data
        if self._into and self._into.kind == "textarea":
            self._into.value += data
        if self._into and self._into.kind == "button":
            self._into.label += data

    def form(self, button):
        """The form with that button, and the button."""
        for form in self.forms:
            for each in form.buttons:
                if button in (each.label, each.value):
                    return form, each
        known = ", ".join(repr(each.label) for form in self.forms for each in form.buttons)
        raise DemoError(f"no button {button!r} on {self.address}; there are {known or 'none'}")


class Stay(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for the answer instead of following it."""

    def http_error_303(self, req, fp, code, msg, headers):
        return fp


class Browser:
    """One person's browser at one node, with the cookies it was given."""

    def __init__(self, address):
        self.origin = f"http://{address}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        # A proxy of the environment has no business between us and our own node.
        direct = urllib.request.ProxyHandler({})
        self._opener = urllib.request.build_opener(cookies, direct)
        self._staying = urllib.request.build_opener(cookies, direct, Stay)

    def open(self, path, fields=None):
        """The page at `path`; `fields`: the form that is sent there. Redirects are followed."""
        with self._ask(self._opener, path, fields) as answer:
            return Page(answer.geturl(), self._read(answer))

    def post(self, path, fields):
        """Sends a form; where its answer says that what was written is to be seen."""
        with self._ask(self._staying, path, fields) as answer:
            where = answer.headers.get("Location")
            if where is None:
                words = Page(path, self._read(answer)).text
                raise DemoError(f"{path} did not take the form: {words[:300]}")
            return where

    @staticmethod
    def _read(answer):
        try:
            return answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise DemoError(f"{answer.geturl()}: {error!r}") from error

    def _ask(self, opener, path, fields):
        address = urllib.parse.urljoin(self.origin, path)
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(address, data=data)
        if data is not None:
            request.add_header("Origin", self.origin)
            request.add_header("Sec-Fetch-Site", "same-origin")
        try:
            return opener.open(request, timeout=PAGE_SECONDS)
        except urllib.error.HTTPError as refused:
            words = Page(address, self._read(refused)).text
            told = f"{address} answered {refused.code}: {words[:300]}"
            if refused.code == 429:
                raise TooSoon(told, int(refused.headers["Retry-After"])) from refused
            raise DemoError(told) from refused
        except (OSError, http.client.HTTPException) as error:
            raise DemoError(f"{address}: {error!r}") from error

    @staticmethod
    def filled(page, button, **typed):
        """Types into the form with that button: where pressing it leads, whether by POST, and what
        is sent there. An underscore in a label's keyword is a space."""
        form, pressed = page.form(button)
        for label, text in typed.items():
            field = form.field(label.replace("_", " "))
            field.value, field.sent = text, True
        # Lines end in CR LF in what browsers send.
        fields = [(field.name, "\r\n".join(field.value.splitlines()))
                  for field in form.fields if field.name and field.sent]
        if pressed.name:
            fields.append((pressed.name, pressed.value))
        return urllib.parse.urljoin(page.address, form.action), form.post, fields

    def send(self, page, button, **typed):
        """Types into the form with that button, presses it, and gives the page that comes."""
        action, is_post, fields = self.filled(page, button, **typed)
        if is_post:
            return self.open(action, fields)
        return self.open(f"{action}?{urllib.parse.urlencode(fields)}")
