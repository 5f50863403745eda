const entries = [...document.querySelectorAll(".entry")].map((node) => ({
  node,
  text: node.textContent.toLowerCase(),
  rows: [...node.querySelectorAll("tbody tr")].map((row) => ({ row, text: row.textContent.toLowerCase() })),
}));
const count = document.getElementById("count");
function find(said) {
  const words = said.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { node, text, rows } of entries) {
    const here = words.every((word) => text.includes(word));
    const inRows = words.length > 0 && rows.some((one) => words.every((word) => one.text.includes(word)));
    node.hidden = !here;
    node.open = here && inRows;
    for (const one of rows) one.row.hidden = inRows && !words.every((word) => one.text.includes(word));
    found += here;
  }
  for (const section of document.querySelectorAll(".schema"))
    section.hidden = ![...section.querySelectorAll(".entry")].some((node) => !node.hidden);
  count.textContent = words.length ? `找到 ${found} 项` : `共 ${entries.length} 项`;
}
function follow() {
  const node = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (node && node.matches(".entry")) { if (node.hidden) find(""); node.open = true; node.scrollIntoView(); }
}
document.getElementById("words").addEventListener("input", (event) => find(event.target.value));
addEventListener("hashchange", follow);
find("");
follow();
