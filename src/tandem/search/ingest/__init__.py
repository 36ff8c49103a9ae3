"""Ingestion: documents from folders, object stores, databases and the web, kept up to date."""

from tandem.search.ingest.corpus import Corpus
from tandem.search.ingest.folder import FolderSource
from tandem.search.ingest.objects import ObjectSource
from tandem.search.ingest.query import QuerySource
from tandem.search.ingest.report import Repeat, Report
from tandem.search.ingest.source import Content, Item, Source
from tandem.search.ingest.web import WebSource

__all__ = [
    "Content",
    "Corpus",
    "FolderSource",
    "Item",
    "ObjectSource",
    "QuerySource",
    "Repeat",
    "Report",
    "Source",
    "WebSource",
]
