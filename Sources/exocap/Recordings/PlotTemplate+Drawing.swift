extension PlotTemplate {
  /// Decodes the content and draws panels: everything that looks at numbers.
  static let drawing = """
    const content = JSON.parse(document.getElementById("content").textContent);
    const duration = Math.max(content.duration, 0.001);
    const view = { from: 0, to: duration };
    const hidden = new Set();
    let hover = null, brush = null;
    const left = 54, right = 10;

    function decode(text) {
      const raw = atob(text), bytes = new Uint8Array(raw.length);
      for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
      return bytes.buffer;
    }
    const bases = content.bases.map(text => Float64Array.from(new Uint32Array(decode(text)), t => t * 1e-6));
    for (const panel of content.panels) {
      for (const curve of panel.curves) {
        const steps = new Int16Array(decode(curve.values));
        curve.values = Float32Array.from(steps, s => s === -32768 ? NaN : curve.low + (s + 32500) * curve.step);
        curve.times = bases[curve.base];
      }
    }

    function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim(); }
    function colourOf(panel, curve) {
      return colour(panel.kind === "latency" ? "latency" : panel.kind === "age" ? "c" + panel.curves.indexOf(curve) % 6 : curve.name);
    }
    // The least value of a panel that is drawn by powers of ten; 0 for all others.
    function floorOf(panel) { return { latency: 1, age: 0.1 }[panel.kind] || 0; }
    // The first place whose time is not before t.
    function place(times, t) {
      let low = 0, high = times.length;
      while (low < high) { const middle = (low + high) >> 1; if (times[middle] < t) low = middle + 1; else high = middle; }
      return low;
    }
    function valueAt(curve, t) {
      const index = place(curve.times, t);
      const near = index > 0 && (index >= curve.times.length || t - curve.times[index - 1] < curve.times[index] - t) ? index - 1 : index;
      return near < curve.times.length && Math.abs(curve.times[near] - t) < 0.2 ? curve.values[near] : NaN;
    }
    function xOf(t, width) { return left + (t - view.from) / (view.to - view.from) * (width - left - right); }
    function tOf(x, width) { return view.from + (x - left) / (width - left - right) * (view.to - view.from); }

    function prepare(canvas, height) {
      const width = canvas.clientWidth, scale = window.devicePixelRatio || 1;
      if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
        canvas.width = Math.round(width * scale); canvas.height = Math.round(height * scale);
        canvas.style.height = height + "px";
      }
      const pen = canvas.getContext("2d");
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, width, height);
      pen.font = "11px system-ui, 'DejaVu Sans', sans-serif";
      return { pen, width, height };
    }

    function niceSteps(low, high, count) {
      const rough = (high - low) / Math.max(1, count), power = Math.pow(10, Math.floor(Math.log10(rough)));
      const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough) || 10 * power;
      const steps = [];
      for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + 1e-9 * step; v += step) steps.push(Math.abs(v) < step * 1e-6 ? 0 : v);
      return { steps, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
    }

    // Decades, and what lies between them where there are fewer than two.
    function logSteps(low, high) {
      const decades = [0.1, 1, 10, 100, 1e3, 1e4, 1e5], inside = v => v >= low && v <= high;
      const steps = decades.filter(inside);
      return steps.length > 1 ? steps : decades.flatMap(v => [v, 2 * v, 5 * v]).filter(inside);
    }

    function drawTimeGrid(pen, width, height, top, withText) {
      const { steps, decimals } = niceSteps(view.from, view.to, width / 110);
      pen.lineWidth = 1;
      for (const t of steps) {
        const x = Math.round(xOf(t, width)) + 0.5;
        if (x < left || x > width - right) continue;
        pen.strokeStyle = colour("grid");
        pen.beginPath(); pen.moveTo(x, top); pen.lineTo(x, height - (withText ? 16 : 0)); pen.stroke();
        if (!withText) continue;
        pen.fillStyle = colour("quiet"); pen.textAlign = "center"; pen.textBaseline = "alphabetic";
        pen.fillText(t.toFixed(decimals) + " s", x, height - 4);
      }
    }

    // The least and the greatest of what is seen.
    function rangeOf(panel) {
      let low = Infinity, high = -Infinity;
      for (const curve of panel.curves) {
        if (hidden.has(curve.name)) continue;
        const end = place(curve.times, view.to);
        for (let i = Math.max(0, place(curve.times, view.from) - 1); i < Math.min(end + 1, curve.times.length); i++) {
          const v = curve.values[i];
          if (v < low) low = v;
          if (v > high) high = v;
        }
      }
      if (!(low <= high)) return [0, 1];
      const least = { joint: panel.unit === "rad" ? 0.02 : 0.004, force: 2, door: 4, latency: 20, hand: 2, age: 1 }[panel.kind] || 0.01;
      const middle = (low + high) / 2, half = Math.max((high - low) / 2, least / 2) * 1.08;
      return [middle - half, middle + half];
    }

    function drawCurve(pen, curve, xs, ys, width) {
      const from = Math.max(0, place(curve.times, view.from) - 1), to = Math.min(curve.times.length, place(curve.times, view.to) + 1);
      const dense = to - from > 3 * width;
      pen.beginPath();
      let isDown = false, last = -Infinity, column = -1, low = 0, high = 0;
      const flush = () => { if (column >= 0) { pen.lineTo(column, ys(low)); pen.lineTo(column, ys(high)); } };
      for (let i = from; i < to; i++) {
        const t = curve.times[i], v = curve.values[i];
        // Over a gap no line is drawn: nothing was measured there.
        if (!(v === v) || t - last > 0.1) { if (dense) flush(); column = -1; isDown = false; }
        last = t;
        if (!(v === v)) continue;
        const x = xs(t), y = ys(v);
        if (!isDown) { pen.moveTo(x, y); isDown = true; }
        if (!dense) { pen.lineTo(x, y); continue; }
        const here = Math.round(x);
        if (here !== column) { flush(); column = here; low = high = v; } else { low = Math.min(low, v); high = Math.max(high, v); }
      }
      if (dense) flush();
      pen.stroke();
    }

    function drawPanel(panel) {
      const { pen, width, height } = prepare(panel.canvas, panel.height);
      const top = 22, bottom = height - (panel.withTime ? 20 : 6), floor = floorOf(panel);
      let [low, high] = rangeOf(panel);
      if (floor) { low = Math.max(floor, low); high = Math.max(high, low * 3); }
      const fit = floor ? Math.log10 : v => v;
      const ys = v => bottom - (fit(Math.max(v, floor || -Infinity)) - fit(low)) / (fit(high) - fit(low)) * (bottom - top);
      drawTimeGrid(pen, width, height, top, panel.withTime);
      const scale = floor ? { steps: logSteps(low, high), decimals: 0 } : niceSteps(low, high, (bottom - top) / 26);
      pen.textAlign = "right"; pen.textBaseline = "middle";
      for (const v of scale.steps) {
        const y = Math.round(ys(v)) + 0.5;
        pen.strokeStyle = colour("grid"); pen.beginPath(); pen.moveTo(left, y); pen.lineTo(width - right, y); pen.stroke();
        pen.fillStyle = colour("quiet"); pen.fillText(v.toFixed(floor && v < 1 ? 1 : scale.decimals), left - 6, y);
      }
      pen.save();
      pen.beginPath(); pen.rect(left, top - 2, width - left - right, bottom - top + 4); pen.clip();
      pen.globalAlpha = 0.5; pen.fillStyle = colour("warn");
      for (const [a, b] of panel.clips) pen.fillRect(xOf(a, width), bottom - 2, Math.max(1, xOf(b, width) - xOf(a, width)), 3);
      pen.globalAlpha = 1;
      for (const curve of panel.curves) {
        if (hidden.has(curve.name)) continue;
        pen.strokeStyle = colourOf(panel, curve);
        pen.lineJoin = "round";
        pen.lineWidth = curve.name === "limited" ? 4 : curve.name === "wanted" ? 1.6 : curve.name === "operator" ? 1 : 1.4;
        pen.globalAlpha = curve.name === "limited" ? 0.45 : 1;
        pen.setLineDash(curve.name === "wanted" ? [5, 3] : []);
        drawCurve(pen, curve, t => xOf(t, width), ys, width);
      }
      pen.setLineDash([]); pen.globalAlpha = 1;
      drawEventLines(pen, width, top, bottom);
      pen.restore();
      drawPointer(pen, width, top, bottom, panel, ys);
    }

    function drawEventLines(pen, width, top, bottom) {
      pen.strokeStyle = colour("warn"); pen.globalAlpha = 0.35; pen.lineWidth = 1;
      for (const [t, isWarning] of content.events) {
        if (!isWarning || t < view.from || t > view.to) continue;
        const x = Math.round(xOf(t, width)) + 0.5;
        pen.beginPath(); pen.moveTo(x, top); pen.lineTo(x, bottom); pen.stroke();
      }
      pen.globalAlpha = 1;
    }

    function drawPointer(pen, width, top, bottom, panel, ys) {
      if (brush) {
        const a = xOf(Math.min(...brush), width), b = xOf(Math.max(...brush), width);
        pen.globalAlpha = 0.15; pen.fillStyle = colour("accent"); pen.fillRect(a, top, b - a, bottom - top); pen.globalAlpha = 1;
      }
      if (hover === null) return;
      const x = xOf(hover, width);
      if (x < left || x > width - right) return;
      pen.strokeStyle = colour("quiet"); pen.lineWidth = 1;
      pen.beginPath(); pen.moveTo(x, top); pen.lineTo(x, bottom); pen.stroke();
      if (!panel) return;
      for (const curve of panel.curves) {
        const v = valueAt(curve, hover);
        if (!(v === v) || hidden.has(curve.name)) continue;
        pen.fillStyle = colourOf(panel, curve);
        pen.beginPath(); pen.arc(x, ys(v), 3, 0, 7); pen.fill();
      }
    }

    function drawTimeLine(canvas) {
      const rows = content.bands.length, rowHeight = 20, marks = 22;
      const { pen, width, height } = prepare(canvas, 8 + rows * rowHeight + marks + 20);
      drawTimeGrid(pen, width, height, 4, true);
      pen.textBaseline = "middle";
      content.bands.forEach((band, row) => {
        const y = 6 + row * rowHeight;
        pen.fillStyle = colour("quiet"); pen.textAlign = "right";
        pen.fillText(band.name.replace("_", " ").replace("left", "l.").replace("right", "r."), left - 6, y + rowHeight / 2 - 1);
        for (const [a, b, state] of band.parts) {
          if (b < view.from || a > view.to) continue;
          const x = Math.max(left, xOf(a, width)), end = Math.min(width - right, xOf(b, width));
          pen.fillStyle = colour(state); pen.fillRect(x, y, Math.max(1, end - x), rowHeight - 3);
          if (end - x < pen.measureText(state).width + 8 || state === "disarmed") continue;
          pen.fillStyle = colour("onband"); pen.textAlign = "left"; pen.fillText(state, x + 5, y + rowHeight / 2 - 1);
        }
      });
      const y = 6 + rows * rowHeight + marks / 2;
      pen.fillStyle = colour("quiet"); pen.textAlign = "right"; pen.fillText("events", left - 6, y);
      for (const [t, isWarning] of content.events) {
        if (t < view.from || t > view.to) continue;
        const x = xOf(t, width);
        pen.fillStyle = colour(isWarning ? "warn" : "quiet");
        pen.beginPath();
        if (isWarning) { pen.moveTo(x, y - 6); pen.lineTo(x + 5, y + 4); pen.lineTo(x - 5, y + 4); } else pen.arc(x, y, 3, 0, 7);
        pen.fill();
      }
      drawPointer(pen, width, 4, height - 18, null, null);
    }
    """
}
