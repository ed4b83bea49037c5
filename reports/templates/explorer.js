// The internal explorer: from the figures on themes, by team and grade, down to cases and the auditors' words.
(() => {
  const { data, element, action, write, onward, begin, panel, scrolling, sortButton, save } = explorer;
  const WEAK = 0, STRONG = 1, PAGE = 50, FEW = 30;
  const KINDS = [["weakness", "What needs to improve"], ["strength", "Strengths"]];
  const COLUMNS = [
    ["case", "Case", (n) => data.audits[n][3]],
    ["round", "Round", (n) => data.rounds[data.audits[n][0]].label],
    ["team", "Team", (n) => named(data.teams, data.audits[n][1])],
    ["grade", "Grade", (n) => named(data.grades, data.audits[n][2])],
    ["plan", "Plan", (n) => named(data.plans, data.audits[n][4])],
    ["age", "Age", (n) => named(data.ages, data.audits[n][5])],
    ["weaknesses", "To improve", (n) => listed(n, WEAK)],
    ["strengths", "Strengths", (n) => listed(n, STRONG)],
  ];
  const USUAL = ["case", "team", "grade", "weaknesses", "strengths"];
  const filters = document.querySelector("form.filters");
  const said = document.querySelector(".said");

  // What each audit was found to have: themes by polarity, and the places of its findings
  const found = data.audits.map(() => [new Set(), new Set()]);
  const quotes = data.audits.map(() => []);
  data.findings.forEach(([audit, theme, polarity], n) => { found[audit][polarity].add(theme); quotes[audit].push(n); });
  const lower = data.texts.map((text) => text.toLowerCase());
  let state = {};

  const named = (list, place) => (place < 0 ? "not given" : list[place]);
  const label = (theme) => data.themes[theme].label;
  const listed = (n, polarity) => [...found[n][polarity]].map(label).join("; ");
  const kind = () => (state.kind === "strength" ? STRONG : WEAK);

  // Figures: whole percents rounded half up; the 95% interval is Wilson's. The same rules as in the reports.
  const percent = (n, of) => Math.floor((200 * n + of) / (2 * of));
  const thousands = (n) => n.toLocaleString("en-GB");
  const share = (n, of) => (of ? `${thousands(n)} of ${thousands(of)} (${percent(n, of)}%)` : "no audit");
  const interval = (n, of) => {
    const z = 1.959963984540054, p = n / of, middle = p + z * z / (2 * of), spread = z * Math.sqrt(p * (1 - p) / of + z * z / (4 * of * of));
    const end = (x) => Math.round(100 * Math.min(1, Math.max(0, x / (1 + z * z / of))));
    return [end(middle - spread), end(middle + spread)];
  };
  const between = (n, of) => (of ? interval(n, of).join("% to ") + "%" : "");

  const place = (list, wanted) => (wanted === undefined ? -1 : list.indexOf(wanted));
  const ids = data.themes.map((theme) => theme.id);

  // The rounds chosen: the latest unless another is named. Together only those counted on one definition with it.
  const latest = data.rounds.length - 1;
  const lastBreak = data.rounds.reduce((at, round, r) => (round.broken ? r : at), 0);
  const inRounds = () => {
    if (state.round === "all") return (r) => r >= lastBreak;
    const wanted = state.round === undefined ? latest : data.rounds.findIndex((r) => r.id === state.round);
    return (r) => r === wanted;
  };
  const kept = (wanted) => {  // the audits that a part of the choices leaves; "By team" shows all teams beside the chosen one
    const mine = inRounds(), team = place(data.teams, state.team), grade = place(data.grades, state.grade), fitting = [];
    data.audits.forEach((audit, n) => {
      if ((!wanted.includes("round") || mine(audit[0])) && (!wanted.includes("team") || state.team === undefined || audit[1] === team)
        && (!wanted.includes("grade") || state.grade === undefined || audit[2] === grade)) fitting.push(n);
    });
    return fitting;
  };
  const tally = (audits) => {  // how many of them have each theme
    const sums = ids.map(() => 0);
    for (const n of audits) for (const theme of found[n][kind()]) sums[theme] += 1;
    return sums;
  };

  const choice = (name, title, options, first = "All") => {
    const select = element("select", { name });
    select.append(element("option", { value: "", textContent: first }), ...options.map(([value, text]) => element("option", { value, textContent: text })));
    select.value = state[name] ?? "";
    select.addEventListener("change", () => write({ [name]: select.value, more: null }));
    return element("label", {}, title, select);
  };
  const drawFilters = () => {
    const active = document.activeElement, focused = active && filters.contains(active) ? active.name || active.dataset.kind : null;
    const used = (column) => [...new Set(data.audits.map((audit) => audit[column]))].filter((x) => x >= 0).sort((a, b) => a - b);
    filters.replaceChildren(
      ...(data.rounds.length > 1 ? [choice("round", "Round", [...data.rounds.slice(0, -1).map((r) => [r.id, r.label]).reverse(),
        ...(lastBreak < latest ? [["all", `${data.rounds[lastBreak].label} to ${data.rounds[latest].label}`]] : [])], data.rounds[latest].label)] : []),
      choice("team", "Team", used(1).map((n) => [data.teams[n], data.teams[n]])),
      choice("grade", "Grade", used(2).map((n) => [data.grades[n], data.grades[n]])),
      element("div", { role: "group", "aria-label": "What was found" }, ...KINDS.map(([id, text], n) => {
        const button = action(text, () => write({ kind: id === "weakness" ? null : id, more: null }), { "aria-pressed": String(kind() === n) });
        button.dataset.kind = id;
        return button;
      })),
    );
    if (focused) (filters.querySelector(`[name="${focused}"]`) || filters.querySelector(`[data-kind="${focused}"]`)).focus();
  };

  // Without a filter a figure is a measure of the round, as the reports write it
  const measured = (theme, n, of) => {
    const whole = state.team === undefined && state.grade === undefined && state.round !== "all";
    const measures = whole ? data.measures[state.round ?? data.rounds[latest].id] : undefined;
    return measures?.[measure(theme)] ?? share(n, of);
  };
  const measure = (theme) => `${kind() === STRONG ? "strengths" : "themes"}.${ids[theme]}`;
  const bars = (title, rows, extra = []) => explorer.bars([title, "", "Audits", "95% interval", ...extra], rows.map(([head, n, of, more, figure = share(n, of)]) =>
    ({ head, share: of ? n / of : null, figure, interval: between(n, of), more })), kind() === STRONG ? "strength" : "");  // rows: [name or element, n, of, more cells, the figure in words]
  const groups = (audits, column, list, theme) => {
    const sums = new Map();
    for (const n of audits) {
      const group = data.audits[n][column], sum = sums.get(group) || [0, 0];
      sums.set(group, [sum[0] + found[n][kind()].has(theme), sum[1] + 1]);
    }
    return [...sums].sort((a, b) => (a[0] < 0) - (b[0] < 0) || a[0] - b[0]).map(([group, [n, of]]) => [named(list, group), n, of]);
  };

  const overview = (audits) => {
    const several = data.rounds.length > 1, ever = several ? byRound() : [], sums = tally(audits);
    const rows = ids.map((id, theme) => {
      const n = sums[theme], button = action(label(theme), () => onward({ theme: id, more: null }), { className: "theme" });
      return [button, n, audits.length, several ? [element("td", { className: "months" }, months(ever, theme))] : [], measured(theme, n, audits.length)];
    }).sort((a, b) => b[1] - a[1]);
    return [element("h2", { textContent: KINDS[kind()][1], tabIndex: -1 }),
      element("p", { className: "note", textContent: "Choose a theme to see where it is found, what goes with it, and what auditors wrote." }),
      scrolling("Themes", bars("Theme", rows, several ? ["By round"] : [])),
      element("p", { className: "tools" }, action("Save these figures as CSV", () => saveFigures(audits.length, sums)))];
  };
  const saveFigures = (of, sums) => save("themes.csv", [["Measure", "Theme", "Found as", "n", "of", "Percent", "95% from", "95% to"], ...ids.map((id, theme) => {
    const n = sums[theme], ends = of ? interval(n, of) : ["", ""];
    return [measure(theme), label(theme), kind() === STRONG ? "a strength" : "to improve", n, of, of ? (100 * n) / of : "", ...ends];
  })]);
  const byRound = () => {  // for each round its tally and its number of audits, under the choice of team and grade
    const parts = data.rounds.map(() => []);
    for (const n of kept(["team", "grade"])) parts[data.audits[n][0]].push(n);
    return parts.map((mine) => [tally(mine), mine.length]);
  };
  const months = (ever, theme) => {  // small multiples: a column a round; the figures stand in the theme's own view
    const SVG = "http://www.w3.org/2000/svg", step = 14, high = 22;
    const svg = document.createElementNS(SVG, "svg"), sums = ever.map(([of, all]) => [of[theme], all]);
    svg.setAttribute("width", step * sums.length); svg.setAttribute("height", high + 2); svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", sums.map(([n, of], r) => `${data.rounds[r].label} ${of ? percent(n, of) + "%" : "no audit"}`).join(", "));
    sums.forEach(([n, of], r) => {
      const bar = document.createElementNS(SVG, "rect"), tall = of ? Math.max(1, (high * n) / of) : 0;
      for (const [key, value] of Object.entries({ x: r * step + 1, y: high - tall, width: step - 4, height: tall, fill: kind() === STRONG ? "#24788f" : "#b4690e" })) bar.setAttribute(key, value);
      svg.append(bar);
    });
    return svg;
  };

  const themeView = (audits, theme) => {
    const mine = audits.filter((n) => found[n][kind()].has(theme));
    const weak = kind() === WEAK ? "to improve" : "a strength";
    const beside = tally(mine).map((n, other) => [other, n])
      .filter(([other, n]) => other !== theme && n).sort((a, b) => b[1] - a[1]).slice(0, 6);
    return [back(), element("h2", { textContent: `${label(theme)}: named ${weak} in ${measured(theme, mine.length, audits.length)}`, tabIndex: -1 }),
      element("p", { className: "note", textContent: audits.length ? `95% interval ${between(mine.length, audits.length)}.${audits.length < FEW ? " Few audits: read small groups with care." : ""}` : "No audit is left by these choices." }),
      element("div", { className: "panels" },
        panel("By team", bars("Team", groups(kept(["round", "grade"]), 1, data.teams, theme))),
        panel("By grade", bars("Grade", groups(kept(["round", "team"]), 2, data.grades, theme))),
        data.rounds.length > 1 ? panel("By round", bars("Round", groups(kept(["team", "grade"]), 0, data.rounds.map((r) => r.label + (r.broken ? " *" : "")), theme))) : null,
        beside.length ? panel("What goes with it", bars("Named in the same audits", beside.map(([other, n]) => [label(other), n, mine.length]))) : null),
      data.rounds.some((r) => r.broken) ? element("p", { className: "note", textContent: "* Counted on another definition than the round before it: do not compare across." }) : null,
      ...words(mine.flatMap((n) => quotes[n]).filter((n) => data.findings[n][1] === theme && data.findings[n][2] === kind()))];
  };
  const back = () => element("p", {}, action("All themes", () => onward({ theme: null, case: null, more: null }), { className: "back" }));

  const highlighted = (text) => {
    const query = (state.q ?? "").toLowerCase(), at = query ? text.toLowerCase().indexOf(query) : -1;
    return at < 0 ? [text] : [text.slice(0, at), element("mark", { textContent: text.slice(at, at + query.length) }), ...highlighted(text.slice(at + query.length))];
  };
  const caseLink = (n) => action(data.audits[n][3], () => onward({ case: data.audits[n][3], more: null }), { className: "theme" });
  const words = (places) => {
    const query = (state.q ?? "").toLowerCase();
    const fitting = places.filter((n) => data.findings[n][3] >= 0 && (!query || lower[data.findings[n][3]].includes(query)));
    const shown = fitting.slice(0, 30 + Number(state.more ?? 0) * PAGE);
    return [element("h2", { textContent: "In the auditors' words" }),
      element("p", { className: "note", textContent: places.some((n) => data.findings[n][3] >= 0) ? `${passages(fitting.length)}${query ? ` with “${state.q}”` : ""}` : "Nothing was written here." }),
      element("ul", { className: "quotes" }, ...shown.map((place) => {
        const [audit, theme, polarity, text] = data.findings[place];
        return element("li", { className: polarity === STRONG ? "good" : "" }, element("p", {}, ...highlighted(data.texts[text])),
          element("p", { className: "who" }, caseLink(audit), ` · ${label(theme)} · ${named(data.teams, data.audits[audit][1])} · ${named(data.grades, data.audits[audit][2])}`));
      })), more(fitting.length - shown.length)];
  };
  const passages = (n) => `${thousands(n)} ${n === 1 ? "passage" : "passages"}`;
  const more = (left) => (left <= 0 ? null : element("p", {},
    action(`Show ${Math.min(left, PAGE)} more of ${left}`, () => write({ more: String(Number(state.more ?? 0) + 1) }), { className: "more" })));

  const caseView = (name) => {
    const mine = data.audits.map((_, n) => n).filter((n) => data.audits[n][3] === name);
    return [back(), element("h2", { textContent: mine.length ? `Case ${name}` : "There is no such case on this page", tabIndex: -1 }), ...mine.flatMap((n) => {
      const facts = COLUMNS.slice(1, 6).filter(([, , value]) => value(n) !== "not given");
      return [element("p", { textContent: facts.map(([, title, value]) => `${title}: ${value(n)}`).join(" · ") }),
        element("ul", { className: "quotes" }, ...quotes[n].map((place) => {
          const [, theme, polarity, text] = data.findings[place];
          return element("li", { className: polarity === STRONG ? "good" : "" },
            element("p", { className: "who", textContent: `${label(theme)}, ${polarity === STRONG ? "a strength" : "to improve"}` }),
            element("p", {}, ...(text < 0 ? ["Nothing was written."] : highlighted(data.texts[text]))));
        }))];
    })];
  };

  // The table of cases: search, sort, columns, CSV
  const matching = (audits) => {
    const query = (state.q ?? "").toLowerCase(), theme = ids.indexOf(state.theme);
    return audits.filter((n) => (theme < 0 || found[n][kind()].has(theme)) && (!query
      || COLUMNS.some(([, , value]) => value(n).toLowerCase().includes(query))
      || quotes[n].some((place) => data.findings[place][3] >= 0 && lower[data.findings[place][3]].includes(query))));
  };
  const columns = () => COLUMNS.filter(([id]) => (state.columns ? state.columns.split(".") : USUAL).includes(id));
  const sorted = (audits) => {
    const column = COLUMNS.find(([id]) => id === state.sort);
    if (!column) return audits;
    const keys = new Map(audits.map((n) => [n, column[2](n)])), order = new Intl.Collator("en-GB", { numeric: true }).compare;
    const rank = column[0] === "grade" ? (n) => data.audits[n][2] : column[0] === "round" ? (n) => data.audits[n][0] : null;
    const by = rank ? (a, b) => rank(a) - rank(b) : (a, b) => order(keys.get(a), keys.get(b));
    return [...audits].sort((a, b) => (state.down ? -by(a, b) : by(a, b)) || a - b);
  };
  const cases = (audits) => {
    const rows = sorted(matching(audits)), shown = rows.slice(0, PAGE * (1 + Number(state.more ?? 0)));
    const head = columns().map(([id, title]) => sortButton(state, id, title));
    const body = shown.map((n) => element("tr", {}, ...columns().map(([id, , value]) =>
      id === "case" ? element("th", { scope: "row" }, caseLink(n)) : element("td", { textContent: value(n) }))));
    return [element("h2", { textContent: "The cases" }), tools(rows),
      scrolling("Cases", element("table", { className: "cases" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body))), more(rows.length - shown.length)];
  };
  const tools = (rows) => {
    const search = element("input", { type: "search", value: state.q ?? "", name: "q" });
    search.addEventListener("input", () => write({ q: search.value, more: null }));
    const keep = action(`Save ${thousands(rows.length)} as CSV`, () =>
      save("cases.csv", [columns().map(([, title]) => title), ...rows.map((n) => columns().map(([, , value]) => value(n)))]));
    const boxes = COLUMNS.map(([id, title]) => {
      const box = element("input", { type: "checkbox", checked: columns().some(([shown]) => shown === id) });
      box.dataset.column = id;
      box.addEventListener("change", () => {
        const wanted = COLUMNS.map(([other]) => other).filter((other) => (other === id ? box.checked : columns().some(([shown]) => shown === other)));
        if (wanted.length) write({ columns: wanted.join(".") });
        else box.checked = true;
      });
      return element("label", {}, box, title);
    });
    const fold = element("details", { open: folded }, element("summary", { textContent: "Columns" }), element("div", {}, ...boxes));
    fold.addEventListener("toggle", () => { folded = fold.open; });
    return element("div", { className: "tools" }, element("label", {}, "Search cases and words", search), keep, fold);
  };

  let folded = false;
  begin((address) => {
    state = address;
    const audits = kept(["round", "team", "grade"]), theme = ids.indexOf(state.theme), whole = kept(["round"]).length;
    drawFilters();
    const chosen = [state.team, state.grade].filter((name) => name !== undefined);  // print has no filters to show it
    said.textContent = `${thousands(audits.length)} of ${thousands(whole)} audits that count in the figures of practice${chosen.length ? `: ${chosen.join(", ")}` : ""}.`;
    return state.case !== undefined ? caseView(state.case) : [...(theme >= 0 ? themeView(audits, theme) : overview(audits)), ...cases(audits)];
  });
})();
