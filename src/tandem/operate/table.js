// A CSV file becomes the value of a field here, in the browser: the server sees JSON alone.
const LARGEST = 20e6;

function cells(text) {
  const head = text.slice(0, text.search(/\r|\n|$/));
  const count = (mark) => head.split(mark).length;
  const mark = [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
  const lines = [];
  let line = [], cell = "", quoted = false;
  const end = () => {
    line.push(cell);
    if (line.length > 1 || line[0] !== "") lines.push(line);
    line = [];
    cell = "";
  };
  for (let i = 0; i < text.length; i++) {
    const one = text[i];
    if (quoted) {
      if (one !== '"') cell += one;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (one === '"' && cell === "") quoted = true;
    else if (one === mark) {
      line.push(cell);
      cell = "";
    } else if (one === "\n") end();
    else if (one !== "\r") cell += one;
  }
  if (quoted) throw new Error("a quotation mark is not closed");
  end();
  return lines;
}

function worth(cell) {
  const text = cell.trim();
  if (text === "") return null;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}

function tableOf(text, form, name) {
  const [head, ...lines] = cells(text.replace(/^\uFEFF/, ""));
  if (!head || !lines.length) throw new Error("a line of names, then one line or more");
  lines.forEach((line, place) => {
    if (line.length !== head.length)
      throw new Error(`row ${place + 1}: ${line.length} cells, not ${head.length}`);
  });
  const names = head.map((one) => one.trim());
  if (new Set(names).size < names.length) throw new Error("two columns have one name");
  const column = (place) => lines.map((line) => worth(line[place]));
  if (form === "columns") return Object.fromEntries(names.map((one, place) => [one, column(place)]));
  if (form === "series") return column(names.includes(name) ? names.indexOf(name) : names.length - 1);
  return lines.map((line) => Object.fromEntries(names.map((one, place) => [one, worth(line[place])])));
}

for (const picker of document.querySelectorAll("input[type=file]"))
  picker.addEventListener("change", async () => {
    const field = picker.closest("[data-name]");
    const said = field.querySelector("output");
    try {
      const [file] = picker.files;
      if (!file) return;
      if (file.size > LARGEST) throw new Error(`larger than ${LARGEST / 1e6} MB`);
      const table = tableOf(await file.text(), picker.dataset.table, field.dataset.name);
      field.querySelector("textarea").value = JSON.stringify(table);
      said.textContent = `${file.name} is read`;
    } catch (error) {
      said.textContent = `not read: ${error.message}`;
    }
  });
