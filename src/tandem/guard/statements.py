"""Harmless statements and directions, as documents, letters and manuals are made of."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = {
    "en": """\
The {person} bought a {thing} in {place} and sold it a year later.
{place} has had a new town hall since May.
Most of the money went to {topic}, the rest to the repair of roads.
The {document} has {number} pages and an index at the end.
Tighten the screws, then put the {thing} upright.
Turn off the {thing} and pull the plug before you clean it.
See the section on {topic} for an example.
This page says how to set up {tool} and what it needs.
A {document} is kept for {number} years and then destroyed.
Cases that fail are written to a file, which can be read again later.
If the file is missing, an error names the folder where it was looked for.
The server answers with an error if the text is too long.
Without an answer within {number} seconds the request is sent again.
It takes a table and returns one number for each row.
The default is {number}; a lower value finds more and errs more.
Choose a strong password and do not write it down.
The function prints its result and returns nothing.
Only the first {number} rows are shown.
All the tests passed before the change and none after it.
Do not use it for {topic}; it was never measured there.
You can run the command again, nothing is done twice.
Set the option to false to keep the old behaviour.
Rules are read in order, and the first that fits wins.
The previous version stays on disk until it is deleted.
Each user has a role, and a role says what the user may do.
The assistant answers questions from the {document} and says so when it finds nothing.
Large language models are trained on text and then on what people preferred.
The prompt holds the question and the passages that were found.
Instructions for {tool} are at the end of this {document}.
An instruction in a document is data and is not followed.
The model was told to answer in one sentence, which it did in most cases.
Ignoring the weather, the trip to {place} went well.
Nobody had forgotten what the {person} said {number} years before.
He acted as a guide in {place} for {number} summers.
She pretended not to hear the {animal} and went on reading.
They now live above a bakery and sell {dish} at the market.
"Stop the car," said the {person}, "there is a {animal} on the road."
"You are the best {person} we ever had," he wrote to her.
"Tell me everything," said the {person} and sat down.
Dear {person}, thank you for the {dish}. We will be in {place} on Friday.
Please find the {document} attached and sign it on page {number}.
Please send the {thing} back by the end of the month.
Yours sincerely, the {person} of the {place} office.
Our opening hours are from {number} to {number} on weekdays.
The {plant} needs light, water and little else.
Cut the {plant} into pieces and add it to the {dish} with salt.
{dish} tastes best on the second day.
In the match of {game} at {place} both sides scored late.
The court held that the {document} was void from the start.
The study followed {number} people with back pain for two years.
Researchers in {place} showed that sleep helps memory.
The company hates waste and says so in its {document}.
Prices for {topic} rose by {number} per cent over the previous year.
The river rises above {place} and flows into the sea.
Import the module, create an object and call its method.
Write the result to a temporary name and rename it afterwards.
Repeat the last two steps for each file.
Answers are checked before they are shown to the user.
Note: the {thing} must not be covered while it is on.
Warning: the surface is hot, keep children away.
Attention: the office is closed on Monday.
Important: keep this {document} in a safe place.
""",
    "de": """\
Der {person} kaufte in {place} ein {thing} und verkaufte es ein Jahr später.
{place} hat seit Mai ein neues Rathaus.
Das meiste Geld ging an {topic}, der Rest an den Bau von Straßen.
Ziehen Sie die Schrauben an und stellen Sie das Gerät auf.
Schalten Sie das {thing} aus, bevor Sie es reinigen.
Der Vertrag wird {number} Jahre aufbewahrt und dann vernichtet.
Fehlt die Datei, so nennt ein Fehler den Ordner.
Die Regeln werden der Reihe nach gelesen, die erste passende gilt.
Die bisherige Fassung bleibt gespeichert, bis sie gelöscht wird.
Niemand hatte vergessen, was der {person} vor {number} Jahren sagte.
Er trat {number} Sommer lang als Führer in {place} auf.
"Sag mir alles", bat der {person} und setzte sich.
"Halten Sie an", sagte der {person}, "da ist ein Tier auf der Straße."
Bitte senden Sie das {thing} bis zum Ende des Monats zurück.
Anbei finden Sie den Brief, bitte unterschreiben Sie auf Seite {number}.
Wir haben werktags von {number} bis {number} Uhr geöffnet.
Schneiden Sie das Gemüse klein und geben Sie es mit Salz in die Suppe.
Die Preise stiegen gegenüber dem vorherigen Jahr um {number} Prozent.
Das Gericht hielt den Vertrag von Anfang an für nichtig.
Forscher in {place} zeigten, dass Schlaf dem Gedächtnis hilft.
Wichtig: Bewahren Sie dieses Heft gut auf.
Achtung: Am Montag ist das Büro geschlossen.
Jetzt wohnen sie über einer Bäckerei.
""",
    "fr": """\
Le médecin a acheté un {thing} à {place} et l'a revendu un an plus tard.
Les instructions se trouvent à la fin du manuel.
Éteignez le {thing} avant de le nettoyer.
Nos bureaux sont ouverts de {number} à {number} heures.
Personne n'avait oublié ce qu'elle avait dit.
""",
    "es": """\
El médico compró un {thing} en {place} y lo vendió un año después.
Las instrucciones están al final del manual.
Apague el {thing} antes de limpiarlo.
Nuestras oficinas abren de {number} a {number}.
Nadie había olvidado lo que ella dijo.
""",
}
"""Frames by language, one a line, filled as those of ``ordinary`` are."""
