import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { MeasuredFinding } from '../document/runtime-measurements-in-audit-report-schema.ts';
import { describeLoopExecutions } from './describe-statement-executions-in-loop.ts';
import { type FindingLocation, isCallAtFinding, isCallInFunction } from './finding-location.ts';
import {
  formatBytes,
  formatCount,
  formatMilliseconds,
  formatQueryCount,
} from './format-measurements.ts';
import type {
  DatabaseStatement,
  MeasuredStatement,
  MeasuredTransaction,
} from './scenario-evidence-types.ts';
import type { MeasurementKind } from './select-measurement-for-rule.ts';

/** Returns what a scenario shows at a place, with the counts of the database if it was queried. */
export function describeObservation(
  kind: MeasurementKind,
  place: FindingLocation,
  evidence: ScenarioEvidence,
): MeasuredFinding | null {
  const measured = describeProgramEvidence(kind, place, evidence);
  if (measured?.type !== 'measured' || (kind !== 'loop' && kind !== 'statements')) return measured;
  const counted = describeDatabaseCounts(place, evidence);
  return counted === null ? measured : { ...measured, text: `${measured.text}; ${counted}` };
}

/** Returns what a program shows at a place, by its rule's measurement; null: nothing. */
function describeProgramEvidence(
  kind: MeasurementKind,
  place: FindingLocation,
  evidence: ScenarioEvidence,
): MeasuredFinding | null {
  const { coverage } = place;
  if (coverage.type === 'no') {
    return {
      type: 'not reached',
      text: `not reached by ${evidence.unit === 'request or call' ? 'any test' : 'the scenario'}: ${coverage.why}`,
    };
  }
  const reached = coverage.type === 'yes' ? coverage : null;
  if (kind === 'loop') return describeLoopExecutions(place, reached, evidence);
  const text = describeMeasurement(kind, place, evidence);
  if (text !== null) return { type: 'measured', text: `measured: ${text}` };
  if (reached === null) return null;
  return {
    type: 'not decided',
    text: `inconclusive: the location was reached ${formatCount(reached.iterations, 'time')}, but nothing was observed there`,
  };
}

function describeMeasurement(
  kind: Exclude<MeasurementKind, 'loop'>,
  place: FindingLocation,
  evidence: ScenarioEvidence,
): string | null {
  switch (kind) {
    case 'statements':
      return describeStatements(place, evidence);
    case 'transaction':
      return describeTransaction(place, evidence);
    case 'event loop':
      return describeBusyTime(place, evidence);
    case 'allocation':
      return describeAllocation(place, evidence) ?? describeBusyTime(place, evidence);
  }
}

function describeStatements(
  place: FindingLocation,
  { statements, unit }: ScenarioEvidence,
): string | null {
  const own = (statements ?? []).filter(({ places }) => isCallAtFinding(place, places));
  if (own.length === 0) return null;
  const calls = own.reduce((sum, { perRequest }) => sum + perRequest.median, 0);
  const ms = own.reduce((sum, { requestMs }) => sum + requestMs, 0);
  return `${formatQueryCount(calls)} per ${unit}, which take ${formatMilliseconds(ms)}`;
}

function describeTransaction(
  place: FindingLocation,
  { transactions }: ScenarioEvidence,
): string | null {
  const own = transactions
    .filter(({ begin, end }) => isCallInFunction(place, begin) || isCallInFunction(place, end))
    .toSorted((a, b) => b.medianMs - a.medianMs);
  const [longest] = own;
  return longest === undefined ? null : formatTransactionDuration(longest);
}

export function formatTransactionDuration(measuredTransaction: MeasuredTransaction): string {
  const { medianMs, longestMs, statements, otherWaits, endedBy } = measuredTransaction;
  const others = Object.entries(otherWaits)
    .filter(([, ms]) => ms > 0)
    .map(
      ([kind, ms]) => `, ${formatMilliseconds(ms)} of it waiting for ${WAITED_FOR[kind] ?? kind}`,
    );
  return `a transaction from begin to ${endedBy} takes a median of ${formatMilliseconds(medianMs)} (longest: ${formatMilliseconds(longestMs)}) with ${formatCount(statements, 'statement')}${others.join('')}`;
}

const WAITED_FOR: Readonly<Record<string, string>> = {
  network: 'other services',
  file: 'files',
  process: 'other processes',
  timer: 'timers',
  cache: 'the cache',
  event: 'the receiver of a message',
};

function describeBusyTime(place: FindingLocation, { busy, unit }: ScenarioEvidence): string | null {
  const own = (busy ?? []).find((busyFunction) => isFunctionAtFinding(place, busyFunction));
  if (own === undefined) return null;
  return `${own.name} blocks the event loop for ${formatMilliseconds(own.requestMs)} per ${unit}`;
}

function describeAllocation(
  place: FindingLocation,
  { allocated, unit }: ScenarioEvidence,
): string | null {
  const own = (allocated ?? []).find((allocatingFunction) =>
    isFunctionAtFinding(place, allocatingFunction),
  );
  return own === undefined
    ? null
    : `${own.name} allocates ${formatBytes(own.requestBytes)} a ${unit}`;
}

/** Returns `total` for `Cart.total`, since line coverage does not know classes. */
function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** True for one function: profiles report its start; parameters may be a line below its name. */
function isFunctionAtFinding(
  { file, function: around }: FindingLocation,
  measuredFunction: { readonly file: string; readonly name: string; readonly line: number },
): boolean {
  if (around === null || measuredFunction.file !== file) return false;
  const isInside =
    measuredFunction.line >= around.fromLine && measuredFunction.line <= around.toLine;
  return isInside && lastName(measuredFunction.name) === lastName(around.name);
}

/**
 * Returns the database's own counts for the statements of a place; null: no database was queried,
 * or it knows none of the statements.
 */
function describeDatabaseCounts(
  place: FindingLocation,
  { statements, database }: ScenarioEvidence,
): string | null {
  if (database === null) return null;
  const own = (statements ?? []).filter(({ places }) => isCallAtFinding(place, places));
  const found = database.statements.filter((statement) =>
    own.some((other) => isSame(other, statement)),
  );
  const calls = found.reduce((sum, statement) => sum + statement.calls, 0);
  if (calls === 0) return null;
  const rows = found.reduce((sum, statement) => sum + statement.rows, 0);
  const ms = found.reduce((sum, statement) => sum + statement.totalMs, 0);
  return `the database counted ${formatCount(calls, 'call')} across all trials, with ${formatMilliseconds(ms / calls)} and ${formatCount(Number((rows / calls).toPrecision(2)), 'row')} per call`;
}

function isSame({ statement }: MeasuredStatement, other: DatabaseStatement): boolean {
  return bare(statement) === bare(other.statement);
}

/** Drivers write parameters in ways of their own, and the server in its own. */
function bare(statement: string): string {
  return statement
    .toLowerCase()
    .replaceAll(/\$\d+|%\(\w+\)s|%s/gu, '?')
    .replaceAll(/\?::[a-z]+(?: varying)?/gu, '?')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/\(\s*\?(?:\s*,\s*\?)+\s*\)/gu, '(?)')
    .trim()
    .slice(0, MAX_LENGTH);
}

/** Maximum length of statement text that the database watchers store. */
const MAX_LENGTH = 300;
