"""``tandem data``: what a project reads, where to get it, and whether it is there."""

from __future__ import annotations

from tandem.cli.common import Folder, JsonOption, open_project, show, verb
from tandem.errors import DataMissing


@verb
def data(folder: Folder, json: JsonOption = False) -> None:
    """List the data files of a project with licence, checksum and where to download them."""
    project = open_project(folder).project
    found = []
    for source in project.sources:
        try:
            where, problem = str(source.locate()), ""
        except DataMissing as error:
            where, problem = "", error.message
        found.append(
            {
                "name": source.name,
                "file": source.file,
                "url": source.url,
                "licence": source.licence,
                "sha256": source.sha256,
                "note": source.note,
                "path": where,
                "problem": problem,
            }
        )

    def text() -> str:
        if not found:
            return f"{project.name} brings its own data."
        return "\n\n".join(
            f"{item['name']}: {'present, checksum right' if item['path'] else item['problem']}\n"
            f"  file     {item['file']}\n  from     {item['url']}\n"
            f"  licence  {item['licence']}\n  sha256   {item['sha256']}"
            + (f"\n  note     {item['note']}" if item["note"] else "")
            for item in found
        )

    show(found, text, json=json)
