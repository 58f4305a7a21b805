"""The HTML of Telegram is parsed as its servers do and shown safely."""

import pytest

from sandbox.markup import Entity, EntityError, found, parse_html, to_html, trimmed


def test_tags_become_entities_counted_in_utf16() -> None:
    text, entities = parse_html('😀 <b>Қабылдау <i>№1</i></b> <a href="https://a.kz">мұнда</a>')
    expected = (
        Entity("bold", 3, 11),
        Entity("italic", 12, 2),
        Entity("text_link", 15, 5, (("url", "https://a.kz"),)),
    )
    assert (text, entities) == ("😀 Қабылдау №1 мұнда", expected)


def test_escapes_are_read_and_unknown_ones_stay() -> None:
    text, entities = parse_html("&lt;b&gt; &amp; &quot;x&quot; &#1179; &#x49b; &nbsp; a&b")
    assert (text, entities) == ('<b> & "x" қ қ &nbsp; a&b', ())


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "қ<b><i>x</b></i>",
            'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"',
        ),
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(EntityError) as refusal:
        parse_html(source)
    assert str(refusal.value) == reason


def test_every_tag_of_telegram_is_known() -> None:
    source = (
        "<b>1</b><strong>1</strong><i>1</i><em>1</em><u>1</u><ins>1</ins><s>1</s><del>1</del>"
        '<code>1</code><pre>1</pre><pre><code class="language-py">1</code></pre>'
        "<blockquote>1</blockquote><blockquote expandable>1</blockquote>"
        '<tg-spoiler>1</tg-spoiler><span class="tg-spoiler">1</span>'
        '<tg-time unix="1647531900" format="wDT">1</tg-time>'
    )
    text, entities = parse_html(source)
    assert (text, len(entities)) == ("1" * 16, 17)


def test_white_space_at_the_ends_goes_and_entities_move() -> None:
    assert trimmed(" \n\nab c ", (Entity("bold", 0, 5),)) == ("ab c", (Entity("bold", 0, 2),))


def test_commands_and_links_are_found() -> None:
    expected = (Entity("bot_command", 0, 14), Entity("url", 20, 12))
    assert found("/queue@the_bot 1 да https://a.kz.", commands=True) == expected


def test_html_for_the_page_is_escaped_and_nested() -> None:
    text, entities = parse_html('<b>a<i>&lt;script&gt;</i></b> <a href="javascript:x">y</a>\nz')
    assert to_html(text, entities) == "<b>a<i>&lt;script&gt;</i></b> y\nz"


def test_overlapping_entities_still_make_closed_tags() -> None:
    overlapping = (Entity("bold", 0, 3), Entity("italic", 2, 3))
    assert to_html("abcdef", overlapping) == "<b>ab<i>c</i></b>def"
