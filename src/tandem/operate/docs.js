"use strict";
for (const form of document.forms) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const output = form.querySelector("pre");
    const body = form.querySelector("textarea");
    const key = document.getElementById("key").value;
    const headers = body ? { "Content-Type": "application/json" } : {};
    if (key) headers.Authorization = `Bearer ${key}`;
    output.hidden = false;
    output.textContent = "…";
    try {
      const { method, path } = form.dataset;
      const response = await fetch(path, { method, headers, body: body?.value });
      const trace = response.headers.get("x-trace-id");
      output.textContent = `${response.status}${trace ? `  trace ${trace}` : ""}\n`;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read())
        output.textContent += part.value;
    } catch (error) {
      output.textContent = String(error);
    }
  });
}
