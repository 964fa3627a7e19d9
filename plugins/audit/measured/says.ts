import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { MeasuredFinding } from '../document/audit-measured.ts';
import { databaseSays } from './database-says.ts';
import type { MeasuredTransaction } from './evidence.ts';
import { loopSays } from './in-loop.ts';
import type { MeasuredBy } from './measured-by.ts';
import { type FindingPlace, isAt, isInFunction } from './place.ts';
import { bytes, count, milliseconds, queries } from './words.ts';

/** Returns what a scenario shows at a place, with the counts of the database if it was queried. */
export function says(
  by: MeasuredBy,
  place: FindingPlace,
  evidence: ScenarioEvidence,
): MeasuredFinding | null {
  const measured = programSays(by, place, evidence);
  if (measured?.type !== 'measured' || (by !== 'loop' && by !== 'statements')) return measured;
  const counted = databaseSays(place, evidence);
  return counted === null ? measured : { ...measured, text: `${measured.text}; ${counted}` };
}

/**
 * Returns what a program shows at a place, depending on the measurement of its rule; null: nothing.
 */
function programSays(
  by: MeasuredBy,
  place: FindingPlace,
  evidence: ScenarioEvidence,
): MeasuredFinding | null {
  const { passed } = place;
  if (passed.type === 'no') {
    return {
      type: 'not reached',
      text: `not on any path that the scenario takes: ${passed.why}`,
    };
  }
  const seen = passed.type === 'yes' ? passed : null;
  if (by === 'loop') return loopSays(place, seen, evidence);
  const text = textBy(by, place, evidence);
  if (text !== null) return { type: 'measured', text: `measured: ${text}` };
  if (seen === null) return null;
  return {
    type: 'not decided',
    text: `not decided: the scenario passes there ${count(seen.turns, 'time')}, and nothing was seen of it`,
  };
}

function textBy(
  by: Exclude<MeasuredBy, 'loop'>,
  place: FindingPlace,
  evidence: ScenarioEvidence,
): string | null {
  switch (by) {
    case 'statements':
      return statementText(place, evidence);
    case 'transaction':
      return transactionText(place, evidence);
    case 'event loop':
      return busyText(place, evidence);
    case 'allocation':
      return allocationText(place, evidence) ?? busyText(place, evidence);
  }
}

function statementText(place: FindingPlace, { statements, unit }: ScenarioEvidence): string | null {
  const own = (statements ?? []).filter(({ places }) => isAt(place, places));
  if (own.length === 0) return null;
  const calls = own.reduce((sum, { perRequest }) => sum + perRequest.median, 0);
  const ms = own.reduce((sum, { requestMs }) => sum + requestMs, 0);
  return `${queries(calls)} a ${unit}, which take ${milliseconds(ms)}`;
}

function transactionText(place: FindingPlace, { transactions }: ScenarioEvidence): string | null {
  const own = transactions
    .filter(({ begin, end }) => isInFunction(place, begin) || isInFunction(place, end))
    .toSorted((a, b) => b.medianMs - a.medianMs);
  const [longest] = own;
  return longest === undefined ? null : durationText(longest);
}

function durationText(measuredTransaction: MeasuredTransaction): string {
  const { medianMs, longestMs, statements, otherWaits, endedBy } = measuredTransaction;
  const others = Object.entries(otherWaits)
    .filter(([, ms]) => ms > 0)
    .map(([kind, ms]) => `, ${milliseconds(ms)} of it waiting for ${WAITED[kind] ?? kind}`);
  return `a transaction from its begin to its ${endedBy} takes ${milliseconds(medianMs)}, the longest ${milliseconds(longestMs)}, with ${count(statements, 'statement')}${others.join('')}`;
}

const WAITED: Readonly<Record<string, string>> = {
  network: 'other services',
  file: 'files',
  process: 'other processes',
  timer: 'timers',
  cache: 'the cache',
};

function busyText(place: FindingPlace, { busy, unit }: ScenarioEvidence): string | null {
  const own = (busy ?? []).find((busyFunction) => isSame(place, busyFunction));
  if (own === undefined) return null;
  return `${own.name} keeps the event loop for ${milliseconds(own.requestMs)} of each ${unit}`;
}

function allocationText(place: FindingPlace, { allocated, unit }: ScenarioEvidence): string | null {
  const own = (allocated ?? []).find((allocatingFunction) => isSame(place, allocatingFunction));
  return own === undefined ? null : `${own.name} allocates ${bytes(own.requestBytes)} a ${unit}`;
}

/** `Cart.total` is `total` where who counts lines does not know of classes. */
function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Profiles say where a function begins, and the parameters may stand a line below its name. */
function isSame(
  { file, function: around }: FindingPlace,
  measuredFunction: { readonly file: string; readonly name: string; readonly line: number },
): boolean {
  if (around === null || measuredFunction.file !== file) return false;
  const isInside =
    measuredFunction.line >= around.fromLine && measuredFunction.line <= around.toLine;
  return isInside && lastName(measuredFunction.name) === lastName(around.name);
}
