"""A local server that plays a provider of chat models, for tests."""

from tandem.llm.fake.embeddings import fake_vector
from tandem.llm.fake.script import Called, Fault, Reply, Said, Scripted, Turns
from tandem.llm.fake.server import FakeChat

__all__ = ["Called", "FakeChat", "Fault", "Reply", "Said", "Scripted", "Turns", "fake_vector"]
