import { display, type View } from 'perf-harness/plugin';
import type {
  DataPart,
  IncidentCause,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { fixTitle, formatClosing, formatFixEffect, formatFixWindow } from './verified-fix-list.ts';

const { createFact } = display;

/** Causes that are listed; the JSON has all. */
export const MAX_LISTED_CAUSES = 5;

export function investigationFacts(
  document: InvestigationReport,
  data: DataPart | null,
): View['facts'] {
  const { schema, id, incident, conclusion, causes, actions } = document;
  const { verifications = [], closed } = document;
  return [
    createFact('investigation', { schema, id, service: incident.service, conclusion }),
    ...(data === null ? [] : logFacts(data)),
    ...causes.slice(0, MAX_LISTED_CAUSES).flatMap(causeFacts),
    ...actions.map(({ id: action, horizon, priority, title, rollback }) =>
      createFact('action', { id: action, horizon, priority, title, rollback }),
    ),
    ...verifications.flatMap((fix, index) => {
      const place = index + 1;
      return [
        createFact('fix', { place, outcome: fix.outcome, title: fixTitle(fix) }),
        ...fix.windows.map((window) =>
          createFact('window', { fix: place, text: formatFixWindow(window) }),
        ),
        ...fix.effects.map((effect) =>
          createFact('effect', { fix: place, text: formatFixEffect(effect) }),
        ),
      ];
    }),
    ...(closed === undefined ? [] : [createFact('closed', { text: formatClosing(closed) })]),
  ];
}

function logFacts({ onset, endpoints, error_lines, slow_queries }: DataPart): View['facts'] {
  return [
    ...(onset === null ? [] : [onsetFact(onset)]),
    ...endpoints
      .filter(({ is_affected }) => is_affected)
      .map(({ name: endpoint, share, before, after }) =>
        createFact('affected', { endpoint, share, before: before.p95, after: after.p95 }),
      ),
    ...error_lines.patterns
      .filter(({ change }) => change === 'new' || change === 'more')
      .map(({ pattern, change, before, after, first_at }) =>
        createFact('log_error', { change, before, after, first_at, pattern }),
      ),
    ...slow_queries.map(({ statement, before, after }) =>
      createFact('slow_query', {
        ...{ before: before.count, before_ms: before.p95 },
        ...{ after: after.count, after_ms: after.p95, statement },
      }),
    ),
  ];
}

function onsetFact(onset: NonNullable<DataPart['onset']>): View['facts'][number] {
  const { metric, endpoint, kind, at, low, high, until, before, after, ratio } = onset;
  return createFact('onset', {
    metric,
    endpoint,
    kind,
    at,
    low,
    high,
    until,
    before,
    after,
    ratio,
  });
}

function causeFacts(cause: IncidentCause, index: number): View['facts'] {
  const { change, score, sources, next } = cause;
  const { kind, title, file, line, commit } = change;
  const place = index + 1;
  return [
    createFact('cause', {
      ...{ place, kind, title, score, file, line, commit },
      ...{ sources: sources.join(',') || null, next },
    }),
    ...[...cause.for, ...cause.against].map(({ source, message, weight }) =>
      createFact('support', { cause: place, source, weight, message }),
    ),
  ];
}
