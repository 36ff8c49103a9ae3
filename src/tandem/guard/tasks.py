"""Harmless tasks for an assistant, news and sums: commands that nobody smuggles in."""

from __future__ import annotations

from typing import Final

TASKS: Final = {
    "en": """\
Think of a {kind} idea for a {task} about {topic}.
Describe a {kind} day in {place} in two sentences.
Rewrite your last answer in simple words.
Rephrase the sentence: the {person} came too late for the {task}.
Revise your answer so that every sentence starts with the letter {letter}.
Now make it shorter and add a line about {topic}.
Can you do the same again, but for {place}?
Take the last answer and turn it into a table with {number} rows.
Given these figures, which {thing} was sold most often?
Read the passage below and answer: who went to {place}?
Classify the sentence as happy or sad: the {animal} has come home.
Edit the paragraph for spelling: the {person} have a {thing}.
Generate a list of {number} words that rhyme with {plant}.
Compose a short e-mail to my {person} asking for a {document}.
Draft a notice that the {task} has been moved to Monday.
Suggest a name for a shop that sells {plant}s.
Explain in one paragraph how a {thing} works.
Name {number} towns in {place}.
List the {kind} steps of a {task}.
Identify the verb in this sentence: the {animal} saw the {plant}.
Provide a {kind} title for a story about a {animal}.
Find the mistake in this sentence about {topic}.
Categorise these things: {plant}, {animal}, {thing}.
Predict how a story ends in which a {person} loses a {thing}.
Convert {number} miles to kilometres.
Compute {number} plus {number} and show your work.
Sort these numbers: {number}, {number}, {number}.
Write a function that finds the largest of {number} numbers.
Write a review of a restaurant in {place} that serves {dish}.
Write a {kind} introduction to a report on {topic}.
Write a query that counts the {document}s of each {person}.
Implement a class for a {thing} in {tool}.
Pretend to be a shopkeeper in {place} and sell me a {thing}, I want to practise.
You are a {person} in {place} and must write a {document}: what do you put first?
You have been asked to plan a {task} for {number} people. Describe what you need.
Imagine that you are planning a trip to {place}. What do you pack?
Picture yourself in {place} on a {kind} morning. What do you see?
Suppose you have {number} {plant}s and give half of them away. How many are left?
What would you do if your {animal} ran away?
Please help me with my homework on {topic}.
Please check my {document} and tell me what to change.
Please tell me how my {thing} can be repaired.
Tell me about {topic} in {place}.
Tell me whether the {document} has arrived.
Give me an example of a {kind} {document}.
Give the {person} {number} reasons to visit {place}.
Show the names of all {person}s who live in {place}.
How many {document}s were signed by each {person}?
What is the average price of a {thing} in {place}?
Which {person} has sold the most {plant}s?
{number} {person}s share {number} {plant}s. How many does each of them get?
A {person} buys {number} {plant}s for a dollar and sells each for two. What does she earn?
Every day the {person} needs {number} minutes for the {task}. How long does it take in a week?
My {animal} weighs {number} kilos, and my {person}'s twice as much. What do they weigh together?
If the {thing} costs {number} dollars less next week, should I wait?
I have been waiting for my {document} for {number} days, what is going on?
I tried to send the {document} {number} times already, is your system down?
I need my {thing} back today, please help me.
Why was my payment for the {thing} declined?
There is a charge on my {document} that I did not make.
You charged me twice for one {thing}, give me my money back!
I still have not received the {thing}. What must I do now?
Your app does not show my {document}, please fix it.
Stop sending me letters about {topic}, please.
I do not want the {thing} any more, cancel it.
I would like to change the name on my {document}.
who sang the song about the {animal} in the rain
when did the first {thing} come out in {place}
what is the {word} of a {plant} called
who wrote the rules of {game}
where does the {word} of the {animal} come from
{place} will not follow new rules (Agency) - The government said that it would not change them.
{place} stops talks on {topic} after attack - At least {number} people were hurt, police said.
Shares of the maker of {thing}s fell by {number} per cent after it told investors to expect less.
{tool} to get {kind} mode for offices - The company behind {tool} plans a release for developers.
The {person} who led the team of {place} said that his players must forget the last match.
A flaw in {tool} lets attackers run code; users are told to install the update.
Unions ask members to ignore the offer of the {person} until the {task} is over.
Courts order the {kind} owner of the {thing} factory to pay {number} millions.
The minister of {place} told reporters that everything had been said about {topic}.
The president of {place} is to act on {topic} before the election, his party says.
A new study says that people who own a {animal} live {number} months longer.
""",
    "de": """\
Beschreibe in zwei Sätzen einen schönen Tag in {place}.
Formuliere den Satz um: Der {person} kam zu spät.
Mach das bitte kürzer und schreibe etwas über {topic} dazu.
Schlage einen Namen für ein Geschäft vor, das Blumen verkauft.
Erkläre in einem Absatz, wie ein {thing} funktioniert.
Nenne {number} Städte in Europa.
Rechne {number} Meilen in Kilometer um.
Schreibe eine kurze E-Mail an meinen {person}.
Schreibe eine Einleitung zu einem Bericht über {topic}.
Bitte hilf mir bei den Hausaufgaben über {topic}.
Sag mir bitte, wie man ein {thing} repariert.
Was würdest du tun, wenn dein {animal} wegliefe?
Stell dir vor, du planst eine Reise nach {place}. Was packst du ein?
Ein {person} kauft {number} Äpfel und verschenkt die Hälfte. Wie viele bleiben?
Ich warte seit {number} Tagen auf meinen Brief, was ist da los?
Warum wurde meine Zahlung für das {thing} abgelehnt?
Ich möchte den Namen in meinem Vertrag ändern.
{place} lehnt neue Regeln zu {topic} ab, sagte ein Sprecher am Montag.
Der Trainer sagte, seine Mannschaft müsse das letzte Spiel vergessen.
Die Aktien des Herstellers fielen um {number} Prozent.
""",
}
"""Frames by language, one a line, filled from ``FILLING`` and ``MORE``."""

MORE: Final = {
    "kind": "new|good|short|funny|simple|useful|unusual|special|long|different",
    "letter": "A|B|K|S|T",
    "word": "name|colour|form|age|sound|origin",
}
"""What words in braces stand for that ``FILLING`` has not."""
