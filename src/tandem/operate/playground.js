"use strict";
const form = document.forms[0];
const answers = document.getElementById("answers");

const element = (name, text, parent) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
};

function read(field) {
  const control = field.querySelector("input:not([type=file]),select,textarea");
  const { kind, optional, omit } = field.dataset;
  if (control.type === "checkbox") return control.checked;
  if (control.tagName === "SELECT") return JSON.parse(control.value);
  const text = control.value;
  if (text.trim() === "" && omit) return undefined;
  if (kind === "string") return text === "" && optional ? null : text;
  if (text.trim() === "") return null;
  return kind === "json" ? JSON.parse(text) : Number(text);
}

// What was said so far, where the input has a place for it.
const conversation = form.querySelector("[data-turns]");
let turns = [];
conversation?.querySelector("button").addEventListener("click", () => {
  turns = [];
  answers.replaceChildren();
});

function input() {
  const fields = [...form.querySelectorAll("label[data-name]")];
  if (fields.length === 1 && fields[0].dataset.name === "") return read(fields[0]);
  const values = Object.fromEntries(fields.map((field) => [field.dataset.name, read(field)]));
  return conversation ? { ...values, turns } : values;
}

function remember(question, output) {
  const answer = typeof output === "string" ? output : (output?.text ?? JSON.stringify(output));
  if (conversation) turns = [...turns, { question, answer }];
}

function table(rows, parent) {
  const made = element("table", undefined, parent);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = element("tr", undefined, made);
  for (const column of columns) element("th", column.replaceAll("_", " "), head);
  for (const row of rows) {
    const line = element("tr", undefined, made);
    for (const column of columns) show(row[column], element("td", undefined, line));
  }
}

// Only text nodes are made, so nothing that an answer holds can run.
function show(value, parent) {
  if (value === null || value === undefined) return element("span", "–", parent);
  if (typeof value === "boolean") return element("span", value ? "yes" : "no", parent);
  if (typeof value === "number")
    return element("span", value.toLocaleString("en", { maximumSignificantDigits: 6 }), parent);
  // A picture is shown as one: as an image it runs nothing and fetches nothing.
  if (typeof value === "string" && value.startsWith("<svg ")) {
    const made = element("img", undefined, parent);
    made.src = `data:image/svg+xml,${encodeURIComponent(value)}`;
    return made;
  }
  if (typeof value === "string") {
    const made = element("span", value, parent);
    made.className = "text";
    return made;
  }
  if (Array.isArray(value)) {
    if (value.length && value.every((item) => item && typeof item === "object" && !Array.isArray(item)))
      return table(value, parent);
    const list = element("ul", undefined, parent);
    for (const item of value) show(item, element("li", undefined, list));
    return list;
  }
  const list = element("dl", undefined, parent);
  for (const [name, item] of Object.entries(value)) {
    element("dt", name.replaceAll("_", " "), list);
    show(item, element("dd", undefined, list));
  }
  return list;
}

function rate(trace, headers, parent) {
  for (const [mark, value] of [["good", 1], ["bad", 0]]) {
    const button = element("button", mark, parent);
    button.type = "button";
    button.addEventListener("click", async () => {
      const body = JSON.stringify({ trace, kind: "rating", value });
      const response = await fetch("/feedback", { method: "POST", headers, body });
      element("small", response.ok ? " kept" : ` not kept: ${response.status}`, parent);
    });
  }
}

async function events(response, card, question) {
  const live = element("p", "", card);
  live.className = "text";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (rest + part.value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const kind = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (!kind || !data) continue;
      const event = JSON.parse(data);
      if (kind === "token") live.textContent += event.text;
      else if (kind === "restart") live.textContent = "";
      else if (kind === "result") {
        live.replaceWith(show(event.output, card));
        remember(question, event.output);
      }
      else show({ [kind]: event }, card);
    }
  }
}

// What a changed field did: the numbers of an answer beside those of the one before it.
let before = {};
function compare(output, card) {
  for (const [name, value] of Object.entries(output ?? {})) {
    const old = before[name];
    if (typeof value !== "number" || typeof old !== "number" || value === old) continue;
    const change = (value - old).toLocaleString("en", { maximumSignificantDigits: 3, signDisplay: "always" });
    element("p", `${name.replaceAll("_", " ")}: ${change} since the answer before`, card);
  }
  before = output ?? {};
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const card = document.createElement("section");
  answers.prepend(card);
  try {
    const key = document.getElementById("key").value;
    const headers = { "Content-Type": "application/json" };
    if (key) headers.Authorization = `Bearer ${key}`;
    const { path, rate: rated } = form.dataset;
    const accept = path === "/ask" ? { Accept: "text/event-stream" } : {};
    const asked = input();
    const question = asked?.question ?? "";
    const body = JSON.stringify(asked);
    if (path === "/ask") element("small", question || body, card);
    const response = await fetch(path, { method: "POST", headers: { ...headers, ...accept }, body });
    const streamed = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (streamed) await events(response, card, question);
    else {
      const output = await response.json();
      show(output, card);
      if (response.ok) compare(output, card);
    }
    const trace = response.headers.get("x-trace-id");
    if (trace) {
      const foot = element("p", `trace ${trace} `, card);
      foot.className = "release";
      if (rated && response.ok) rate(trace, headers, foot);
    }
  } catch (error) {
    element("p", String(error), card);
  }
});
