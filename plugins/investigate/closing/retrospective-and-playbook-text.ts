import type { IncidentAction, InvestigationReport } from '../document/investigation-document.ts';
import { formatFixEffectLine, windowTitle } from '../follow-up/fix-verification-text.ts';
import {
  describeImpact,
  formatDuration,
  formatMilliseconds,
  formatShare,
  formatTimestamp,
  markdownText,
  readDataPart,
} from '../outputs/format-investigation-values.ts';
import { effortTable } from '../outputs/save-investigation.ts';
import {
  findClosedCause,
  incidentDuration,
  incidentTimes,
  listPreventionMeasures,
} from './closed-incident-facts.ts';

const EMPTY = (question: string): string => `> **Empty.** ${question}`;

/** Template of the retrospective: known facts filled in, the rest visibly empty (INV-37). */
export function retrospectiveText(report: InvestigationReport): string {
  const { incident, closed, id } = report;
  const times = incidentTimes(report, closed?.resolved_at ?? null);
  const since =
    times.beganAt === null
      ? 'unknown'
      : formatDuration(Math.max(0, Date.parse(times.detectedAt) - Date.parse(times.beganAt)));
  return `# Retrospective: ${markdownText(incident.service)}, ${markdownText(id)}

| | |
| --- | --- |
| Root cause | ${markdownText(closed?.cause ?? 'unknown')} |
| Impact | ${markdownText(describeImpact(report))} |
| From start to detection | ${since} |
| From detection to resolution | ${incidentDuration(times)} |

## Timeline

${timelineOf(report).join('\n')}

## Fixes

${fixLines(report).join('\n')}
${effortTable(report.effort ?? [])}
## What worked

${EMPTY('What helped to find and fix the cause?')}

## What to improve

${EMPTY('What took longer than necessary? What was missing?')}

## Process changes

${EMPTY('Who does what differently from now on, and by when?')}

## Knowledge transfer

${(closed?.learned ?? []).map((lesson) => `- ${markdownText(lesson)}\n\n`).join('')}${EMPTY('Who needs to know about this, and who has been informed?')}

- [x] Archive: performance-investigations.md
- [x] Playbook: playbook.md
- [ ] Patterns: what to look for in reviews
- [ ] Incident response: whom to call, and when
`;
}

function timelineOf(report: InvestigationReport): readonly string[] {
  const { incident, code, verifications = [], closed } = report;
  const onset = readDataPart(report)?.onset ?? null;
  const deployments = code.state === 'completed' ? code.part.deployments : [];
  const events = [
    ...deployments
      .filter(({ in_window }) => in_window)
      .map(({ name, at }) => ({ at, text: `${name} was deployed` })),
    ...(onset === null ? [] : [{ at: onset.at, text: 'the incident began' }]),
    ...(onset?.until == null
      ? []
      : [{ at: onset.until, text: 'the incident ended, according to the logs' }]),
    {
      at: incident.started_at,
      text: `the investigation began (${incident.trigger ?? 'no trigger'})`,
    },
    ...verifications.map(({ fix, after, outcome }) => ({
      at: after,
      text: `${fix} took effect: ${outcome}`,
    })),
    ...(closed === undefined ? [] : [{ at: closed.at, text: 'the investigation was closed' }]),
  ];
  return events
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ at, text }) => `- ${formatTimestamp(at)}: ${markdownText(text)}`);
}

function fixLines({ verifications = [] }: InvestigationReport): readonly string[] {
  if (verifications.length === 0) return ['No fix was verified.'];
  return verifications.flatMap(({ fix, outcome, windows, effects }, index) => [
    `${index + 1}. ${markdownText(fix)}: ${outcome} (${windows.map(windowTitle).join('; ')})`,
    ...effects.map((effect) => `   - ${markdownText(formatFixEffectLine(effect))}`),
  ]);
}

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
