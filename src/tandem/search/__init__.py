"""Documents, chunks, and search over them: lexical, dense, and both fused. Needs ``search``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.search.answer.context import Pack
    from tandem.search.answer.contract import Answer, Citation, Grounded
    from tandem.search.answer.conversation import Conversation, FollowUp, Remember, Turn
    from tandem.search.answer.reader import Reader, Skill, Transfer
    from tandem.search.answer.sentences import split_sentences
    from tandem.search.answer.support import statements, supported
    from tandem.search.chunk import (
        Chunk,
        Chunker,
        Fixed,
        Hierarchy,
        Recursive,
        Semantic,
        Sentences,
        Span,
        Structure,
        Syntax,
    )
    from tandem.search.code import CallMap, CodeGraph, CodeQuestion, Place
    from tandem.search.code.definition_search import DefinitionSearch
    from tandem.search.code.part import part_of
    from tandem.search.code.weights import learn_weights
    from tandem.search.document import Document, Element, Page
    from tandem.search.embed.base import Embedder
    from tandem.search.embed.corpus import CorpusEmbedder
    from tandem.search.embed.encoder import Encoder
    from tandem.search.embed.endpoint import Endpoint
    from tandem.search.fusion.base import Evidence, Fusion
    from tandem.search.fusion.convex import Convex
    from tandem.search.fusion.reciprocal_rank import ReciprocalRank
    from tandem.search.hybrid import Hybrid
    from tandem.search.index.overlay import Overlay
    from tandem.search.ingest import Corpus, FolderSource, ObjectSource, QuerySource, WebSource
    from tandem.search.parse.markdown import read_markdown
    from tandem.search.parse.reader import DocumentReader, Limits
    from tandem.search.query import Passage, Query
    from tandem.search.rank.base import Candidates, Ranker, candidates
    from tandem.search.rank.chat_ranker import ChatRanker
    from tandem.search.rank.cross_encoder import CrossEncoder
    from tandem.search.rank.diverse import Diverse
    from tandem.search.rank.lambdamart import LambdaMart
    from tandem.search.rank.logistic import LogisticRanker
    from tandem.search.rank.reranked import Reranked
    from tandem.search.rank.unseen import cross_rank
    from tandem.search.rewrite.decomposed import Decomposed
    from tandem.search.rewrite.hypothetical import Hypothetical
    from tandem.search.rewrite.multi_query import MultiQuery
    from tandem.search.rewrite.routed import Routed
    from tandem.search.section import Section, read_markdown_sections
    from tandem.search.stores.base import VectorStore
    from tandem.search.stores.dense import DenseSearch
    from tandem.search.stores.lance import LanceStore
    from tandem.search.stores.pgvector import PgvectorStore
    from tandem.search.stores.qdrant import QdrantStore
    from tandem.search.tokens import EncoderTokens, TokenCounter, WordTokens
    from tandem.search.words import stems

__all__ = [
    "Answer",
    "CallMap",
    "Candidates",
    "ChatRanker",
    "Chunk",
    "Chunker",
    "Citation",
    "CodeGraph",
    "CodeQuestion",
    "Conversation",
    "Convex",
    "Corpus",
    "CorpusEmbedder",
    "CrossEncoder",
    "Decomposed",
    "DefinitionSearch",
    "DenseSearch",
    "Diverse",
    "Document",
    "DocumentReader",
    "Element",
    "Embedder",
    "Encoder",
    "EncoderTokens",
    "Endpoint",
    "Evidence",
    "Fixed",
    "FolderSource",
    "FollowUp",
    "Fusion",
    "Grounded",
    "Hierarchy",
    "Hybrid",
    "Hypothetical",
    "LambdaMart",
    "LanceStore",
    "Limits",
    "LogisticRanker",
    "MultiQuery",
    "ObjectSource",
    "Overlay",
    "Pack",
    "Page",
    "Passage",
    "PgvectorStore",
    "Place",
    "QdrantStore",
    "Query",
    "QuerySource",
    "Ranker",
    "Reader",
    "ReciprocalRank",
    "Recursive",
    "Remember",
    "Reranked",
    "Routed",
    "Section",
    "Semantic",
    "Sentences",
    "Skill",
    "Span",
    "Structure",
    "Syntax",
    "TokenCounter",
    "Transfer",
    "Turn",
    "VectorStore",
    "WebSource",
    "WordTokens",
    "candidates",
    "cross_rank",
    "learn_weights",
    "part_of",
    "read_markdown",
    "read_markdown_sections",
    "split_sentences",
    "statements",
    "stems",
    "supported",
]

__getattr__ = lazy(
    __name__,
    {
        "Answer": "tandem.search.answer.contract",
        "CallMap": "tandem.search.code",
        "Candidates": "tandem.search.rank.base",
        "ChatRanker": "tandem.search.rank.chat_ranker",
        "Chunk": "tandem.search.chunk",
        "Chunker": "tandem.search.chunk",
        "Citation": "tandem.search.answer.contract",
        "CodeGraph": "tandem.search.code",
        "CodeQuestion": "tandem.search.code",
        "Conversation": "tandem.search.answer.conversation",
        "Convex": "tandem.search.fusion.convex",
        "Corpus": "tandem.search.ingest",
        "CorpusEmbedder": "tandem.search.embed.corpus",
        "CrossEncoder": "tandem.search.rank.cross_encoder",
        "Decomposed": "tandem.search.rewrite.decomposed",
        "DefinitionSearch": "tandem.search.code.definition_search",
        "DenseSearch": "tandem.search.stores.dense",
        "Diverse": "tandem.search.rank.diverse",
        "Document": "tandem.search.document",
        "DocumentReader": "tandem.search.parse.reader",
        "Element": "tandem.search.document",
        "Embedder": "tandem.search.embed.base",
        "Encoder": "tandem.search.embed.encoder",
        "EncoderTokens": "tandem.search.tokens",
        "Endpoint": "tandem.search.embed.endpoint",
        "Evidence": "tandem.search.fusion.base",
        "Fixed": "tandem.search.chunk",
        "FolderSource": "tandem.search.ingest",
        "FollowUp": "tandem.search.answer.conversation",
        "Fusion": "tandem.search.fusion.base",
        "Grounded": "tandem.search.answer.contract",
        "Hierarchy": "tandem.search.chunk",
        "Hybrid": "tandem.search.hybrid",
        "Hypothetical": "tandem.search.rewrite.hypothetical",
        "LambdaMart": "tandem.search.rank.lambdamart",
        "LanceStore": "tandem.search.stores.lance",
        "Limits": "tandem.search.parse.reader",
        "LogisticRanker": "tandem.search.rank.logistic",
        "MultiQuery": "tandem.search.rewrite.multi_query",
        "ObjectSource": "tandem.search.ingest",
        "Overlay": "tandem.search.index.overlay",
        "Pack": "tandem.search.answer.context",
        "Page": "tandem.search.document",
        "Passage": "tandem.search.query",
        "PgvectorStore": "tandem.search.stores.pgvector",
        "Place": "tandem.search.code",
        "QdrantStore": "tandem.search.stores.qdrant",
        "Query": "tandem.search.query",
        "QuerySource": "tandem.search.ingest",
        "Ranker": "tandem.search.rank.base",
        "Reader": "tandem.search.answer.reader",
        "ReciprocalRank": "tandem.search.fusion.reciprocal_rank",
        "Recursive": "tandem.search.chunk",
        "Remember": "tandem.search.answer.conversation",
        "Reranked": "tandem.search.rank.reranked",
        "Routed": "tandem.search.rewrite.routed",
        "Section": "tandem.search.section",
        "Semantic": "tandem.search.chunk",
        "Sentences": "tandem.search.chunk",
        "Skill": "tandem.search.answer.reader",
        "Span": "tandem.search.chunk",
        "Structure": "tandem.search.chunk",
        "Syntax": "tandem.search.chunk",
        "TokenCounter": "tandem.search.tokens",
        "Transfer": "tandem.search.answer.reader",
        "Turn": "tandem.search.answer.conversation",
        "VectorStore": "tandem.search.stores.base",
        "WebSource": "tandem.search.ingest",
        "WordTokens": "tandem.search.tokens",
        "candidates": "tandem.search.rank.base",
        "cross_rank": "tandem.search.rank.unseen",
        "learn_weights": "tandem.search.code.weights",
        "part_of": "tandem.search.code.part",
        "read_markdown": "tandem.search.parse.markdown",
        "read_markdown_sections": "tandem.search.section",
        "split_sentences": "tandem.search.answer.sentences",
        "statements": "tandem.search.answer.support",
        "stems": "tandem.search.words",
        "supported": "tandem.search.answer.support",
    },
)
