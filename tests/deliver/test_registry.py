from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from tandem.core import Component
from tandem.deliver import Channels, Loaded, Manifest, Registry, RuleResult, Verdict
from tandem.deliver.code import import_module
from tandem.errors import CodeMismatch, Corrupt, DefinitionError, NotFound
from tandem.record import Store
from tandem.record.tables import evidence, releases
from tests.deliver.samples import judge, manifest, released, report, shift


def call(system: Component[Any, Any], value: float) -> float:
    number = import_module(type(system).__module__.rpartition(".")[0], ".system").Number
    output: float = asyncio.run(system.run(number(value))).value
    return output


def damage(store: Store, digest: str) -> None:
    path = store.blobs.path(digest)
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def test_a_release_is_its_content(store: Store, loaded: Loaded, tmp_path: Path) -> None:
    content = manifest(store, loaded, 3.0)
    release = Registry(store).release(content)
    assert release.id == content.id
    assert release.manifest == content
    with Store.open(tmp_path / "other") as other:
        copy = shift(tmp_path, "elsewhere")  # neither the folder nor the store counts
        assert Registry(other).release(manifest(other, copy, 3.0)).id == release.id


def test_releasing_twice_is_releasing_once(store: Store, loaded: Loaded) -> None:
    registry = Registry(store)
    first = registry.release(manifest(store, loaded, 3.0))
    again = registry.release(manifest(store, loaded, 3.0))
    assert (again.id, again.time) == (first.id, first.time)
    assert len(registry.list()) == 1


def test_a_release_whose_blobs_are_not_there_is_refused(store: Store, loaded: Loaded) -> None:
    content = msgspec.structs.replace(manifest(store, loaded, 3.0), code="0" * 64)
    with pytest.raises(NotFound, match="blob 0000"):
        Registry(store).release(content)
    assert Registry(store).list() == []


def test_a_loaded_release_runs_by_its_own_code(
    store: Store, loaded: Loaded, tmp_path: Path
) -> None:
    registry = Registry(store)
    plus = released(store, loaded, 3.0)
    minus = released(
        store, shift(tmp_path, old="x.value + self.value", new="x.value - self.value"), 3.0
    )
    assert plus.id != minus.id
    assert [call(registry.load(release), 10.0) for release in (plus, minus)] == [13.0, 7.0]
    assert type(registry.load(plus)).__module__.startswith("tandem_releases.")


def test_given_a_project_its_code_must_be_the_releases(
    store: Store, loaded: Loaded, tmp_path: Path
) -> None:
    registry, release = Registry(store), released(store, loaded, 3.0)
    assert type(registry.load(release, loaded=loaded)) is type(loaded.project.system)
    other = shift(tmp_path, "other", old="x.value + self.value", new="x.value * self.value")
    with pytest.raises(CodeMismatch, match=release.id[:12]):
        registry.load(release, loaded=other)
    assert call(registry.load(release, loaded=other, allow_other_code=True), 10.0) == 0.0


@pytest.mark.parametrize("what", ["manifest", "code", "state"])
def test_a_damaged_release_is_refused_by_name(store: Store, loaded: Loaded, what: str) -> None:
    release = released(store, loaded, 3.0)
    content = release.manifest
    blob = {
        "manifest": release.id,
        "code": content.code,
        "state": content.root.parts["first"].states["value"].blob,
    }[what]
    damage(store, blob)
    registry = Registry(store)
    with pytest.raises(Corrupt, match=blob):
        registry.load(registry.get(release.id))
    assert [listed.id for listed in registry.list()] == [release.id]  # listing still works


def test_a_row_that_points_elsewhere_is_refused(store: Store, loaded: Loaded) -> None:
    one, two = released(store, loaded, 1.0), released(store, loaded, 2.0)
    with store.catalog.begin() as connection:
        connection.execute(update(releases).where(releases.c.id == one.id).values(manifest=two.id))
    with pytest.raises(Corrupt, match="another manifest"):
        Registry(store).get(one.id)
    with store.catalog.begin() as connection:
        connection.execute(update(releases).where(releases.c.id == two.id).values(project="other"))
    with pytest.raises(Corrupt, match="listed under 'other' but was made for 'shift'"):
        _ = Registry(store).get(two.id).manifest


def test_references(store: Store, loaded: Loaded) -> None:
    registry = Registry(store)
    one, two = released(store, loaded, 1.0), released(store, loaded, 2.0)
    Channels(store).promote("shift", one.id, by="ann")
    Channels(store).promote("shift", two.id, share=0.2, by="ann")
    Channels(store).promote("shift", two.id, channel="beta", by="ann")
    assert registry.get(two.id).id == two.id
    assert registry.get(two.id[:6]).id == two.id
    assert registry.get("shift:live").id == one.id  # the stable one, not the canary
    assert registry.get("live").id == one.id
    assert registry.get("beta").id == two.id


@pytest.mark.parametrize("ref", ["", "abc", "nothing", "shift:live", "other:live", "f" * 64])
def test_an_unknown_reference_says_what_there_is(store: Store, loaded: Loaded, ref: str) -> None:
    released(store, loaded, 1.0)
    with pytest.raises(NotFound, match=r"Hint: .*tandem releases"):
        Registry(store).get(ref)


def test_a_short_prefix_is_no_reference(store: Store, loaded: Loaded) -> None:
    release = released(store, loaded, 1.0)
    with pytest.raises(NotFound):
        Registry(store).get(release.id[:5])


def test_a_prefix_of_two_releases_is_ambiguous(store: Store, loaded: Loaded) -> None:
    released(store, loaded, 1.0)
    rows = [
        {"id": f"abcdef{i}".ljust(64, "0"), "project": "p", "time": "2026-01-01T00:00:00+00:00"}
        for i in range(2)
    ]
    with store.catalog.begin() as connection:
        connection.execute(releases.insert(), [{**row, "manifest": row["id"]} for row in rows])
    with pytest.raises(NotFound, match=r"fits 2 releases.*\n.*abcdef000000, abcdef100000"):
        Registry(store).get("abcdef")
    assert Registry(store).get("abcdef1").id == rows[1]["id"]


def test_a_channel_of_two_projects_is_ambiguous(
    store: Store, loaded: Loaded, tmp_path: Path
) -> None:
    other = shift(tmp_path, "other", old='name="shift"', new='name="other"')
    for project in (loaded, other):
        release = released(store, project, 1.0)
        Channels(store).promote(release.project, release.id, by="ann")
    with pytest.raises(NotFound, match="other:live, shift:live"):
        Registry(store).get("live")


def test_the_list_is_newest_first_and_by_project(
    store: Store, loaded: Loaded, tmp_path: Path
) -> None:
    other = shift(tmp_path, "other", old='name="shift"', new='name="other"')
    made = [released(store, project, 1.0).id for project in (loaded, other)]
    made.append(released(store, loaded, 2.0).id)
    registry = Registry(store)
    assert [release.id for release in registry.list()] == made[::-1]
    assert [release.id for release in registry.list("other")] == [made[1]]
    assert registry.list("none") == []


def test_evidence_is_kept_in_order_and_the_latest_verdict_counts(
    store: Store, loaded: Loaded
) -> None:
    registry, release = Registry(store), released(store, loaded, 1.0, status=None)
    assert registry.verdict(release.id) is None
    assert registry.evidence(release.id) == []
    judge(store, release, "pass")
    judge(store, release, "fail")
    assert [item.status for item in registry.evidence(release.id)] == ["pass", "fail"]
    latest = registry.verdict(release.id)
    assert latest == Verdict("fail", [RuleResult(rule="right", status="fail", message="so fail")])
    assert registry.evidence(release.id)[0].report == report(release.id)


def test_evidence_is_about_the_very_release(store: Store, loaded: Loaded) -> None:
    one, two = (released(store, loaded, value, status=None) for value in (1.0, 2.0))
    verdict = Verdict("pass", [])
    with pytest.raises(DefinitionError, match="report is on release"):
        Registry(store).add_evidence(two.id, report(one.id), verdict)
    with pytest.raises(DefinitionError, match="report is on release"):
        Registry(store).add_evidence(two.id, report(""), verdict)
    with pytest.raises(NotFound):
        Registry(store).add_evidence("f" * 64, report("f" * 64), verdict)
    assert Registry(store).verdict(two.id) is None


def test_a_status_that_its_verdict_does_not_say_is_refused(store: Store, loaded: Loaded) -> None:
    release = released(store, loaded, 1.0, status="fail")
    with store.catalog.begin() as connection:
        connection.execute(update(evidence).values(status="pass"))
    for read in (Registry(store).verdict, Registry(store).evidence):
        with pytest.raises(Corrupt, match="says 'pass', its verdict says 'fail'"):
            read(release.id)


def test_a_damaged_verdict_is_refused(store: Store, loaded: Loaded) -> None:
    release = released(store, loaded, 1.0)
    with store.catalog.read() as connection:
        row = connection.execute(evidence.select()).one()
    damage(store, row.verdict)
    with pytest.raises(Corrupt, match=row.verdict):
        Registry(store).verdict(release.id)


def test_the_project_of_a_release_is_read_from_its_code(store: Store, loaded: Loaded) -> None:
    project = Registry(store).project(released(store, loaded, 1.0)).project
    assert project.name == "shift"
    assert project.gate is not None
    assert type(project) is type(loaded.project)


def test_a_manifest_of_another_place_names_no_code_to_import(store: Store, loaded: Loaded) -> None:
    content = manifest(store, loaded, 1.0)
    evil = msgspec.structs.replace(
        content, root=msgspec.structs.replace(content.root, type="os:system")
    )
    registry = Registry(store)
    with pytest.raises(Corrupt, match="names neither"):
        registry.load(registry.release(evil))


def test_manifest_round_trips_through_the_store(store: Store, loaded: Loaded) -> None:
    release = released(store, loaded, 1.0)
    assert Manifest.from_json(store.blobs.get(release.id)).id == release.id
