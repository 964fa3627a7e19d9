import type { IncidentAction, InvestigationReport } from '../document/investigation-document.ts';
import { readDataPart } from '../outputs/describe-incident-impact.ts';
import { markdownText } from '../outputs/escape-markdown.ts';
import {
  formatDuration,
  formatMilliseconds,
  formatShare,
} from '../outputs/format-investigation-values.ts';
import { findClosedCause, listPreventionMeasures } from './prevention-measures.ts';

/** Playbook for a recurrence: symptoms, confirmation, fixes and rollback. */
export function playbookText(report: InvestigationReport): string {
  const { incident, closed, actions, id } = report;
  const cause = findClosedCause(report);
  const now = actions.filter(({ horizon }) => horizon === 'immediate');
  return `# Playbook: ${markdownText(closed?.cause ?? incident.service)}

From the investigation ${markdownText(id)} of ${markdownText(incident.service)}.

## Symptoms

${symptomLines(report).join('\n')}

## How to confirm the cause

- Read the logs of the last few hours: \`perf-harness investigate --since 4h --logs <file> --metrics <file>\`
${cause === null ? '' : `- Refuted if: ${markdownText(cause.refuted_by)}\n- Check next: ${markdownText(cause.next)}\n`}
## Fix

${now.length === 0 ? '> **Empty.** What was done?' : now.map(actionText).join('\n')}

## How to verify the fix

- \`perf-harness investigate verify --after <time> --logs <file> --metrics <file>\`: after 30 min, 2 h and 24 h

## Prevention

${listPreventionMeasures(report, cause)
  .map((prevention) => `- ${markdownText(prevention)}`)
  .join('\n')}
`;
}

function symptomLines(report: InvestigationReport): readonly string[] {
  const data = readDataPart(report);
  if (data === null || data.onset === null) return ['> **Empty.** What are the symptoms?'];
  const { onset, endpoints, signals } = data;
  const text =
    onset.metric === 'error_rate'
      ? formatShare
      : onset.metric === 'error_lines'
        ? (value: number) => `${Number(value.toPrecision(3))} lines per minute`
        : formatMilliseconds;
  return [
    `- ${onset.metric === 'error_rate' ? 'error rate' : onset.metric}${onset.endpoint === null ? '' : ` of ${markdownText(onset.endpoint)}`} from ${text(onset.before)} to ${text(onset.after)}`,
    ...endpoints
      .filter(({ is_affected }) => is_affected)
      .map(
        ({ name, before, after }) =>
          `- ${markdownText(name)}: p95 from ${formatMilliseconds(before.p95)} to ${formatMilliseconds(after.p95)}`,
      ),
    ...signals.map(
      ({ name, labels, before, after }) =>
        `- ${markdownText(labels === '' ? name : `${name} ${labels}`)}: from ${Number(before.toPrecision(4))} to ${Number(after.toPrecision(4))}`,
    ),
  ];
}

function actionText({ title, steps, rollback, eta_minutes }: IncidentAction): string {
  return [
    `- ${markdownText(title)} (${formatDuration(eta_minutes * 60_000)})`,
    ...steps.map((step) => `  - ${markdownText(step)}`),
    `  - back: ${markdownText(rollback)}`,
  ].join('\n');
}
