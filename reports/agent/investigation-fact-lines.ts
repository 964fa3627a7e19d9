import type { InvestigationReport } from '../../harness/model/documents/investigation-document.ts';
import type { InvestigationFacts } from '../facts/investigation/investigation-facts.ts';
import { factLine } from './fact-line.ts';

/** An investigation, one fact a line. */
export function investigationFactLines(
  { headline, data, causes, actions }: InvestigationFacts,
  { schema, id, incident, conclusion }: InvestigationReport,
  next: readonly string[],
): readonly string[] {
  const onset = data?.onset ?? null;
  return [
    factLine('investigation', { schema, id, service: incident.service, conclusion }),
    factLine('summary', { outcome: headline.word, text: headline.sentence }),
    ...next,
    ...(onset === null
      ? []
      : [
          factLine('onset', {
            ...{ metric: onset.metric, endpoint: onset.endpoint, kind: onset.kind },
            ...{ at: onset.at, low: onset.low, high: onset.high, until: onset.until },
            ...{ before: onset.before, after: onset.after, ratio: onset.ratio },
          }),
        ]),
    ...(data?.endpoints ?? [])
      .filter(({ is_affected }) => is_affected)
      .map(({ name, share, before, after }) =>
        factLine('affected', { endpoint: name, share, before: before.p95, after: after.p95 }),
      ),
    ...(data?.error_lines.patterns ?? [])
      .filter(({ change }) => change === 'new' || change === 'more')
      .map(({ pattern, change, before, after, first_at }) =>
        factLine('log_error', { change, before, after, first_at, pattern }),
      ),
    ...(data?.slow_queries ?? []).map(({ statement, before, after }) =>
      factLine('slow_query', {
        ...{ before: before.count, before_ms: before.p95, after: after.count },
        ...{ after_ms: after.p95, statement },
      }),
    ),
    ...causes.flatMap(({ place, cause }) => [
      factLine('cause', {
        ...{ place, kind: cause.change.kind, title: cause.change.title, score: cause.score },
        ...{ file: cause.change.file, line: cause.change.line, commit: cause.change.commit },
        ...{
          sources: cause.sources.length === 0 ? null : cause.sources.join(','),
          next: cause.next,
        },
      }),
      ...[...cause.for, ...cause.against].map(({ source, message, weight }) =>
        factLine('support', { cause: place, source, weight, message }),
      ),
    ]),
    ...actions.map(({ action }) =>
      factLine('action', {
        ...{ id: action.id, horizon: action.horizon, priority: action.priority },
        ...{ title: action.title, rollback: action.rollback },
      }),
    ),
  ];
}
