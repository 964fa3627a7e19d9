import type { InvestigationReport } from '../document/investigation-document.ts';
import { formatFixEffectLine, windowTitle } from '../follow-up/fix-verification-text.ts';
import { describeImpact, readDataPart } from '../outputs/describe-incident-impact.ts';
import { markdownText } from '../outputs/escape-markdown.ts';
import { effortTable } from '../outputs/format-investigation-document-header.ts';
import { formatDuration, formatTimestamp } from '../outputs/format-investigation-values.ts';
import { incidentDuration, incidentTimes } from './incident-onset-and-resolution-times.ts';

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
