extension PlotTemplate {
  /// Builds the page and listens to the person: choosing, zooming, hovering.
  static let controls = """
    const plots = document.getElementById("plots");
    const canvases = [];
    let pending = false;

    function element(tag, text, parent) {
      const made = document.createElement(tag);
      if (text !== null) made.textContent = text;
      if (parent) parent.appendChild(made);
      return made;
    }
    function redraw() {
      if (pending) return;
      pending = true;
      requestAnimationFrame(() => {
        pending = false;
        drawTimeLine(timeLine);
        const shown = ordered.filter(panel => panel.shown);
        shown.forEach((panel, index) => { panel.withTime = index === shown.length - 1; drawPanel(panel); });
        showValues();
      });
    }
    function showValues() {
      document.getElementById("clock").textContent = hover === null ? "" : "t = " + hover.toFixed(3) + " s";
      for (const panel of content.panels) {
        if (!panel.shown) continue;
        panel.values.textContent = "";
        if (hover === null) continue;
        for (const curve of panel.curves) {
          const v = valueAt(curve, hover);
          if (!(v === v) || hidden.has(curve.name)) continue;
          const digits = { joint: panel.unit === "rad" ? 3 : 4, force: 2, door: 1, latency: 0, hand: 1, age: 1 }[panel.kind];
          const item = element("span", curve.name + " " + v.toFixed(digits) + " " + panel.unit, panel.values);
          item.style.color = colourOf(panel, curve);
        }
      }
      if (hover === null) return;
      const near = content.events.filter(e => Math.abs(e[0] - hover) < (view.to - view.from) * 0.006);
      if (near.length) document.getElementById("clock").textContent += " · " + near.slice(0, 2).map(e => e[2] + " " + e[4]).join(" · ");
    }
    function limit(from, to) {
      const span = Math.min(Math.max(to - from, 0.01), duration);
      from = Math.min(Math.max(from, 0), duration - span);
      view.from = from; view.to = from + span;
      redraw();
    }

    function listen(canvas) {
      let drag = null;
      const time = event => tOf(event.clientX - canvas.getBoundingClientRect().left, canvas.clientWidth);
      canvas.addEventListener("wheel", event => {
        event.preventDefault();
        if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          const move = event.deltaX / canvas.clientWidth * (view.to - view.from);
          return limit(view.from + move, view.to + move);
        }
        const centre = time(event), factor = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004);
        limit(centre - (centre - view.from) * factor, centre + (view.to - centre) * factor);
      }, { passive: false });
      canvas.addEventListener("pointerdown", event => {
        canvas.setPointerCapture(event.pointerId);
        drag = { x: event.clientX, from: view.from, to: view.to, start: time(event), isBrush: event.shiftKey };
        canvas.classList.add("dragging");
      });
      canvas.addEventListener("pointermove", event => {
        hover = time(event);
        if (drag && drag.isBrush) brush = [drag.start, hover];
        else if (drag) {
          const move = (drag.x - event.clientX) / (canvas.clientWidth - left - right) * (drag.to - drag.from);
          limit(drag.from + move, drag.to + move);
        }
        redraw();
      });
      const end = () => {
        if (drag && drag.isBrush && brush && Math.abs(brush[1] - brush[0]) > 0.01) limit(Math.min(...brush), Math.max(...brush));
        drag = null; brush = null; canvas.classList.remove("dragging"); redraw();
      };
      canvas.addEventListener("pointerup", end);
      canvas.addEventListener("pointercancel", end);
      canvas.addEventListener("pointerleave", () => { if (!drag) { hover = null; redraw(); } });
      canvas.addEventListener("dblclick", () => limit(0, duration));
    }

    function makePanel(parent, height) {
      const box = element("div", null, parent);
      box.className = "panel";
      const canvas = element("canvas", null, box);
      canvas.style.height = height + "px";
      listen(canvas);
      return { box, canvas };
    }

    for (const [name, value] of content.facts) {
      const row = element("div", null, document.getElementById("facts"));
      element("dt", name, row); element("dd", value, row);
    }
    const timeLine = makePanel(plots, 120).canvas;
    // The joint that follows worst comes first.
    const ordered = content.panels.map((panel, index) => ({ panel, index })).sort((a, b) => {
      const isJoint = x => x.panel.kind === "joint";
      if (isJoint(a) !== isJoint(b)) return isJoint(a) ? -1 : 1;
      return isJoint(a) ? (b.panel.worst || 0) - (a.panel.worst || 0) || a.index - b.index : a.index - b.index;
    }).map(entry => entry.panel);
    for (const panel of ordered) {
      panel.height = panel.kind === "joint" ? 150 : panel.kind === "latency" ? 110 : panel.kind === "age" ? 130 : 120;
      const { box, canvas } = makePanel(plots, panel.height);
      Object.assign(panel, { box, canvas });
      const name = element("div", panel.name + " ", box);
      name.className = "name";
      element("small", panel.unit, name);
      if (panel.worst !== null) element("small", "  ·  sent − measured ≤ " + panel.worst.toFixed(3), name).title = "While the group was engaged";
      if (panel.kind === "age") {
        panel.curves.forEach((curve, index) => {
          element("small", "  ● " + curve.name.replaceAll("_", " "), name).style.color = "var(--c" + index % 6 + ")";
        });
      }
      panel.values = element("div", null, box);
      panel.values.className = "values";
      box.hidden = !panel.shown;
    }

    const drawn = new Set(content.panels.flatMap(panel => panel.curves.map(curve => curve.name)));
    const names = ["operator", "wanted", "limited", "sent", "measured", "distance", "turn"].filter(name => drawn.has(name));
    for (const name of names) {
      const label = element("label", null, document.getElementById("curves"));
      const input = element("input", null, label);
      input.type = "checkbox"; input.checked = true;
      element("i", null, label).style.background = "var(--" + name + ")";
      label.append(name === "wanted" && !drawn.has("operator") ? "in (wanted)" : name);
      input.onchange = () => {
        if (input.checked) hidden.delete(name); else hidden.add(name);
        label.classList.toggle("off", !input.checked);
        redraw();
      };
    }

    const list = document.getElementById("joints");
    for (const group of [...new Set(content.panels.map(panel => panel.group))]) {
      const members = content.panels.filter(panel => panel.group === group);
      const head = element("h3", group.replace("_", " "), list);
      const apply = [];
      for (const panel of members) {
        const label = element("label", null, list), input = element("input", null, label);
        input.type = "checkbox";
        const short = panel.kind === "joint" ? panel.name.replace(/_joint.*$/, "").replace(/^(left|right)_/, "") : panel.name;
        label.append(short.replaceAll("_", " "));
        label.title = panel.name;
        const show = isShown => {
          panel.shown = isShown; panel.box.hidden = !isShown; input.checked = isShown; label.classList.toggle("on", isShown);
        };
        input.onchange = () => { show(input.checked); redraw(); };
        show(panel.shown);
        apply.push(show);
      }
      head.title = "All or none";
      head.onclick = () => { const isShown = !members.every(panel => panel.shown); apply.forEach(show => show(isShown)); redraw(); };
    }

    const table = document.querySelector("#events table");
    for (const [t, isWarning, source, kind, text] of content.events) {
      const row = element("tr", null, table);
      if (isWarning) row.className = "warn";
      for (const cell of [t.toFixed(3) + " s", source, kind, text]) element("td", cell, row);
      row.onclick = () => { limit(t - 0.5, t + 0.5); window.scrollTo({ top: 0, behavior: "smooth" }); };
    }
    if (!content.events.length) element("td", "none", element("tr", null, table));

    const root = document.documentElement;
    root.dataset.theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    function toggleTheme() { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; redraw(); }
    document.getElementById("theme").onclick = toggleTheme;
    document.getElementById("all").onclick = () => limit(0, duration);
    window.addEventListener("keydown", event => {
      if (event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey) return;
      const span = view.to - view.from, middle = (view.from + view.to) / 2;
      if (event.key === "0") limit(0, duration);
      else if (event.key === "t") toggleTheme();
      else if (event.key === "ArrowLeft") limit(view.from - span / 5, view.to - span / 5);
      else if (event.key === "ArrowRight") limit(view.from + span / 5, view.to + span / 5);
      else if (event.key === "+") limit(middle - span / 3, middle + span / 3);
      else if (event.key === "-") limit(middle - span, middle + span);
    });
    window.addEventListener("resize", redraw);
    // page.html#3.2-5.1 opens between these seconds.
    const asked = location.hash.slice(1).split("-").map(Number);
    if (asked.length === 2 && asked.every(Number.isFinite) && asked[1] > asked[0]) limit(asked[0], asked[1]);
    redraw();
    """
}
