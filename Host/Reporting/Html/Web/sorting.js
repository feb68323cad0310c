// Tables that are sorted by a click on a head: ascending, descending, and as they were.

const sortTexts = new Intl.Collator("en", { numeric: true });

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const prefixes = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

// A number as the pages write it, with what may be around it: its error, a power of ten, a prefix, a unit, a mark.
const writtenNumber = new RegExp(
  "^[<>]?\\s*\\(?(?<digits>[+−-]?\\s?[\\d,]*\\.?\\d+)(?:\\s*±\\s*[\\d.,]+)?\\)?"
  + `(?:×10(?<power>⁻?[${superscripts}]+))?\\s*(?<prefix>[kMGT]?)(?:B|×|%|ms|s)?(?:\\s*\\*)?$`);

// The texts of a cell's parts, which nothing but their style may keep apart.
function cellText(cell) {
  if (cell.dataset.text) {
    return cell.dataset.text;
  }
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const parts = [];
  while (walker.nextNode()) {
    parts.push(walker.currentNode.data);
  }
  return parts.join(" ").replace(/\s+/g, " ").trim();
}

function powerOf(superscript) {
  return Number(superscript.replace("⁻", "-").replace(/[⁰¹²³⁴-⁹]/g, digit => superscripts.indexOf(digit)));
}

function numberOf(text) {
  const match = writtenNumber.exec(text);
  if (!match) {
    return NaN;
  }
  const { digits, power, prefix } = match.groups;
  return Number(digits.replace("−", "-").replace(/[,\s]/g, "")) * 10 ** powerOf(power ?? "⁰") * prefixes[prefix];
}

// What a column is sorted by: numbers where all cells that say something are numbers, else texts. null is last either
// way.
function sortKeys(cells) {
  const texts = cells.map(cellText);
  const numbers = cells.map((cell, row) => cell.dataset.sort ? Number(cell.dataset.sort) : numberOf(texts[row]));
  const isSaid = (cell, row) => cell.dataset.sort || !["", "–"].includes(texts[row]);
  const areNumbers = cells.every((cell, row) => !isSaid(cell, row) || !Number.isNaN(numbers[row]));
  return cells.map((cell, row) => !isSaid(cell, row) ? null : areNumbers ? numbers[row] : texts[row]);
}

function compareKeys(a, b) {
  return typeof a === "number" ? a - b : sortTexts.compare(a, b);
}

function sortRows(rows, column, direction) {
  const keys = sortKeys(rows.map(row => row.cells[column]));
  return rows.map((row, number) => ({ row, key: keys[number] }))
    .sort((a, b) => a.key === null || b.key === null
      ? (a.key === null) - (b.key === null)
      : direction * compareKeys(a.key, b.key))
    .map(entry => entry.row);
}

function startSorting(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];

  function sort(head) {
    const order = { null: "ascending", ascending: "descending", descending: null }[head.getAttribute("aria-sort")];
    heads.forEach(each => each.removeAttribute("aria-sort"));
    if (order) {
      head.setAttribute("aria-sort", order);
    }
    body.append(...order ? sortRows(rows, head.cellIndex, order === "ascending" ? 1 : -1) : rows);
  }

  heads.forEach(head => {
    if (rows.length > 1 && cellText(head)) {
      const button = element("button", { type: "button", className: "sort" }, ...head.childNodes);
      button.addEventListener("click", () => sort(head));
      head.append(button);
    }
  });
}

document.querySelectorAll("table.data").forEach(startSorting);
