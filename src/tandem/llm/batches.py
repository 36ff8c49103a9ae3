"""Many questions offline: by the provider's batch API, or a bounded number at once; resumable."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tandem.core import Component, tree
from tandem.core.schema import decoder, encode_canonical
from tandem.errors import DefinitionError, ProviderError, TandemError
from tandem.llm.connections import connection
from tandem.llm.message import Message, Request, conversation
from tandem.llm.meter import metering
from tandem.llm.pricing import price
from tandem.llm.providers import address
from tandem.llm.served import Served
from tandem.llm.translate import messages, parameters, said
from tandem.record.digest import digest, digest_bytes
from tandem.record.files import write_atomic
from tandem.record.jobs import Made, run_job
from tandem.record.ledger import ChunkLedger

if TYPE_CHECKING:
    from pydantic_ai.models import Model

    from tandem.record.store import Store

Asked = str | list[Message]
Rows = Mapping[str, Asked]

_WITH_API: Final = ("openai-responses", "anthropic", "google")
_API_SHARE: Final = 0.5
"""What these providers charge for a batch, of the price of calls."""
_API_ROWS, _LIVE_ROWS = 10_000, 100


class BatchRow(msgspec.Struct, frozen=True):
    """What became of one question: a text, or an error; tokens, and dollars if known."""

    text: str = ""
    error: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None


@dataclass(frozen=True)
class BatchAnswers:
    """What came out: the rows by their names, and why parts of the job failed."""

    rows: dict[str, BatchRow]
    failures: dict[str, str] = field(default_factory=dict)


def run_batch(
    chat: Component[Asked, str],
    rows: Rows,
    store: Store,
    job: str,
    *,
    api: bool | None = None,
    size: int | None = None,
    concurrency: int = 16,
    poll: float = 30.0,
) -> BatchAnswers:
    """Ask a chat model every question of ``rows``; run again, it goes on where it stopped.

    ``api`` uses the provider's batch API, at half the price and within a day; by default
    where the model is one of a provider that has one. Otherwise ``concurrency`` questions
    are asked at once. The job is done in parts of ``size`` questions, and the ledger of the
    store says which are done: those are not asked again, nor is a batch that was handed in
    handed in twice. A part whose questions have changed is done anew.

    A question that fails has its error in its row; a part that fails three times is told in
    ``failures``. One process at a time may run a job by the API.
    """
    use_api = _has_api(chat) if api is None else api
    if use_api and not isinstance(chat, Served):
        raise DefinitionError(
            f"a {type(chat).__name__} has no batch API", hint="give a Chat, or api=False"
        )
    parts = _parts(rows, size or (_API_ROWS if use_api else _LIVE_ROWS))
    settings = _settings(chat)
    inputs = {
        name: digest_bytes(encode_canonical([settings, part])) for name, part in parts.items()
    }
    handles = store.path / "batches"

    def work(name: str) -> Made:
        if use_api and isinstance(chat, Served):
            made = asyncio.run(_by_api(chat, parts[name], handles / f"{inputs[name]}.json", poll))
        else:
            made = asyncio.run(_live(chat, parts[name], concurrency))
        return Made(store.blobs.put(encode_canonical(made)))

    ledger = ChunkLedger(store.catalog)
    if use_api and isinstance(chat, Served):
        ledger.plan(job, inputs)
        waiting = [c.name for c in ledger.chunks(job) if c.state != "done"]
        asyncio.run(_hand_in_all(chat, parts, waiting, inputs, handles))
    found, failures = {}, {}
    decode = decoder(dict[str, BatchRow])
    for chunk in run_job(ledger, job, inputs, work):
        if chunk.state == "done":
            found.update(decode(store.blobs.get(chunk.output)))
        else:
            failures[chunk.name] = chunk.reason
    return BatchAnswers(found, failures)


def _has_api(chat: Component[Asked, str]) -> bool:
    if not isinstance(chat, Served) or chat.base_url:
        return False
    return chat.model.partition(":")[0] in _WITH_API


def _parts(rows: Rows, size: int) -> dict[str, dict[str, Asked]]:
    """The rows in parts that are named by their place."""
    items = iter(rows.items())
    parts: dict[str, dict[str, Asked]] = {}
    while part := dict(itertools.islice(items, size)):
        parts[f"part-{len(parts):06d}"] = part
    return parts


def _settings(chat: Component[Asked, str]) -> str:
    found = [[path, type(p).__qualname__, tree.parameters(p)] for path, p in tree.walk(chat)]
    return digest(found)


async def _live(
    chat: Component[Asked, str], part: Mapping[str, Asked], concurrency: int
) -> dict[str, BatchRow]:
    gate = asyncio.Semaphore(concurrency)

    async def one(x: Asked) -> BatchRow:
        async with gate:
            with metering() as meter:
                try:
                    text, error = await chat(x), ""
                except TandemError as failed:
                    text, error = "", f"{type(failed).__name__}: {failed.message}"
            cost = None if meter.unpriced else meter.cost
            return BatchRow(text, error, meter.tokens_in, meter.tokens_out, cost)

    asked: list[Awaitable[BatchRow]] = [one(x) for x in part.values()]
    return dict(zip(part, await asyncio.gather(*asked), strict=True))


async def _hand_in_all(
    chat: Served[Any, Any],
    parts: Mapping[str, Mapping[str, Asked]],
    waiting: list[str],
    inputs: Mapping[str, str],
    handles: Path,
) -> None:
    """Hand in every part that waits, so that the provider works on all of them at once."""
    model = await _model(chat)
    for name in waiting:
        await _hand_in(model, chat, parts[name], handles / f"{inputs[name]}.json")


async def _by_api(
    chat: Served[Any, Any], part: Mapping[str, Asked], handle: Path, poll: float
) -> dict[str, BatchRow]:
    """The rows of a part, when the provider has done it."""
    from pydantic_ai.exceptions import AgentRunError

    model = await _model(chat)
    batch = await _hand_in(model, chat, part, handle)
    try:
        while batch.status != "ended":
            await asyncio.sleep(poll)
            batch = await model.batch_status(batch)
        results = await model.batch_results(batch)
    except AgentRunError as error:
        raise ProviderError(f"{chat.model}: a batch failed: {error}") from error
    by_name = {result.custom_id: result for result in results}
    requests = _requests(model, chat, part)
    rows = {r.custom_id: _row(model, chat, by_name.get(r.custom_id), r) for r in requests}
    if not any(row.text for row in rows.values()):
        handle.unlink(missing_ok=True)  # the next attempt hands it in anew
        raise ProviderError(f"{chat.model}: a batch ended as {batch.status} without an answer")
    return {name: rows[str(place)] for place, name in enumerate(part)}


async def _model(chat: Served[Any, Any]) -> Model:
    at = address(chat.model, chat.base_url, chat.api_key_variable)
    reached = await connection(at, failures=chat.break_after, seconds=chat.break_seconds)
    return reached.model


async def _hand_in(
    model: Model, chat: Served[Any, Any], part: Mapping[str, Asked], handle: Path
) -> Any:
    """The batch of a part: the one that was handed in before, or a new one."""
    from pydantic import TypeAdapter
    from pydantic_ai.exceptions import AgentRunError, UserError
    from pydantic_ai.models.batch import Batch

    if model.batch_max_requests is None:
        raise DefinitionError(
            f"{chat.model} takes no batch",
            hint="openai-responses:NAME, anthropic:NAME and google:NAME do; or api=False",
        )
    handles = TypeAdapter(Batch)
    with suppress(FileNotFoundError):
        return handles.validate_json(handle.read_bytes())
    try:
        encoded = [await model.batch_encode(r) for r in _requests(model, chat, part)]
        batch = await model.batch_create(encoded)
    except UserError as error:
        raise DefinitionError(
            f"{chat.model} takes no batch: {error}", hint="or run it with api=False"
        ) from error
    except AgentRunError as error:
        raise ProviderError(f"{chat.model} took no batch: {error}") from error
    write_atomic(handle, [handles.dump_json(batch)], mode=0o600)
    return batch


def _requests(model: Model, chat: Served[Any, Any], part: Mapping[str, Asked]) -> list[Any]:
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.models.batch import BatchRequest

    found: list[Any] = []
    for place, x in enumerate(part.values()):
        request = Request(conversation(x, chat.instructions))
        found.append(
            BatchRequest(
                custom_id=str(place),
                messages=messages(request.messages),
                model_settings=chat.settings(),
                model_request_parameters=parameters(model, request) or ModelRequestParameters(),
            )
        )
    return found


def _row(model: Model, chat: Served[Any, Any], result: Any, request: Any) -> BatchRow:
    from pydantic_ai.exceptions import AgentRunError

    if result is None:
        return BatchRow(error="the provider gave no result")
    try:
        response = model.batch_decode(result, request)
    except AgentRunError as error:
        return BatchRow(error=str(error))
    usage = response.usage
    cost = price(chat.model, usage.input_tokens, usage.output_tokens, own=chat.price)
    if cost is not None and chat.price is None:
        cost *= _API_SHARE
    text, _ = said(response)
    return BatchRow(text, "" if text else "no text", usage.input_tokens, usage.output_tokens, cost)
