/// The page of `exocap plot` without its content: HTML and style. The script is in the other parts.
enum PlotTemplate {
  static let page = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>/*TITLE*/ · exocap</title>
    <style>
    /*STYLE*/
    </style>
    </head>
    <body>
    <header>
      <div class="title"><h1>/*TITLE*/</h1><button id="theme" title="Light or dark (t)">◐</button></div>
      <dl id="facts"></dl>
    </header>
    <div id="bar">
      <div id="curves"></div>
      <div id="clock"></div>
      <div class="hint">wheel: zoom · drag: pan · shift-drag: zoom in · double click, 0: all</div>
      <button id="all" title="Show all of it (0)">All</button>
    </div>
    <main>
      <nav id="joints"></nav>
      <section id="plots"></section>
    </main>
    <section id="events"><h2>Events</h2><table></table></section>
    <script type="application/json" id="content">/*CONTENT*/</script>
    <script>
    "use strict";
    /*DRAWING*/
    /*CONTROLS*/
    </script>
    </body>
    </html>

    """

  static let style = """
    :root {
      --paper: #fbfbfa; --sheet: #ffffff; --ink: #1c1f23; --quiet: #6a717b; --line: #e3e5e8; --grid: #eef0f2;
      --wanted: #d97706; --limited: #a78bfa; --sent: #2563eb; --measured: #059669; --latency: #475569; --operator: #111827; --distance: #c2410c; --turn: #7c3aed;
      --warn: #dc2626; --accent: #2563eb;
      --c0: #2563eb; --c1: #d97706; --c2: #059669; --c3: #a21caf; --c4: #64748b; --c5: #b45309;
      --disarmed: #e5e7eb; --aligning: #fde68a; --blending: #bfdbfe; --engaged: #a7e3c4; --holding: #fdba74;
      --releasing: #f5d0e6; --faulted: #fca5a5; --onband: #26302b;
    }
    :root[data-theme="dark"] {
      --paper: #0f1216; --sheet: #161a20; --ink: #e6e9ee; --quiet: #8f98a5; --line: #2a3039; --grid: #20262e;
      --wanted: #fbbf24; --limited: #8b6cf0; --sent: #60a5fa; --measured: #34d399; --latency: #a3b1c6; --operator: #f3f4f6; --distance: #fb923c; --turn: #a78bfa;
      --warn: #f87171; --accent: #60a5fa;
      --c0: #60a5fa; --c1: #fbbf24; --c2: #34d399; --c3: #e879f9; --c4: #94a3b8; --c5: #fb923c;
      --disarmed: #2b313a; --aligning: #6b5b13; --blending: #1e4573; --engaged: #14583c; --holding: #8a4b12;
      --releasing: #6d2f55; --faulted: #8f2626; --onband: #e8ecf1;
    }
    * { box-sizing: border-box; }
    html { font: 13px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
    body { margin: 0; background: var(--paper); color: var(--ink); }
    header { padding: 14px 20px 10px; }
    .title { display: flex; align-items: center; gap: 12px; }
    h1 { margin: 0; font-size: 20px; font-weight: 650; letter-spacing: -0.01em; flex: 1; }
    h2 { margin: 0 0 8px; font-size: 14px; font-weight: 650; }
    button { font: inherit; color: var(--ink); background: var(--sheet); border: 1px solid var(--line); border-radius: 6px;
      padding: 2px 9px; cursor: pointer; }
    button:hover { border-color: var(--quiet); }
    #facts { display: flex; flex-wrap: wrap; gap: 4px 26px; margin: 8px 0 0; }
    #facts div { display: flex; gap: 7px; }
    #facts dt { color: var(--quiet); }
    #facts dd { margin: 0; font-variant-numeric: tabular-nums; }
    #bar { position: sticky; top: 0; z-index: 3; display: flex; align-items: center; gap: 18px; padding: 7px 20px;
      background: var(--sheet); border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
    #curves { display: flex; gap: 6px; }
    #curves label { display: flex; align-items: center; gap: 6px; padding: 2px 8px; border-radius: 6px; cursor: pointer;
      user-select: none; }
    #curves label.off { opacity: 0.4; }
    #curves input { display: none; }
    #curves i { width: 16px; height: 3px; border-radius: 2px; }
    #clock { font-variant-numeric: tabular-nums; min-width: 90px; font-weight: 600; }
    .hint { flex: 1; color: var(--quiet); text-align: right; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    main { display: grid; grid-template-columns: 214px minmax(0, 1fr); }
    nav { padding: 10px 8px 20px 20px; }
    nav h3 { margin: 10px 0 3px; font-size: 11px; font-weight: 600; text-transform: uppercase; letter-spacing: 0.05em;
      color: var(--quiet); cursor: pointer; }
    nav label { display: flex; align-items: center; gap: 7px; padding: 1px 0; cursor: pointer; white-space: nowrap;
      overflow: hidden; text-overflow: ellipsis; }
    nav input { accent-color: var(--accent); margin: 0; }
    nav label:not(.on) { color: var(--quiet); }
    #plots { padding: 8px 20px 8px 0; }
    .panel { position: relative; background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 7px; }
    .panel > .name { position: absolute; left: 62px; top: 5px; font-weight: 600; pointer-events: none; }
    .panel > .name small { font-weight: 400; color: var(--quiet); }
    .panel > .values { position: absolute; right: 10px; top: 5px; display: flex; gap: 14px; pointer-events: none;
      font-variant-numeric: tabular-nums; background: color-mix(in srgb, var(--sheet) 85%, transparent); border-radius: 4px;
      padding: 0 4px; }
    canvas { display: block; width: 100%; touch-action: none; cursor: crosshair; }
    canvas.dragging { cursor: grabbing; }
    #events { padding: 10px 20px 30px; }
    #events table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    #events td { padding: 2px 16px 2px 0; vertical-align: top; }
    #events tr { cursor: pointer; }
    #events tr:hover td { color: var(--accent); }
    #events td:first-child { text-align: right; color: var(--quiet); }
    #events .warn td:nth-child(3) { color: var(--warn); font-weight: 600; }
    @media (max-width: 860px) {
      main { grid-template-columns: minmax(0, 1fr); }
      nav { display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 8px 20px; }
      nav h3 { width: 100%; margin: 4px 0 0; }
      #plots { padding-left: 20px; }
      .hint { display: none; }
    }
    @media print { #bar, nav, button { display: none; } main { display: block; } }
    """
}
