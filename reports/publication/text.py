"""Text that people write in Markdown, shown safely: no code, no pictures, no foreign addresses."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "blockquote", "a", "hr"}
# The headings that somebody writes stand below the document's own.
LOWER = {"h1": "h3", "h2": "h4", "h5": "h4", "h6": "h4"}
RULES = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence"])


def as_html(text: str) -> SafeString:
    """Markdown as HTML of a few harmless tags; links lead to the web or to a mail address."""
    tokens = RULES.parse(text)
    for token in tokens:
        token.tag = LOWER.get(token.tag, token.tag)
    written = RULES.renderer.render(tokens, RULES.options, {})
    clean = nh3.clean(
        written,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 (nh3 has cleaned it)


def as_paragraphs(text: str) -> list[tuple[str, str]]:
    """Markdown as plain paragraphs with their kind (``p``, ``li``, ``h``), for Word and sheets."""
    found, kind = [], "p"
    for token in RULES.parse(text):
        if token.type == "list_item_open":
            kind = "li"
        elif token.type == "list_item_close":
            kind = "p"
        elif token.type == "heading_open":
            kind = "h"
        elif token.type == "heading_close":
            kind = "p"
        elif token.type == "inline":
            found.append((kind, _words(token)))
    return found


def _words(token) -> str:
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or []
        if child.type in ("text", "softbreak", "hardbreak", "code_inline")
    )
