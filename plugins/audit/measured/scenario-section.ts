import { relative, sep } from 'node:path';
import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { AuditScenario } from '../document/audit-measured.ts';
import type { MeasuredPlace } from './evidence.ts';
import type { MeasuredCounts } from './set-against.ts';

/** So many of each are in the document: those that weigh most. */
const SHOWN = 20;

/** What the document says of the scenario beside its findings. */
export function scenarioSection(
  evidence: ScenarioEvidence,
  counts: MeasuredCounts,
  root: string,
): AuditScenario {
  const nameOf = (file: string): string => {
    const path = relative(root, file);
    return path.startsWith('..') ? file : path.split(sep).join('/');
  };
  const placesOf = (places: readonly MeasuredPlace[]) =>
    places.map(({ file, ...rest }) => ({ file: nameOf(file), ...rest }));
  const { scenario, unit, requests, database } = evidence;
  return {
    name: scenario,
    unit,
    requests,
    measured: counts.measured,
    not_reached: counts['not reached'],
    not_decided: counts['not decided'],
    dismissed: counts['dismissed by measurement'],
    statements: (evidence.statements ?? [])
      .toSorted((a, b) => b.calls - a.calls)
      .slice(0, SHOWN)
      .map((one) => ({
        statement: one.statement,
        places: placesOf(one.places),
        requests: one.requests,
        calls: one.calls,
        ...one.perRequest,
        ms: one.requestMs,
        rows_of: one.rowsOf,
      })),
    transactions: evidence.transactions.slice(0, SHOWN).map((one) => ({
      begin: placesOf(one.begin),
      end: placesOf(one.end),
      ended_by: one.endedBy,
      count: one.count,
      median_ms: one.medianMs,
      longest_ms: one.longestMs,
      statements: one.statements,
      other_waits_ms: one.otherWaits,
    })),
    busy:
      evidence.busy?.slice(0, SHOWN).map(({ file, name, line, requestMs }) => ({
        file: nameOf(file),
        function: name,
        line,
        request_ms: requestMs,
      })) ?? null,
    allocated:
      evidence.allocated?.slice(0, SHOWN).map(({ file, name, line, requestBytes }) => ({
        file: nameOf(file),
        function: name,
        line,
        request_bytes: requestBytes,
      })) ?? null,
    database:
      database === null
        ? null
        : {
            server: database.server,
            statements: database.statements.slice(0, SHOWN).map(({ totalMs, ...one }) => ({
              ...one,
              total_ms: totalMs,
            })),
          },
  };
}
