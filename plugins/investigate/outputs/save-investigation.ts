import { join } from 'node:path';
import { type Files, pages } from 'perf-harness/plugin';
import type {
  InvestigationEffort,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { investigationView } from '../view/investigation-view.ts';
import {
  describeImpact,
  formatDuration,
  formatTimestamp,
  markdownText,
  readDataPart,
} from './format-investigation-values.ts';
import { makeTasks } from './make-investigation-tasks.ts';

/**
 * Saves an investigation in its own folder (INV-05): the report for people and for programs, and
 * the tasks, all of them or nothing. Another investigation of the same service and day gets a
 * number.
 */
export function saveInvestigation(
  files: Pick<Files, 'fillFolder'>,
  folder: string,
  report: InvestigationReport,
): InvestigationReport {
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? report.id : `${report.id}-${count}`;
    const kept = { ...report, id };
    if (files.fillFolder(join(folder, id), textsOf(folder, kept))) return kept;
  }
}

/** Returns absolute paths and texts of a saved investigation; the machine-readable report last. */
export function renderInvestigationFiles(
  folder: string,
  report: InvestigationReport,
): readonly (readonly [path: string, text: string])[] {
  return Object.entries(textsOf(folder, report)).map(([name, text]) => [
    join(folder, report.id, name),
    text,
  ]);
}

function textsOf(folder: string, report: InvestigationReport): Readonly<Record<string, string>> {
  const tasks = makeTasks(report, join(folder, report.id));
  const text = `${workspaceText(report).trimEnd()}\n\n${pages.renderMarkdown(investigationView(report))}`;
  return {
    'report.md': `${text.trimEnd()}\n`,
    'tasks.json': `${JSON.stringify(tasks, null, 2)}\n`,
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
  };
}

/** Renders the header of the working document (INV-05), above the report itself. */
export function workspaceText(report: InvestigationReport): string {
  const { id, incident } = report;
  const affected = (readDataPart(report)?.endpoints ?? [])
    .filter(({ is_affected }) => is_affected)
    .map(({ name }) => markdownText(name));
  const systems = `${markdownText(incident.service)} (${incident.environment})`;
  return `# Investigation ${markdownText(id)}

- **Start**: ${formatTimestamp(incident.started_at)}
- **Priority**: ${incident.priority}
- **Affected Systems**: ${systems}${affected.length === 0 ? '' : `: ${affected.join(', ')}`}
- **Impact**: ${markdownText(describeImpact(report))}

## Timeline

${timelineLines(report).join('\n')}
${effortTable(report.effort ?? [])}
`;
}

function timelineLines(report: InvestigationReport): readonly string[] {
  const { actions, conclusion, causes, verifications = [], closed } = report;
  const [best] = causes;
  const due = actions.map(({ id, title, eta_minutes }) => {
    return `  - ${id}: ${markdownText(title)}, ETA ${eta_minutes} min`;
  });
  return [
    `- **Data**: ${outcomeText(report, 'data')}`,
    `- **Code**: ${outcomeText(report, 'code')}`,
    `- **Infrastructure**: ${outcomeText(report, 'infrastructure')}`,
    `- **Synthesis**: ${conclusion}${best === undefined ? '' : `; best supported: ${markdownText(best.change.title)}`}`,
    `- **Implementation**: ${due.length === 0 ? 'nothing to do' : `${due.length} planned`}`,
    ...due,
    ...verifications.map(
      ({ fix, after, outcome }) =>
        `- **Fix**: ${markdownText(fix)}, in effect since ${formatTimestamp(after)}: ${outcome}`,
    ),
    `- **State**: ${closed === undefined ? 'open' : `closed ${formatTimestamp(closed.at)}: ${markdownText(closed.cause)}`}`,
  ];
}

function outcomeText(
  report: InvestigationReport,
  part: 'data' | 'code' | 'infrastructure',
): string {
  const outcome = report[part];
  const took = report.effort?.find(({ phase }) => phase === part)?.actual_ms ?? null;
  const time = took === null ? '' : ` in ${formatDuration(took)}`;
  return outcome.state === 'completed'
    ? `completed${time}`
    : `${outcome.state}: ${markdownText(outcome.reason)}`;
}

export function effortTable(effort: readonly InvestigationEffort[]): string {
  if (effort.length === 0) return '';
  const rows = effort.map(
    ({ phase, planned_minutes: [from, to], actual_ms }) =>
      `| ${phase} | ${formatDuration(from * 60_000)} to ${formatDuration(to * 60_000)} | ${actual_ms === null ? 'not done' : formatDuration(actual_ms)} |`,
  );
  return `
| Effort | Planned (manual) | Actual |
| --- | --- | --- |
${rows.join('\n')}
`;
}
