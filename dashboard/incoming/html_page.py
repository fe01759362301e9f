"""Web pages: the article without what stands around it, and what the page says of it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from lxml import etree, html

from dashboard.incoming.guard import refusing
from dashboard.incoming.limits import DEEPEST_HTML, LARGEST, MB, MOST_HTML_ATTRIBUTES, MOST_HTML_ELEMENTS, check_size
from dashboard.incoming.records import Found, IncomingText, Source
from dashboard.incoming.told import clean_line, decoded_as, told_address, told_day, told_source, with_title
from dashboard.reading.report import decode_text, plain_text

ADVICE = "Open the page in a browser and copy its text."

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.I)
_FURNITURE = ("nav", "header", "footer", "aside", "form", "iframe", "button")
_FURNITURE_NAME = re.compile(
    r"\b(?:comments?|side-?bar|menu|nav|footer|related|share|social|breadcrumbs?|widget|cookie)", re.I
)
_MOST_LINKED = 0.2  # of a page's letters; beyond it there is a menu or a list of other articles
_DAY_NAMES = frozenset(
    (
        *("article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued"),
        *("dcterms.created", "dcterms.date", "pubdate", "publishdate", "publish-date", "publication_date"),
        "parsely-pub-date",
    )
)
_DAY_CLASS = re.compile(r"(?:^|[\s_-])(?:pub\w*|post\w*|entry|article|news)?[_-]?(?:date|time|meta)\b", re.I)
_LONGEST_DAY = 120  # characters of an element that is no more than a date
_SHORTEST_ARTICLE = 40  # characters; of less the whole page is taken

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it stumbles over is read as plain text
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read(source: Source) -> Iterator[Found]:
    """The one report of a page."""
    yield Found("", partial(_load, source))


def _load(source: Source) -> IncomingText:
    check_size(source.size, "html")
    with source.open() as file:
        return page_report(_decoded(file.read(LARGEST["html"] + 1)))


def _decoded(data: bytes) -> str:
    """The page's source in the encoding that it is in, that it says, or that it looks like. Raises ReportError."""
    declared = _CHARSET.search(data[:4096])
    if declared is not None:
        text = decoded_as(data, "utf-8") or decoded_as(data, declared[1].decode("ascii"))
        if text is not None:
            return text
    return decode_text(data)


def page_report(page: str) -> IncomingText:
    """The article of a page with its title as the first line; where no article stands out, all the words of the page.

    Raises ReportError.
    """
    with refusing("page", ADVICE, etree.LxmlError):
        tree = _parsed(page)
        if tree is None or not _is_plain_to_parse(tree):
            return IncomingText(text=plain_text(page))
        told = _Told(tree)
        if _is_all_article(tree):
            return told.report(plain_text(page))
        article = _article(tree)
        body = (article.text or "") if article is not None else ""
        if len(body) < _SHORTEST_ARTICLE:
            return told.report(plain_text(page), article)
        return told.report(with_title(told.title or article.title or "", body), article)


def _parsed(page: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        return None


def _is_plain_to_parse(tree: html.HtmlElement) -> bool:
    """Whether a page is no larger and no deeper than pages are: what takes it apart needs time and stack."""
    depth = count = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST_HTML or count > MOST_HTML_ELEMENTS or len(element.attrib) > MOST_HTML_ATTRIBUTES:
            return False
    return True


def _is_all_article(tree: html.HtmlElement) -> bool:
    """Whether a page has nothing around its article, as one that a word processor wrote: then nothing may be lost."""
    if next(tree.iter(*_FURNITURE), None) is not None:
        return False
    if any(_FURNITURE_NAME.search(f"{one.get('class', '')} {one.get('id', '')}") for one in tree.iter(etree.Element)):
        return False
    letters = sum(len(text.strip()) for text in tree.itertext())
    linked = sum(len(text.strip()) for link in tree.iter("a") for text in link.itertext())
    return linked <= letters * _MOST_LINKED


def _article(tree: html.HtmlElement) -> Any:
    """What trafilatura takes for the article, with its metadata; None where it finds none."""
    import trafilatura

    return trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        # Without this a date anywhere in the page is taken for that of publication.
        date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
    )


class _Told:
    """What a page's head and markup say of its article."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.metas: dict[str, str] = {}
        for meta in tree.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            if content := (meta.get("content") or "").strip():
                self.metas.setdefault(name.strip().lower(), content)
        self.linked = list(_linked_data(tree))
        self.title = clean_line(self.metas.get("og:title") or self._linked_text("headline"))
        canonical = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
        self.url = told_address(*canonical, self.metas.get("og:url"))
        self.source = told_source(self.metas.get("og:site_name"), self._publisher())
        self.published = self._published(tree)

    def report(self, text: str, article: Any = None) -> IncomingText:
        """The report of a text, with what trafilatura says where the page itself says nothing."""
        source, url, published = self.source, self.url, self.published
        if article is not None:
            source = source or told_source(article.sitename, article.author)
            url = url or told_address(article.url)
            published = published or told_day(article.date or "")
        return IncomingText(text=text, published=published, source=source, url=url)

    def _published(self, tree: html.HtmlElement) -> date | None:
        told = [self.metas[name] for name in self.metas if name in _DAY_NAMES]
        told += [self._linked_text("datePublished")]
        told += [time.get("datetime") or "" for time in tree.iter("time")][:1]
        for value in told:
            if day := told_day(value):
                return day
        for element in tree.iter("time", "span", "div", "p", "li", "small"):
            if element.tag == "time" or _DAY_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
                words = clean_line(" ".join(element.itertext()))
                if len(words) <= _LONGEST_DAY and (day := told_day(words)):
                    return day
        return None

    def _linked_text(self, key: str) -> str:
        return next((value for one in self.linked if isinstance(value := one.get(key), str)), "")

    def _publisher(self) -> str:
        for one in self.linked:
            publisher = one.get("publisher")
            if isinstance(publisher, dict) and isinstance(name := publisher.get("name"), str):
                return name
        return ""


def _linked_data(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or len(script.text or "") > MB:
            continue
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield one
                graph = one.get("@graph")
                yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()
