import type { View } from 'perf-harness/plugin';
import type {
  DataPart,
  IncidentAction,
  IncidentCause,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { closedText, effectText, fixTitle, windowText } from './fix-list.ts';

/** Causes that are listed; the JSON has all. */
const MOST_CAUSES = 5;

/** An investigation for programs: its onset, who is affected, causes with their support, actions, fixes. */
export function investigationFacts(
  document: InvestigationReport,
  data: DataPart | null,
): View['facts'] {
  const {
    schema,
    id,
    incident,
    conclusion,
    causes,
    actions,
    verifications = [],
    closed,
  } = document;
  return [
    { keyword: 'investigation', values: { schema, id, service: incident.service, conclusion } },
    ...(data === null ? [] : logFacts(data)),
    ...causes.slice(0, MOST_CAUSES).flatMap(causeFacts),
    ...actions.map(actionFact),
    ...verifications.flatMap((fix, index) => [
      {
        keyword: 'fix',
        values: { place: index + 1, outcome: fix.outcome, title: fixTitle(fix) },
      },
      ...fix.windows.map((window) => fixFact('window', index, windowText(window))),
      ...fix.effects.map((effect) => fixFact('effect', index, effectText(effect))),
    ]),
    ...(closed === undefined ? [] : [{ keyword: 'closed', values: { text: closedText(closed) } }]),
  ];
}

function logFacts({ onset, endpoints, error_lines, slow_queries }: DataPart): View['facts'] {
  return [
    ...(onset === null
      ? []
      : [
          {
            keyword: 'onset',
            values: {
              metric: onset.metric,
              endpoint: onset.endpoint,
              kind: onset.kind,
              at: onset.at,
              low: onset.low,
              high: onset.high,
              until: onset.until,
              before: onset.before,
              after: onset.after,
              ratio: onset.ratio,
            },
          },
        ]),
    ...endpoints
      .filter(({ is_affected }) => is_affected)
      .map(({ name, share, before, after }) => ({
        keyword: 'affected',
        values: { endpoint: name, share, before: before.p95, after: after.p95 },
      })),
    ...error_lines.patterns
      .filter(({ change }) => change === 'new' || change === 'more')
      .map(({ pattern, change, before, after, first_at }) => ({
        keyword: 'log_error',
        values: { change, before, after, first_at, pattern },
      })),
    ...slow_queries.map(({ statement, before, after }) => ({
      keyword: 'slow_query',
      values: {
        before: before.count,
        before_ms: before.p95,
        after: after.count,
        after_ms: after.p95,
        statement,
      },
    })),
  ];
}

function causeFacts({ change, score, sources, next, ...cause }: IncidentCause, index: number) {
  const place = index + 1;
  return [
    {
      keyword: 'cause',
      values: {
        place,
        kind: change.kind,
        title: change.title,
        score,
        file: change.file,
        line: change.line,
        commit: change.commit,
        sources: sources.length === 0 ? null : sources.join(','),
        next,
      },
    },
    ...[...cause.for, ...cause.against].map(({ source, message, weight }) => ({
      keyword: 'support',
      values: { cause: place, source, weight, message },
    })),
  ];
}

function actionFact({
  id,
  horizon,
  priority,
  title,
  rollback,
}: IncidentAction): View['facts'][number] {
  return { keyword: 'action', values: { id, horizon, priority, title, rollback } };
}

function fixFact(keyword: string, index: number, text: string): View['facts'][number] {
  return { keyword, values: { fix: index + 1, text } };
}
