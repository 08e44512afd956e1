// Asks a real Prometheus every expression of a dashboard, and draws the panels as a page that a person can look at.

/** Every expression with its answer over the last minutes: [{ panel, target, series }]. */
export async function askDashboard({ panels }, { ask }) {
  const end = Math.floor(Date.now() / 1000);
  const answers = [];
  for (const panel of panels) {
    for (const target of panel.targets ?? []) {
      const expr = target.expr.replaceAll('$window', '1m');
      const data = await ask(`query_range?query=${encodeURIComponent(expr)}&start=${end - 120}&end=${end}&step=2`);
      answers.push({ panel, target, series: data?.result });
    }
  }
  return answers;
}

/** The panels at their places, with titles, units and lines, as one HTML page without scripts. */
export function drawDashboard({ title, panels }, answers) {
  const cell = 60;
  const boxes = panels.map((panel) => {
    const { gridPos: { x, y, w, h }, type } = panel;
    const style = `left:${x * cell}px;top:${y * 30}px;width:${w * cell - 8}px;height:${h * 30 - 8}px`;
    if (type === 'row') return `<div class="row" style="${style}">${text(panel.title)}</div>`;
    const inner = type === 'text' ? `<pre>${text(panel.options.content)}</pre>`
      : chart(panel, answers.filter((answer) => answer.panel === panel), w * cell - 8, h * 30 - 70);
    return `<div class="panel" style="${style}"><b>${text(panel.title)}</b> <i>${panel.fieldConfig?.defaults?.unit ?? ''}</i>${inner}</div>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>${text(title)}</title><style>
body{margin:0;background:#111;color:#ddd;font:13px sans-serif;position:relative} .panel,.row{position:absolute;box-sizing:border-box;padding:4px}
.panel{border:1px solid #444;background:#181b1f;overflow:hidden} i{color:#888} span{margin-right:12px} pre{white-space:pre-wrap}</style>${boxes.join('\n')}`;
}

function chart(panel, answers, width, height) {
  const colors = Object.fromEntries(panel.fieldConfig.overrides.map(({ matcher, properties }) => [matcher.options, properties]));
  const points = answers.flatMap(({ series }) => (series[0]?.values ?? []).map(([at, value]) => [at, Number(value)]));
  if (points.length === 0) return '<p>no data</p>';
  const [from, to] = [Math.min(...points.map(([at]) => at)), Math.max(...points.map(([at]) => at))];
  const most = panel.fieldConfig.defaults.max ?? Math.max(1e-9, ...points.map(([, value]) => value)) * 1.1;
  const lines = answers.map(({ target, series }) => {
    const [color, dash] = [colors[target.legendFormat]?.[0].value.fixedColor ?? 'gray', colors[target.legendFormat]?.some(({ id }) => id === 'custom.lineStyle')];
    const path = (series[0]?.values ?? []).map(([at, value]) => `${(at - from) / Math.max(1, to - from) * width},${height - Number(value) / most * height}`).join(' ');
    return `<polyline fill="none" stroke="${color}" stroke-width="2" ${dash ? 'stroke-dasharray="6"' : ''} points="${path}"/>`;
  });
  const legend = answers.map(({ target, series }) => {
    const last = series[0]?.values.at(-1)?.[1];
    return `<span style="color:${colors[target.legendFormat]?.[0].value.fixedColor}">${text(target.legendFormat)}: ${last === undefined ? '-' : Number(Number(last).toPrecision(3))}</span>`;
  });
  return `<svg width="${width - 10}" height="${height}">${lines.join('')}</svg><div>${legend.join('')}</div>`;
}

function text(value) {
  return String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
