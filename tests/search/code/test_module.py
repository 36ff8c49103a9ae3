from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.search.code import Call, read_module

SOURCES = {
    "python": '''import os
from a import b

@dec
def f(x):
    """Doc line.

    more"""
    return g(x) + os.path.join("é", x)

class A(B):
    def m(self):
        return self.n()
''',
    "javascript": """import {x} from "./y";
// says hi
export function hi(a) { return x(a); }
class K { run() { this.go(); new Foo(); } }
const arrow = (z) => z.map(hi), other = 3;
""",
    "typescript": """interface I { a: number }
export class T<U> { m(): void { f() } }
type X = string;
""",
    "tsx": "const V = () => <div>{f()}</div>;\n",
    "go": """package p
import "fmt"
// Add adds.
func Add(a int) int { return fmt.Sum(a) }
type S struct { x int }
func (s *S) Get() int { return Add(s.x) }
""",
    "rust": """use std::fmt;
/// Doc of S.
pub struct S { x: i32 }
impl S { fn get(&self) -> i32 { helper(self.x); Foo::new() } }
""",
    "java": """import a.b.C;
/** Doc. */
public class J { int get() { return this.f(x); } void q() { new C(); } }
""",
    "c": """#include <stdio.h>
struct P { int x; };
struct P later;
/* adds */
static int *add(int a) { return mul(a, 2); }
""",
}
EXPECTED = {
    "python": ["f function", "A class", "A.m method"],
    "javascript": ["hi function", "K class", "K.run method", "arrow function"],
    "typescript": ["I interface", "T class", "T.m method", "X type"],
    "tsx": ["V function"],
    "go": ["Add function", "S type", "S.Get method"],
    "rust": ["S struct", "S impl", "S.get method"],
    "java": ["J class", "J.get method", "J.q method"],
    "c": ["P struct", "add function"],
}
CALLS = {
    "python": ["g", "os.path join", "self n"],
    "javascript": ["x", "this go", "Foo", "z map"],
    "typescript": ["f"],
    "tsx": ["f"],
    "go": ["fmt Sum", "Add"],
    "rust": ["helper", "Foo new"],
    "java": ["this f", "C"],
    "c": ["mul"],
}


@pytest.mark.parametrize("language", SOURCES)
def test_definitions_and_calls_of_each_language(language: str) -> None:
    module = read_module(SOURCES[language], language)
    assert [f"{s.name} {s.kind}" for s in module.all()] == EXPECTED[language]
    assert [f"{c.on} {c.name}".strip() for c in module.calls] == CALLS[language]


def test_a_definition_has_its_decorators_the_comment_above_and_what_it_says() -> None:
    python = read_module(SOURCES["python"], "python")
    first = python.symbols[0]
    assert SOURCES["python"][first.start : first.end].startswith("@dec\ndef f(x):")
    assert first.docstring == "Doc line."
    assert python.imports == ("import os", "from a import b")
    script = read_module(SOURCES["javascript"], "javascript").symbols[0]
    assert SOURCES["javascript"][script.start :].startswith("// says hi\nexport")
    assert script.docstring == "says hi"
    assert read_module(SOURCES["java"], "java").symbols[0].docstring == "Doc."


def test_places_count_characters_not_bytes() -> None:
    text = "# größe 漢 😀\ndef f():\n    g()\n\ndef h(): ...\n"
    module = read_module(text, "python")
    assert text[module.symbols[1].start : module.symbols[1].end] == "def h(): ..."
    assert module.calls == (Call("g", "", text.index("g()")),)


def test_the_innermost_symbol_is_at_a_place() -> None:
    text = SOURCES["python"]
    module = read_module(text, "python")
    inner = module.at(text.index("self.n"))
    assert inner is not None
    assert inner.name == "A.m"
    assert module.at(0) is None


@given(st.sampled_from(sorted(SOURCES)), st.text("def class(){}:;\n\t \"'é/*#@=.x"))
def test_broken_source_is_read_with_sound_places(language: str, text: str) -> None:
    module = read_module(text, language)
    assert all(0 <= s.start < s.end <= len(text) for s in module.all())
    assert all(0 <= call.start < len(text) for call in module.calls)


def test_nesting_without_end_is_read() -> None:
    read_module("(" * 20_000, "python")
    read_module("f(" * 5_000 + ")" * 5_000, "python")
