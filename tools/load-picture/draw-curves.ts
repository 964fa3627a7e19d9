/** One load's response times, by percentile. */
export interface Curve {
  /** What the load was, for the legend. */
  readonly title: string;
  readonly color: string;
  /** Percentile, 0 to 100, and milliseconds, ascending. */
  readonly points: readonly (readonly [percentile: number, timeMs: number])[];
}

const [WIDTH, HEIGHT] = [760, 400];
const PLOT = { left: 64, right: 24, top: 72, bottom: 48 };
/** The axes are the same whatever was measured, so that pictures of two runs can be laid over each other. */
const PERCENTILES = [0, 50, 90, 99, 99.9, 99.99] as const;
const TIMES_MS = [0.1, 1, 10, 100, 1_000] as const;
const HIGHEST_MS = 2_000;

/** Response times by percentile as a picture, both axes in logarithms: each step right is ten times as rare. */
export function drawCurves(title: string, curves: readonly Curve[]): string {
  const right = WIDTH - PLOT.right;
  const bottom = HEIGHT - PLOT.bottom;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" role="img" aria-label="${title}">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
<text x="${PLOT.left}" y="22" font-size="15" font-weight="bold" fill="#1b1f24">${title}</text>
${curves.map(({ title: name, color }, index) => `<text x="${PLOT.left}" y="${42 + 18 * index}" fill="${color}">${name}</text>`).join('\n')}
${TIMES_MS.map((timeMs) => `<line x1="${PLOT.left}" x2="${right}" y1="${y(timeMs)}" y2="${y(timeMs)}" stroke="#d3d9e0"/><text x="${PLOT.left - 8}" y="${y(timeMs) + 4}" text-anchor="end" fill="#57606a">${timeText(timeMs)}</text>`).join('\n')}
${PERCENTILES.map((percentile) => `<line x1="${x(percentile)}" x2="${x(percentile)}" y1="${PLOT.top}" y2="${bottom}" stroke="#d3d9e0"/><text x="${x(percentile)}" y="${bottom + 20}" text-anchor="${percentile === PERCENTILES.at(-1) ? 'end' : 'middle'}" fill="#57606a">${percentile} %</text>`).join('\n')}
<text x="${right}" y="${bottom + 38}" text-anchor="end" fill="#57606a">share of the requests that were answered at least as quickly</text>
${curves.map(({ points, color }) => `<polyline fill="none" stroke="${color}" stroke-width="2.5" stroke-linejoin="round" points="${points.map(([percentile, timeMs]) => `${x(percentile)},${y(timeMs)}`).join(' ')}"/>`).join('\n')}
</svg>
`;
}

function x(percentile: number): number {
  const most = -Math.log10(1 - 0.9999);
  const share = -Math.log10(1 - Math.min(percentile, 99.99) / 100) / most;
  return rounded(PLOT.left + share * (WIDTH - PLOT.left - PLOT.right));
}

function y(timeMs: number): number {
  const [low, high] = [Math.log10(TIMES_MS[0]), Math.log10(HIGHEST_MS)];
  const within = Math.min(HIGHEST_MS, Math.max(TIMES_MS[0], timeMs));
  const share = (Math.log10(within) - low) / (high - low);
  return rounded(HEIGHT - PLOT.bottom - share * (HEIGHT - PLOT.top - PLOT.bottom));
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

function timeText(timeMs: number): string {
  return timeMs >= 1_000 ? `${timeMs / 1_000} s` : `${timeMs} ms`;
}
