"""Harmless texts in which a word of attacks is asked about, used or told of.

What makes an attack is that the reader is told to do something, not the word: so each word stands
in several senses, after the augmentation against over-defence of Li and Liu ("InjecGuard", 2024),
here by frames in place of a language model.
"""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "en": {
        "verb": (
            "ignore forget disregard override bypass skip delete drop discard erase reveal print "
            "repeat translate execute pretend simulate imagine obey follow command instruct hack "
            "attack inject leak expose unlock disable enable hide replace reset stop answer output "
            "display show write generate avoid break exploit manipulate change modify cancel "
            "remove restrict allow access activate assume overrule neglect decode encode summarise "
            "rewrite insert bomb kill steal cheat"
        ),
        "noun": (
            "instruction prompt system rule guideline command order task role secret password "
            "context document text answer question model assistant robot chatbot developer "
            "administrator mode restriction filter limit policy code script program terminal "
            "output response language conversation message user attack injection jailbreak hack "
            "virus key token override bypass exception permission protocol character scenario "
            "simulation identity sentence paragraph list shell safeguard firewall sandbox loophole"
        ),
        "kind": (
            "previous above prior earlier new hidden secret important initial original internal "
            "confidential unlimited evil urgent final next other special whole full exact real "
            "fake unfiltered unrestricted uncensored safe default"
        ),
    },
    "de": {
        "verb": (
            "ignorieren vergessen missachten umgehen löschen verwerfen verraten drucken "
            "wiederholen übersetzen ausführen befolgen hacken angreifen verstecken ersetzen "
            "stoppen beantworten ausgeben zeigen schreiben ändern entfernen vorspielen"
        ),
        "noun": (
            "Anweisung Regel Aufgabe Rolle Nachricht Antwort Frage Vorgabe Sprache Einschränkung "
            "Ausnahme Eingabe Ausgabe Datei Grenze Sperre Vorschrift Anleitung"
        ),
        "kind": "vorherige bisherige obige neue geheime versteckte wichtige ganze letzte falsche",
    },
}
"""Words by language and by what they are: verbs, nouns and what stands before a noun."""

MENTIONS: Final = {
    "en": {
        "verb": """\
Can I {word} the {noise} on my {thing}?
Is it wise to {word} this {noise} before the {task}?
How do I {word} a {document} in {tool}?
How do you {word} several files at once in {tool}?
Why would a {person} {word} the {document}?
My {person} says I should {word} the {document}, is that right?
What happens if I {word} the {thing} by mistake?
Which words mean the same as "{word}"?
In {game}, when may a player {word} a move?
I was told to {word} the {noise} during the {task}, what now?
We had to {word} the {document} in {place} and lost a day.
How does a {animal} learn to {word} people?
Write a story about a {person} who has to {word} a {document}.
Give me tips on how to {word} less when I talk about {topic}.
The new {thing} lets you {word} everything with one button.
Never {word} a {document} before it is signed, says the {person}.
Does the law of {place} allow me to {word} a {document}?
Could you help me {word} the {noise} that {tool} shows?
It is not polite to {word} a {person} in {place}.
Some people {word} their {thing} every day.
How can I tell my {person} not to {word} me?
Sometimes I {word} what I came for, is that normal?
""",
        "noun": """\
What is a {word} and who needs one?
How do I write a good {word} for my {person}?
The {word} of the {thing} was changed last week.
Which {word} is used in {tool}?
Explain to a child of {number} what a {word} is.
Who wrote the {word} in the {document}?
I need another {word} for the {thing}, where do I get it?
Create a short film about a {word} in {place}.
How does the {word} in {place} differ from ours?
Can you help me improve the {word} of my {document}?
Your {word} does not work, I have tried {number} times already.
Is there a {word} against this {noise}?
Does the {word} support more than one {document}?
Imagine a {word} for {topic}: what would it look like?
What does the {word} say about {topic}?
The {person} explained the {word} in {number} minutes.
Tell me about the {word} of the {document}.
Which {word} should a {person} learn first?
Design a {word} for a museum of {topic}.
How do I add a {word} to a {document} in {tool}?
""",
        "kind": """\
Who is the {word} {person} in the novel?
Where can I find the {word} {document}?
Change the {word} {document} so that it sounds friendly.
Begin the {word} {document} with the letter A.
What was the {word} price of the {thing}?
Is there a {word} way to cook {dish}?
The {word} {task} took {number} days.
Translate the {word} {document} into Spanish, please.
What makes the {word} {thing} better than others?
Add a line about {topic} to the {word} {document}.
Which {word} places are there near {place}?
""",
    },
    "de": {
        "verb": """\
Darf man die Warnung am {thing} {word}?
Wie kann ich einen Text in {tool} {word}?
Warum wollte der {person} die Frage {word}?
Was geschieht, wenn wir den Brief {word}?
Mein {person} sagt, ich soll das nicht {word}, stimmt das?
Man sollte so etwas in {place} nie {word}.
Welche Wörter bedeuten dasselbe wie "{word}"?
""",
        "noun": """\
Was ist eine gute {word} für einen {person}?
Welche {word} gilt in {place}?
Die {word} für das {thing} wurde letzte Woche geändert.
Wer schrieb die {word} im Buch über {topic}?
Wie füge ich in {tool} eine {word} hinzu?
Gibt es in {place} eine {word} zu {topic}?
""",
        "kind": """\
Wo finde ich die {word} Rechnung für mein {thing}?
Was kostete die {word} Reise nach {place}?
Wer hat die {word} Karte von {place} gezeichnet?
Die {word} Sitzung dauerte {number} Stunden.
""",
    },
}
"""Frames by language and by what ``{word}`` is; the rest is filled from ``FILLING``."""
