import type {
  InvestigationEffort,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { describeImpact, readDataPart } from './describe-incident-impact.ts';
import { markdownText } from './escape-markdown.ts';
import { formatDuration, formatTimestamp } from './format-investigation-values.ts';

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

/** Renders planned and actual effort as a table (INV-07). */
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
