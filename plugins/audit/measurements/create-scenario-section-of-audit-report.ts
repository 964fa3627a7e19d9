import { relative, sep } from 'node:path';
import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { AuditScenario } from '../document/runtime-measurements-in-audit-report-schema.ts';
import type { MeasuredFindingCounts } from './check-findings-against-scenario.ts';
import type { MeasuredLocation } from './scenario-evidence-types.ts';

/** Maximum number of entries of each kind in the document, the most significant first. */
const MAX_ENTRIES = 20;

/** Returns the section of the document about the scenario, apart from its findings. */
export function createScenarioSection(
  evidence: ScenarioEvidence,
  counts: MeasuredFindingCounts,
  root: string,
): AuditScenario {
  const nameOf = (file: string): string => {
    const path = relative(root, file);
    return path.startsWith('..') ? file : path.split(sep).join('/');
  };
  const placesOf = (places: readonly MeasuredLocation[]) =>
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
      .slice(0, MAX_ENTRIES)
      .map((statement) => ({
        statement: statement.statement,
        places: placesOf(statement.places),
        requests: statement.requests,
        calls: statement.calls,
        ...statement.perRequest,
        ms: statement.requestMs,
        rows_of: statement.rowsOf,
      })),
    transactions: evidence.transactions.slice(0, MAX_ENTRIES).map((transaction) => ({
      begin: placesOf(transaction.begin),
      end: placesOf(transaction.end),
      ended_by: transaction.endedBy,
      count: transaction.count,
      median_ms: transaction.medianMs,
      longest_ms: transaction.longestMs,
      statements: transaction.statements,
      other_waits_ms: transaction.otherWaits,
    })),
    busy:
      evidence.busy?.slice(0, MAX_ENTRIES).map(({ file, name, line, requestMs }) => ({
        file: nameOf(file),
        function: name,
        line,
        request_ms: requestMs,
      })) ?? null,
    allocated:
      evidence.allocated?.slice(0, MAX_ENTRIES).map(({ file, name, line, requestBytes }) => ({
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
            statements: database.statements
              .slice(0, MAX_ENTRIES)
              .map(({ totalMs, ...statement }) => ({
                ...statement,
                total_ms: totalMs,
              })),
          },
  };
}
