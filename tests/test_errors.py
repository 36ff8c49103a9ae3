from __future__ import annotations

import re

from tandem import errors


def test_the_tree_in_the_docstring_is_the_tree_of_the_module() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or "")) | {"TandemError"}
    real = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.TandemError)
    }
    assert drawn == real


def test_the_hint_follows_the_message() -> None:
    assert str(errors.NotFound("no release", hint="see tandem releases")) == (
        "no release\nHint: see tandem releases"
    )
    assert str(errors.NotFound("no release")) == "no release"
