"use strict";
// What both explorer pages share: making elements, the state in the address, and CSV.
// Typed text reaches a page by textContent alone, so that it can only be text.
const explorer = (() => {
  const data = JSON.parse(document.getElementById("content").textContent);
  const view = document.getElementById("view");

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    for (const [key, value] of Object.entries(properties)) if (key.includes("-") || key === "role" || key === "scope") made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  // The address after "#" holds the whole state; a change of it draws the page again
  const read = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const write = (changes) => {
    const next = { ...read(), ...changes };
    for (const key of Object.keys(next)) if (next[key] === "" || next[key] === null) delete next[key];
    location.hash = new URLSearchParams(next).toString();
  };
  const action = (text, act, properties = {}) => {
    const button = element("button", { type: "button", textContent: text, ...properties });
    button.addEventListener("click", act);
    return button;
  };

  // Bars: a row has head (text or element), share (percent or null), figure, interval and more cells
  const bars = (heads, rows, kind = "") => {
    const widest = Math.max(...rows.map(({ share }) => share ?? 0), 0);
    const head = heads.map((text, n) => (text ? element("th", { scope: "col", textContent: text, className: n === 3 ? "interval" : "" }) : element("td")));
    return element("table", { className: kind }, element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows.map(({ head: name, share, figure, interval, more = [] }) => {
        const bar = share === null ? null : element("span", { "aria-hidden": "true" });
        if (bar) bar.style.width = `${widest ? (100 * share) / widest : 0}%`;
        return element("tr", {}, element("th", { scope: "row" }, name), element("td", { className: "bar" }, bar),
          element("td", { className: "figure", textContent: figure }), element("td", { className: "interval", textContent: interval }), ...more);
      })));
  };
  const panel = (title, table) => element("section", {}, element("h3", { textContent: title }), table);
  const scrolling = (label, table) => element("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": label }, table);
  const sortButton = (state, id, title) => {
    const button = action(title, () => write(state.sort === id ? { down: state.down ? null : "1" } : { sort: id, down: null }));
    button.dataset.sort = id;
    return element("th", { scope: "col", "aria-sort": state.sort === id ? (state.down ? "descending" : "ascending") : "none" }, button);
  };

  // A spreadsheet runs what begins like a formula
  const quoted = (value) => `"${(/^[=+\-@\t\r]/.test(value) ? "'" + value : String(value)).replaceAll('"', '""')}"`;
  const save = (name, rows) => {
    const text = "\ufeff" + rows.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  // Draws now and at every change; what had the focus has it again, or the heading where the view moved on
  let moved = false;
  const onward = (changes) => { write(changes); moved = true; };
  const begin = (draw) => {
    const again = () => {
      const active = document.activeElement;
      const focus = active && view.contains(active) ? { name: active.name, data: { ...active.dataset }, at: active.selectionStart } : null;
      view.replaceChildren(...draw(read()).filter((part) => part !== null));
      if (moved) { view.querySelector("h2").focus(); window.scrollTo(0, 0); moved = false; return; }
      const [key, value] = focus ? (focus.name ? ["name", focus.name] : Object.entries(focus.data)[0] ?? []) : [];
      const found = key && view.querySelector(`[${key === "name" ? key : `data-${key}`}="${value}"]`);
      if (found) { found.focus(); if (focus.name === "q") found.setSelectionRange(focus.at, focus.at); }
    };
    document.querySelector("[data-skip]").addEventListener("click", (event) => { event.preventDefault(); view.focus(); });
    document.querySelector("form.filters").addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", again);
    again();
  };

  return { data, view, element, action, read, write, onward, begin, bars, panel, scrolling, sortButton, save };
})();
