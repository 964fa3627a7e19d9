import type { IncidentAction, InvestigationReport } from '../document/investigation-document.ts';
import { durationText, msText, shareText } from '../outputs/figures.ts';
import { dataOf } from '../outputs/impact-of.ts';
import { markdownText } from '../outputs/markdown-text.ts';
import { closedCause, preventionOf } from './prevention-of.ts';

/** Playbook for a recurrence: symptoms, confirmation, fixes and rollback. */
export function playbookText(report: InvestigationReport): string {
  const { incident, closed, actions, id } = report;
  const cause = closedCause(report);
  const now = actions.filter(({ horizon }) => horizon === 'immediate');
  return `# Playbook: ${markdownText(closed?.cause ?? incident.service)}

From the investigation ${markdownText(id)} of ${markdownText(incident.service)}.

## How it looks

${symptomLines(report).join('\n')}

## How to make sure

- Read the logs of the last hours: \`perf-harness investigate --since 4h --logs <file> --metrics <file>\`
${cause === null ? '' : `- Refuted if: ${markdownText(cause.refuted_by)}\n- Look next at: ${markdownText(cause.next)}\n`}
## What mends it

${now.length === 0 ? '> **Empty.** What was done?' : now.map(actionText).join('\n')}

## How to see that it held

- \`perf-harness investigate verify --after <moment> --logs <file> --metrics <file>\`: after 30 min, 2 h and 24 h

## What keeps it away

${preventionOf(report, cause)
  .map((prevention) => `- ${markdownText(prevention)}`)
  .join('\n')}
`;
}

function symptomLines(report: InvestigationReport): readonly string[] {
  const data = dataOf(report);
  if (data === null || data.onset === null) return ['> **Empty.** How does one notice it?'];
  const { onset, endpoints, signals } = data;
  const text =
    onset.metric === 'error_rate'
      ? shareText
      : onset.metric === 'error_lines'
        ? (value: number) => `${Number(value.toPrecision(3))} lines a minute`
        : msText;
  return [
    `- ${onset.metric === 'error_rate' ? 'error rate' : onset.metric}${onset.endpoint === null ? '' : ` of ${markdownText(onset.endpoint)}`} from ${text(onset.before)} to ${text(onset.after)}`,
    ...endpoints
      .filter(({ is_affected }) => is_affected)
      .map(
        ({ name, before, after }) =>
          `- ${markdownText(name)}: p95 from ${msText(before.p95)} to ${msText(after.p95)}`,
      ),
    ...signals.map(
      ({ name, labels, before, after }) =>
        `- ${markdownText(labels === '' ? name : `${name} ${labels}`)}: from ${Number(before.toPrecision(4))} to ${Number(after.toPrecision(4))}`,
    ),
  ];
}

function actionText({ title, steps, rollback, eta_minutes }: IncidentAction): string {
  return [
    `- ${markdownText(title)} (${durationText(eta_minutes * 60_000)})`,
    ...steps.map((step) => `  - ${markdownText(step)}`),
    `  - back: ${markdownText(rollback)}`,
  ].join('\n');
}
