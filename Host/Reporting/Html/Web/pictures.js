// The pictures: groups of rows, of which one is chosen, a row of it, and two columns that the stage shows.

// A picture that is in an earlier group is in the page once; here the row gets its cells.
function fillRow(row) {
  const [, ...cells] = document.getElementById(row.dataset.same).cells;
  row.cells[1].replaceWith(...cells.map(cell => cell.cloneNode(true)));
}

function startPictures(root) {
  const viewer = root.querySelector(".viewer");
  const output = root.querySelector("output");
  const selects = { left: root.querySelector("[data-side=left]"), right: root.querySelector("[data-side=right]") };
  const stage = startStage(viewer);
  root.querySelectorAll("tr[data-same]").forEach(fillRow);
  const groups = [...root.querySelectorAll(".group")].map(part => ({
    part,
    heads: [...part.querySelectorAll("[data-column]")],
    rows: [...part.querySelectorAll("tbody tr")],
  }));
  let group = groups[0];
  let row = 0;

  const name = each => [...each.cells[0].children].map(part => part.textContent).join(", ");

  function show() {
    // The first cell of a row is its name.
    const side = select => ({
      title: select.selectedOptions[0].text,
      image: group.rows[row].cells[Number(select.value) + 1].querySelector("img"),
    });
    stage.show(side(selects.left), side(selects.right));
    group.heads.forEach((head, column) => head.setAttribute("aria-pressed",
      String(column === Number(selects.left.value) || column === Number(selects.right.value))));
    group.rows.forEach((each, number) => each.classList.toggle("chosen", number === row));
    output.textContent = `${name(group.rows[row])} (${row + 1} of ${group.rows.length})`;
  }

  function choose(number) {
    group = groups[number];
    row = 0;
    groups.forEach(each => { each.part.hidden = each !== group; });
    show();
  }

  selects.left.addEventListener("change", show);
  selects.right.addEventListener("change", show);
  for (const each of groups) {
    each.heads.forEach((head, column) => head.addEventListener("click", () => {
      if (column !== Number(selects.right.value)) {
        selects.left.value = selects.right.value;
        selects.right.value = String(column);
        show();
      }
    }));
    each.rows.forEach((one, number) => one.addEventListener("click", () => {
      row = number;
      show();
    }));
  }
  root.querySelectorAll("[data-move]").forEach(button => button.addEventListener("click", () => {
    row = (row + Number(button.dataset.move) + group.rows.length) % group.rows.length;
    show();
  }));

  viewer.hidden = false;
  if (groups.length > 1) {
    const titles = groups.map(({ part }, number) => [number, part.querySelector("h3").textContent]);
    groups[0].part.before(segmented("Images", titles, 0, choose));
  }
  choose(0);
}

document.querySelectorAll(".pictures").forEach(startPictures);
