"use strict";
// Search over the titles, months and summaries of the rounds. Without this script the page is whole, only not searched.
const form = document.querySelector(".search");
const box = form.querySelector("input");
const told = form.querySelector("[role=status]");
const entries = [...document.querySelectorAll("#rounds > .entry")];
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const texts = entries.map((entry) => plain(entry.textContent));

function search() {
  const words = plain(box.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  entries.forEach((entry, n) => {
    entry.hidden = !words.every((word) => texts[n].includes(word));
    shown += !entry.hidden;
  });
  told.textContent = words.length ? `${shown} of ${entries.length} reports` : "";
}

form.hidden = false;
box.addEventListener("input", search);
box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { box.value = ""; search(); }
});
form.addEventListener("submit", (event) => event.preventDefault());
