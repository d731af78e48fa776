"""Documents become pieces that answer questions, by meaning and by words."""

import io

import docx
import pytest
from reportlab.pdfgen import canvas

from accounts.models import Organization
from knowledge import services
from knowledge.chunking import TARGET, pieces_of
from knowledge.embedding import embedder_of
from knowledge.models import Chunk, Document
from knowledge.reading import Section, Unreadable, sections_of
from knowledge.search import search
from knowledge.tasks import index_waiting
from lib.errors import InvalidInput
from tests import rows

MENU = """# Horarios
Abrimos de martes a domingo, de ocho a tres. Los lunes cerramos por descanso.

# Precios
El roscón de reyes cuesta dieciocho euros y la barra de pan, un euro con veinte.

# Alérgenos
Todos nuestros bizcochos llevan gluten; los de almendra, además, frutos secos.
"""


def pdf_of(*pages):
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer)
    for page in pages:
        sheet.drawString(72, 720, page)
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


def word_of(*parts):
    buffer = io.BytesIO()
    document = docx.Document()
    for heading, text in parts:
        document.add_heading(heading, level=1)
        document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


# --- reading and cutting -------------------------------------------------------------------------


def test_a_pdf_is_read_page_by_page():
    sections = sections_of(pdf_of("Primera hoja", "Segunda hoja"), "pdf")
    assert sections == [Section("p. 1", "Primera hoja"), Section("p. 2", "Segunda hoja")]


def test_a_word_file_is_read_by_its_headings():
    content = word_of(("Precios", "Un euro."), ("Horario", "De ocho a tres."))
    assert sections_of(content, "docx") == [
        Section("Precios", "Un euro."),
        Section("Horario", "De ocho a tres."),
    ]


def test_a_pasted_page_keeps_what_people_read():
    page = b"<html><style>p{}</style><nav>Inicio</nav><h2>Env&iacute;os</h2><p>En <b>24</b> horas"
    page += b"<script>steal()</script><p>Gratis"
    assert sections_of(page, "html") == [Section("Envíos", "En 24 horas\nGratis")]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.4 broken", "pdf"), (b"PK broken", "docx"), (b"  \n ", "txt"), (pdf_of(""), "pdf")],
)
def test_what_has_no_text_is_unreadable(content, kind):
    with pytest.raises(Unreadable):
        sections_of(content, kind)


def test_pieces_are_short_overlap_by_a_sentence_and_lose_nothing():
    text = " ".join(f"Esta es la frase número {n} de un texto largo." for n in range(200))
    pieces = pieces_of([Section("uno", text), Section("dos", "x" * 5000)])
    assert all(len(piece.text) <= TARGET * 1.2 for piece in pieces)
    joined = " ".join(piece.text for piece in pieces)
    assert all(f"número {n} de" in joined for n in range(200))
    first, second = pieces[:2]
    assert first.text.split(". ")[-1].rstrip(".") in second.text
    assert sum(len(piece.text) for piece in pieces if piece.place == "dos") == 5000


# --- finding -------------------------------------------------------------------------------------


@pytest.fixture
def menu(organization, simulator):
    document = services.add_document(
        organization=organization, title="Carta", content=MENU.encode(), kind="md"
    )
    services.index_document(document_id=document.pk)
    document.refresh_from_db()
    return document


def found(organization, question, *, by_meaning=True):
    vector = None
    if by_meaning:
        embedder = embedder_of(organization)
        assert embedder is not None
        (vector,) = embedder.embed([question], role="question")
    return search(organization_id=organization.pk, question=question, vector=vector)


@pytest.mark.parametrize("by_meaning", [True, False])
@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("¿Cuánto cuesta un roscón?", "Precios"),
        ("que lunes abren", "Horarios"),
        ("¿Llevan gluten los bizcochos?", "Alérgenos"),
        ("ALERGENOS FRUTOS SECOS", "Alérgenos"),
    ],
)
def test_a_question_finds_its_piece(organization, menu, question, place, by_meaning):
    best, *_ = found(organization, question, by_meaning=by_meaning)
    assert (best.title, best.place) == ("Carta", place)
    assert best.source == f"Carta, {place}"


def test_what_is_nowhere_is_not_found_by_words(organization, menu):
    assert found(organization, "zzz qqq", by_meaning=False) == []
    assert found(organization, "¿?", by_meaning=False) == []


def test_nobody_finds_what_is_anothers(menu, simulator):
    other = Organization.objects.create(name="Otra", is_rehearsal=True)
    assert found(other, "¿Cuánto cuesta un roscón?") == []


def test_english_is_found_by_its_own_stems(organization, simulator):
    document = services.add_document(
        organization=organization,
        title="Returns",
        content=b"Returned parcels are refunded within ten days.",
        kind="txt",
        language="en",
    )
    services.index_document(document_id=document.pk)
    (best,) = found(organization, "How are refunds for returning a parcel?", by_meaning=False)
    assert best.title == "Returns"


def test_vectors_are_made_by_whoever_is_configured(menu):
    assert menu.status == Document.Status.READY
    assert menu.embedder.startswith("openai:")
    assert not Chunk.objects.filter(embedding=None).exists()


def test_without_vectors_a_document_is_found_by_words_and_embedded_later(organization, simulator):
    simulator.post("faults", {"kind": "model_500", "count": 1})
    document = services.add_document(
        organization=organization, title="Carta", content=MENU.encode(), kind="md"
    )
    services.index_document(document_id=document.pk)
    assert Chunk.objects.filter(embedding=None).count() == 3
    assert found(organization, "¿Cuánto cuesta el roscón?", by_meaning=False)
    Document.objects.update(checked_at="2026-01-01T00:00Z")
    index_waiting()
    assert not Chunk.objects.filter(embedding=None).exists()


def test_a_document_whose_worker_was_lost_is_read_by_the_sweep(organization, simulator):
    document = services.add_document(
        organization=organization, title="Carta", content=MENU.encode(), kind="md"
    )
    index_waiting()
    document.refresh_from_db()
    assert document.status == Document.Status.PENDING  # it may still be on its way
    Document.objects.update(created_at="2026-01-01T00:00Z")
    index_waiting()
    document.refresh_from_db()
    assert document.status == Document.Status.READY


def test_reading_it_again_starts_anew(organization, menu):
    services.index_document(document_id=menu.pk)
    assert Chunk.objects.count() == 3


def test_a_file_without_text_says_so(organization):
    document = services.add_document(
        organization=organization, title="Foto", content=pdf_of(""), kind="pdf"
    )
    services.index_document(document_id=document.pk)
    document.refresh_from_db()
    assert (document.status, document.problem) == (Document.Status.FAILED, "no_text")


@pytest.mark.parametrize(("content", "kind"), [(b"x", "exe"), (b"", "txt")])
def test_what_can_not_be_read_is_refused_at_once(db, content, kind):
    with pytest.raises(InvalidInput):
        services.add_document(
            organization=rows.organization(), title="x", content=content, kind=kind
        )


# --- pages ---------------------------------------------------------------------------------------


def test_a_pasted_text_becomes_a_document_and_can_go(organization):
    browser = rows.browser(organization)
    sent = {"title": "Carta", "text": MENU, "language": "es"}
    assert browser.post("/documents/new/", sent).status_code == 302
    document = Document.objects.get()
    assert (document.title, document.kind, document.status) == ("Carta", "txt", "pending")
    assert "Carta" in browser.get("/documents/").content.decode()
    browser.post(f"/documents/{document.pk}/delete/")
    assert not Document.objects.exists()


def test_neither_a_file_nor_a_text_is_a_fault(organization):
    page = rows.browser(organization).post("/documents/new/", {"language": "es"})
    assert page.status_code == 422


def test_the_api_takes_a_text_and_forgets_it(organization):
    browser = rows.browser(organization)
    wish = {"title": "Carta", "text": MENU, "kind": "md"}
    made = browser.post("/api/v1/documents/", wish, content_type="application/json")
    assert (made.status_code, made.json()["status"]) == (201, "pending")
    url = f"/api/v1/documents/{made.json()['id']}/"
    assert browser.get(url).json()["title"] == "Carta"
    assert browser.delete(url).status_code == 204
    assert not Document.objects.exists()
