// Tables for other programs: what they show, in the order in which they show it, as CSV, Markdown and LaTeX.

// A column of drawings has no text, and no place there.
function shownTable(table) {
  const lines = [...table.rows].map(row => [...row.cells].map(cellText));
  const isText = [...table.tHead.rows[0].cells].map(cell => cell.classList.contains("text"));
  const columns = isText.map((_, column) => column)
    .filter(column => column === 0 || lines.some(line => line[column]));
  const [head, ...body] = lines.map(line => columns.map(column => line[column]));
  return { head, body, isText: columns.map(column => isText[column]) };
}

function toCsv({ head, body }) {
  const quoted = text => /[",\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
  return [head, ...body].map(line => `${line.map(quoted).join(",")}\n`).join("");
}

function toMarkdown({ head, body, isText }) {
  const line = cells => `| ${cells.join(" | ")} |\n`;
  const escaped = cells => cells.map(text => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|"));
  return line(escaped(head)) + line(isText.map(text => text ? "---" : "---:"))
    + body.map(cells => line(escaped(cells))).join("");
}

const latexEscapes = {
  "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#", "_": "\\_",
  "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "$<$", ">": "$>$", "–": "--", "…": "\\dots{}",
  "→": "$\\to$", "±": "$\\pm$", "×": "$\\times$", "−": "$-$", "·": "$\\cdot$", "²": "$^2$",
};

function latexText(text) {
  return text.replace(/[\\{}&%$#_~^<>–…→±×−·²]/g, letter => latexEscapes[letter])
    .replace(new RegExp(`10(⁻?[${superscripts}]+)`, "g"), (_, power) => `$10^{${powerOf(power)}}$`);
}

// A number with an error or a power of ten is one formula.
function latexCell(text) {
  const symbol = /^(\p{L})_(\p{L})$/u.exec(text);
  if (symbol) {
    return `$${symbol[1]}_${symbol[2]}$`;
  }
  if (!/[±−]|×10/.test(text) || Number.isNaN(numberOf(text))) {
    return latexText(text);
  }
  const formula = text.replaceAll("±", "\\pm").replaceAll("−", "-").replaceAll(",", "{,}").replaceAll("%", "\\%")
    .replace(new RegExp(`×10(⁻?[${superscripts}]+)`), (_, power) => ` \\times 10^{${powerOf(power)}}`)
    .replaceAll("×", "\\times");
  return `$${formula}$`;
}

function toLatex({ head, body, isText }) {
  const line = cells => `${cells.map(latexCell).join(" & ")} \\\\\n`;
  return `\\begin{tabular}{${isText.map(text => text ? "l" : "r").join("")}}\n\\hline\n${line(head)}\\hline\n`
    + `${body.map(line).join("")}\\hline\n\\end{tabular}\n`;
}

function startExporting(table) {
  const box = table.closest(".scroll");
  const tools = element("div", { className: "copying" }, "Copy the table as ");
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", `Copy the table: ${box.getAttribute("aria-label")}`);
  for (const [title, write] of [["CSV", toCsv], ["Markdown", toMarkdown], ["LaTeX", toLatex]]) {
    const button = element("button", { type: "button" }, title);
    copyButton(button, () => write(shownTable(table)));
    tools.append(button);
  }
  box.after(tools);
}

document.querySelectorAll("table.data").forEach(startExporting);
