"""Reading a document as strictly as Twilio's schema does."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from simulator.twilio.twiml.grammar import VERBS

_KINDS = frozenset(("text/xml", "application/xml"))
_LONGEST_SPEECH = 4096


class TwimlError(Exception):
    """A document that cannot be performed; `code` is Twilio's."""

    def __init__(self, code: int, what: str) -> None:
        super().__init__(what)
        self.code = code


def read_document(text: str, kind: str = "text/xml") -> Element:
    """The `<Response>`; raises TwimlError 12300 (type), 12100 (not XML) or 12200 (schema)."""
    if kind not in _KINDS:
        raise TwimlError(12300, f"Content-Type {kind or 'missing'} is not XML")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise TwimlError(12100, "Document type declarations are not allowed")
    try:
        root = ElementTree.fromstring(text.strip())  # noqa: S314  # no declarations
    except ElementTree.ParseError as error:
        raise TwimlError(12100, f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12100, f"The document's root is {root.tag}, not Response")
    _check(root)
    return root


def _check(element: Element) -> None:
    verb = VERBS[element.tag]
    for name, value in element.attrib.items():
        if name not in verb.attributes:
            raise TwimlError(12200, f"{element.tag} has no attribute {name}")
        if not verb.attributes[name](value):
            raise TwimlError(12200, f"{element.tag} {name} cannot be {value!r}")
    if missing := verb.required - set(element.attrib):
        raise TwimlError(12200, f"{element.tag} needs {', '.join(sorted(missing))}")
    if not verb.text and (element.text or "").strip():
        raise TwimlError(12200, f"{element.tag} takes no text")
    if element.tag == "Say" and len(element.text or "") > _LONGEST_SPEECH:
        raise TwimlError(12200, "Say takes at most 4096 characters")
    if element.get("speechModel") and element.get("speechTimeout") == "auto":
        raise TwimlError(12200, "speechTimeout must be a number when speechModel is set")
    for child in element:
        if child.tag not in verb.children:
            raise TwimlError(12200, f"{child.tag} is not allowed in {element.tag}")
        _check(child)
