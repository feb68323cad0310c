// Follows a run: asks for the page again and again, and puts what is new in the place of what was there. Details stay open
// that were open.
const every = 3000;
const parts = ["header", "nav", "main"];
const shown = new Map(parts.map(part => [part, document.querySelector(part).innerHTML]));

function replace(page) {
  for (const part of parts) {
    const fresh = page.querySelector(part).innerHTML;
    if (shown.get(part) !== fresh) {
      const old = document.querySelector(part);
      const open = [...old.querySelectorAll("details")].map(each => each.open);
      old.innerHTML = fresh;
      shown.set(part, fresh);
      old.querySelectorAll("details").forEach((each, number) => { each.open = open[number] ?? false; });
      if (part === "main") {
        window.startPage();
      }
    }
  }
}

async function follow() {
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    document.querySelector("[data-live]").textContent = "The command that serves this page has ended.";
    return;
  }
  setTimeout(follow, every);
}

setTimeout(follow, every);
