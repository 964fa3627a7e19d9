import { pages } from 'perf-harness/plugin';
import type { TeamReport, TeamReportGain, TeamReportTask } from './team-report-schema.ts';

/** `−21.4 % [−23.0, −19.9]`, as a picture's text has it. */
export function formatGain({ percent, interval }: TeamReportGain): string {
  const text = (value: number): string => `${value.toFixed(1).replace('-', '−')}`;
  const range = interval === null ? '' : ` [${text(interval[0])}, ${text(interval[1])}]`;
  return `${text(percent)} %${range}`;
}

/** `completed, FAIL`, in words. */
export function formatTaskState({ state, verdict }: TeamReportTask): string {
  const word = state.replace('_', ' ');
  return verdict === null ? word : `${word}, ${verdict}`;
}

const BOX = { width: 144, height: 40 };
const GAP = { across: 34, down: 12 };
/** Space on the left for the name of a workstream. */
const NAMES = 62;

interface Placed {
  readonly task: TeamReportTask;
  readonly x: number;
  readonly y: number;
}

/**
 * Renders all tasks except superseded tasks: rows per workstream, a column per step, and
 * lines from each dependency to its dependents. A word in each box repeats the meaning of its
 * colour.
 */
export function renderTaskGraph({ tasks }: TeamReport): pages.Markup | null {
  const shown = tasks.filter(({ state }) => state !== 'superseded');
  if (shown.length === 0) return null;
  const { placed, names, height } = placeAll(shown);
  const byId = new Map(placed.map((placement) => [placement.task.id, placement]));
  const width = Math.max(...placed.map(({ x }) => x)) + BOX.width + 2;
  return pages.html`<section id="tasks"><h2>Tasks</h2><div class="scroll"><svg class="team-graph" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="tasks of the team, and which needed which">
${names.map(({ lane, y }) => pages.html`<text x="0" y="${y + BOX.height / 2 + 4}">${lane}</text>`)}
${placed.flatMap((to) => to.task.needs.map((id) => edge(byId.get(id), to)))}
${placed.map(box)}</svg></div></section>
`;
}

function placeAll(tasks: readonly TeamReportTask[]) {
  const depths = depthsOf(tasks);
  const placed: Placed[] = [];
  const names: { readonly lane: string; readonly y: number }[] = [];
  let top = 1;
  for (const [lane, members] of Map.groupBy(tasks, (task) => task.lane)) {
    names.push({ lane, y: top });
    const inColumn = new Map<number, number>();
    for (const task of members) {
      const column = depths.get(task.id) ?? 0;
      const row = inColumn.get(column) ?? 0;
      inColumn.set(column, row + 1);
      const x = NAMES + column * (BOX.width + GAP.across);
      placed.push({ task, x, y: top + row * (BOX.height + GAP.down) });
    }
    top += Math.max(...inColumn.values()) * (BOX.height + GAP.down) + GAP.down;
  }
  return { placed, names, height: top };
}

/** Returns the length of the longest path to each task, without dependencies not drawn. */
function depthsOf(tasks: readonly TeamReportTask[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  // In order of creation, in which dependencies come first.
  for (const { id, needs } of tasks) {
    const before = needs.flatMap((need) => depths.get(need) ?? []);
    depths.set(id, before.length === 0 ? 0 : Math.max(...before) + 1);
  }
  return depths;
}

function edge(from: Placed | undefined, to: Placed): pages.Markup | null {
  if (from === undefined) return null;
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const bend = x2 - GAP.across / 2;
  return pages.html`<path class="edge" d="M${x1} ${y1}H${bend}V${y2}H${x2}"/>`;
}

function box({ task, x, y }: Placed): pages.Markup {
  const { id, role, reason } = task;
  const stateText = formatTaskState(task);
  return pages.html`<g class="task ${lookOf(task)}"><title>${id}, ${role}: ${reason ?? stateText}</title><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="4"/><text class="id" x="${x + 8}" y="${y + 16}">${id}</text><text x="${x + 8}" y="${y + 32}">${stateText}</text></g>
`;
}

/** A verdict that leads to a fix is as bad as work that failed. */
function lookOf({ state, verdict }: TeamReportTask): string {
  if (state === 'in_progress') return 'is-running';
  if (state === 'pending') return 'is-waiting';
  if (state === 'failed' || verdict === 'FAIL' || verdict === 'REJECT') return 'is-bad';
  return verdict === 'WARN' || verdict === 'REVISE' ? 'is-doubtful' : 'is-good';
}

export const TASK_GRAPH_STYLE = `
.team-graph .edge{fill:none;stroke:var(--faint);stroke-width:1}
.team-graph rect{fill:var(--page);stroke:var(--line);stroke-width:1.5}
.team-graph text.id{fill:var(--text);font-weight:600}
.team-graph .is-good rect{stroke:var(--good)}.team-graph .is-good text:not(.id){fill:var(--good)}
.team-graph .is-bad rect{stroke:var(--bad)}.team-graph .is-bad text:not(.id){fill:var(--bad)}
.team-graph .is-doubtful rect{stroke:var(--doubt)}.team-graph .is-doubtful text:not(.id){fill:var(--doubt)}
.team-graph .is-running rect{stroke:var(--base);stroke-width:2.5}.team-graph .is-waiting rect{stroke-dasharray:4 3}
.team-gains .interval{stroke-width:2.5}.team-gains svg text{fill:var(--text)}
`;

const ROW = 26;

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
