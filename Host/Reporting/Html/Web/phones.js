// A phone has room for one column beside the names of the rows: the one that readers look for comes first there.

const phone = matchMedia("(max-width: 40rem)");

function startFirst(head) {
  const rows = [...head.closest("table").rows];
  const home = head.cellIndex;
  const arrange = () => {
    const from = head.cellIndex;
    const to = phone.matches ? 1 : home;
    rows.forEach(row => row.insertBefore(row.cells[from], row.cells[from < to ? to + 1 : to] ?? null));
  };
  phone.addEventListener("change", arrange);
  arrange();
}

document.querySelectorAll("th[data-first]").forEach(startFirst);
