import { pages } from 'perf-harness/plugin';
import type { TeamReport, TeamReportGain } from '../document/team-report-schema.ts';
import { formatGain } from './format-task-and-gain.ts';

const ROW = 26;

/** Lists the gains of each workstream, then those of the combination. */
export function listGainRows({ lanes, together }: TeamReport) {
  const rowOf = (name: string) => (gain: TeamReportGain) => {
    const { scenario, metric } = gain;
    return { name, gain, metric: scenario === null ? metric : `${metric} of ${scenario}` };
  };
  return [
    ...lanes.flatMap(({ id, gains }) => gains.map(rowOf(id))),
    ...(together?.gains ?? []).map(rowOf('together')),
  ];
}

/** Table of the gains of each workstream and of all together, with intervals on a common scale. */
export function renderGainsTable(report: TeamReport): pages.Markup | null {
  const rows = listGainRows(report);
  if (rows.length === 0) return null;
  const values = rows.flatMap(({ gain }) => [gain.percent, ...(gain.interval ?? [])]);
  const axis = pages.linearAxis(Math.min(0, ...values) * 1.1, Math.max(2, ...values) * 1.1);
  const at = (value: number): string => `${pages.formatCoordinate(axis.place(value) * 100)}%`;
  return pages.html`<div class="team-gains"><div class="scroll"><table><thead><tr><th scope="col">lane</th><th scope="col">metric</th><th scope="col" class="number">change</th><th scope="col">0 is the base</th></tr></thead><tbody>
${rows.map(
  ({
    name,
    gain,
    metric,
  }) => pages.html`<tr><th scope="row">${name}</th><td>${metric}</td><td class="number">${formatGain(gain)}</td><td class="plot"><svg width="100%" height="${ROW}" aria-hidden="true"><line class="one" x1="${at(0)}" x2="${at(0)}" y1="0" y2="${ROW}"/>${gain.interval === null ? null : pages.html`<line class="interval" x1="${at(gain.interval[0])}" x2="${at(gain.interval[1])}" y1="${ROW / 2}" y2="${ROW / 2}"/>`}<circle class="ratio" cx="${at(gain.percent)}" cy="${ROW / 2}" r="4"/></svg></td></tr>
`,
)}</tbody></table></div><p class="faint">Percent of the base, with the interval of each comparison; below 0 is less of it.</p></div>
`;
}
