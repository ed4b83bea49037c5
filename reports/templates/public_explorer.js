// The public explorer: every figure stands in the page as it may be told; nothing is counted here.
(() => {
  const { data, element, action, write, onward, begin, bars, panel, scrolling, sortButton, save } = explorer;
  const filters = document.querySelector("form.filters");
  const key = (id, by, group) => JSON.stringify([id, by, group]);
  const told = new Map(data.figures.map((figure) => [key(figure.id, figure.by, figure.group), figure]));
  const subjectOf = (figure) => figure.id.split(".")[0];
  const labels = new Map(data.breakdowns.flatMap((b) => b.groups.map((group) => [key("", b.id, group.id), group.label])));
  const groupLabel = (figure) => (figure.by === null ? "All cases" : labels.get(key("", figure.by, figure.group)) ?? figure.group);
  const byLabel = (figure) => (figure.by === null ? "" : data.breakdowns.find((b) => b.id === figure.by).label);
  let state = {};

  const subject = () => data.subjects.find((one) => one.id === state.subject) ?? data.subjects.find((one) => one.id === "themes") ?? data.subjects[0];
  const ids = () => [...new Set(data.figures.filter((figure) => subjectOf(figure) === subject().id).map((figure) => figure.id))];
  const colour = () => ({ ratings: "grades", strengths: "strength" })[subject().id] ?? "";
  const row = (head, figure) => ({ head, share: figure?.percent ?? null, figure: figure?.text ?? "not given", interval: figure?.interval ?? "" });
  const named = (id) => data.figures.find((figure) => figure.id === id).label;

  const drawFilters = () => {
    const focused = document.activeElement?.dataset?.subject;
    filters.replaceChildren(element("div", { role: "group", "aria-label": "What the figures are about" }, ...data.subjects.map((one) => {
      const button = action(one.label, () => write({ subject: one.id, measure: null }), { "aria-pressed": String(one.id === subject().id) });
      button.dataset.subject = one.id;
      return button;
    })));
    if (focused) filters.querySelector(`[data-subject="${focused}"]`)?.focus();
  };
  const heads = (what) => [what, "", "Cases", "95% interval"];
  const overview = () => {
    const rows = ids().map((id) => row(action(named(id), () => onward({ measure: id }), { className: "theme" }), told.get(key(id, null, null))));
    if (subject().id !== "ratings") rows.sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
    return [element("h2", { textContent: subject().label, tabIndex: -1 }),
      element("p", { className: "note", textContent: "Choose one to see it by group. All cases were audited, so the intervals describe: so much could a share of so many cases vary by chance." }),
      scrolling(subject().label, bars(heads("Found"), rows, colour()))];
  };
  const measureView = (id) => {
    const parts = data.breakdowns.map((by) => [by, by.groups.map((group) => [group.label, told.get(key(id, by.id, group.id))]).filter(([, figure]) => figure)]);
    const whole = told.get(key(id, null, null));
    return [element("p", {}, action("All figures", () => onward({ measure: null }), { className: "back" })),
      element("h2", { textContent: `${named(id)}: ${whole?.text ?? "not given"}`, tabIndex: -1 }),
      element("p", { className: "note", textContent: whole?.interval ? `95% interval ${whole.interval}.` : "" }),
      element("div", { className: "panels" }, ...parts.filter(([, groups]) => groups.length).map(([by, groups]) =>
        panel(`By ${by.label.toLowerCase()}`, bars(heads(by.label), groups.map(([label, figure]) => row(label, figure)), colour()))))];
  };

  // The table of all figures: search, sort, CSV
  const COLUMNS = [
    ["what", "What is counted", (figure) => figure.label],
    ["by", "By", byLabel],
    ["group", "Group", groupLabel],
    ["figure", "Cases", (figure) => figure.text],
    ["interval", "95% interval", (figure) => figure.interval],
  ];
  const table = () => {
    const query = (state.q ?? "").toLowerCase(), one = state.measure, column = COLUMNS.find(([id]) => id === state.sort);
    const rows = data.figures.filter((figure) => (one ? figure.id === one : subjectOf(figure) === subject().id)
      && (!query || COLUMNS.some(([, , value]) => value(figure).toLowerCase().includes(query))));
    const order = new Intl.Collator("en-GB", { numeric: true }).compare;
    const compared = (a, b) => (column[0] === "figure" ? (a.percent ?? -1) - (b.percent ?? -1) : order(column[2](a), column[2](b)));
    if (column) rows.sort((a, b) => (state.down ? -compared(a, b) : compared(a, b)));
    const search = element("input", { type: "search", value: state.q ?? "", name: "q" });
    search.addEventListener("input", () => write({ q: search.value }));
    const keep = action(`Save ${rows.length} as CSV`, () => save("figures.csv", [
      ["Measure", "What is counted", "By", "Group", "Told", "n", "of", "Percent", "95% interval"],
      ...rows.map((figure) => [figure.id, figure.label, figure.by ?? "", figure.group ?? "", figure.text, figure.n ?? "", figure.of ?? "", figure.percent ?? "", figure.interval]),
    ]));
    return [element("h2", { textContent: "The figures" }),
      element("div", { className: "tools" }, element("label", {}, "Search the figures", search), keep),
      scrolling("Figures", element("table", { className: "figures" },
        element("thead", {}, element("tr", {}, ...COLUMNS.map(([id, title]) => sortButton(state, id, title)))),
        element("tbody", {}, ...rows.map((figure) => element("tr", {}, ...COLUMNS.map(([id, , value]) => (id === "what"
          ? element("th", { scope: "row", textContent: value(figure) }) : element("td", { textContent: value(figure) }))))))))];
  };

  begin((address) => {
    state = address;
    if (state.measure) state.subject = state.measure.split(".")[0];
    drawFilters();
    const known = state.measure && data.figures.some((figure) => figure.id === state.measure);
    if (!known) delete state.measure;
    return [...(known ? measureView(state.measure) : overview()), ...table()];
  });
})();
