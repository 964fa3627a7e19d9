import type {
  InvestigationEffort,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { durationText, momentText } from './figures.ts';
import { dataOf, impactOf } from './impact-of.ts';
import { markdownText } from './markdown-text.ts';

/** The head of the file that people work with (INV-05), above the report itself. */
export function workspaceText(report: InvestigationReport): string {
  const { id, incident } = report;
  const affected = (dataOf(report)?.endpoints ?? [])
    .filter(({ is_affected }) => is_affected)
    .map(({ name }) => markdownText(name));
  const systems = `${markdownText(incident.service)} (${incident.environment})`;
  return `# Investigation ${markdownText(id)}

- **Start**: ${momentText(incident.started_at)}
- **Priority**: ${incident.priority}
- **Affected Systems**: ${systems}${affected.length === 0 ? '' : `: ${affected.join(', ')}`}
- **Impact**: ${markdownText(impactOf(report))}

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
        `- **Fix**: ${markdownText(fix)}, in use since ${momentText(after)}: ${outcome}`,
    ),
    `- **State**: ${closed === undefined ? 'open' : `closed ${momentText(closed.at)}: ${markdownText(closed.cause)}`}`,
  ];
}

function outcomeText(
  report: InvestigationReport,
  part: 'data' | 'code' | 'infrastructure',
): string {
  const outcome = report[part];
  const took = report.effort?.find(({ phase }) => phase === part)?.actual_ms ?? null;
  const time = took === null ? '' : ` in ${durationText(took)}`;
  return outcome.state === 'completed'
    ? `completed${time}`
    : `${outcome.state}: ${markdownText(outcome.reason)}`;
}

/** Planned beside taken (INV-07). */
export function effortTable(effort: readonly InvestigationEffort[]): string {
  if (effort.length === 0) return '';
  const rows = effort.map(
    ({ phase, planned_minutes: [from, to], actual_ms }) =>
      `| ${phase} | ${durationText(from * 60_000)} to ${durationText(to * 60_000)} | ${actual_ms === null ? 'not done' : durationText(actual_ms)} |`,
  );
  return `
| Effort | Planned by hand | Taken |
| --- | --- | --- |
${rows.join('\n')}
`;
}
