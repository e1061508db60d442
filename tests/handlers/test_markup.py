"""*đậm*, _nghiêng_ and [chữ](https://…): what is read is shown, and nothing of a text is ever lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract import Span
from handlers.markup import parse, segments, with_links_spelled

TYPED = st.text(alphabet="ađ *_[]()\\\n.:/htps", max_size=60)


@pytest.mark.parametrize(
    ("typed", "text", "spans"),
    [
        ("*đậm* và _nghiêng_", "đậm và nghiêng", (Span(0, 3, "bold"), Span(7, 14, "italic"))),
        ("*_cả hai_*", "cả hai", (Span(0, 6, "bold"), Span(0, 6, "italic"))),
        ("xem [ở đây](https://a.vn/_x_)", "xem ở đây", (Span(4, 9, "link", "https://a.vn/_x_"),)),
        ("https://a.vn/_x_ và snake_case_name", "https://a.vn/_x_ và snake_case_name", ()),
        ("2 * 3 * 4, * rời *", "2 * 3 * 4, * rời *", ()),
        (r"\*không đậm\*", "*không đậm*", ()),
        ("[lạ](javascript:alert(1))", "[lạ](javascript:alert(1))", ()),
        ("*đậm sang\ndòng*", "*đậm sang\ndòng*", ()),
    ],
)
def test_what_people_type_is_read(typed, text, spans):
    assert parse(typed) == (text, spans)


@given(TYPED)
def test_every_span_lies_within_the_text_and_holds_something(typed):
    text, spans = parse(typed)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(TYPED)
def test_the_segments_together_are_the_text(typed):
    text, spans = parse(typed)
    assert "".join(part for part, _, _ in segments(text, spans)) == text


def test_where_nothing_can_be_linked_the_address_stands_behind_its_words():
    assert with_links_spelled(*parse("Xem [ở đây](https://a.vn) nhé")) == "Xem ở đây (https://a.vn) nhé"
