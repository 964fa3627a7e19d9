import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import type { InstrumentedFunction } from '../../../harness/model/program/instrumentation.ts';
import { formatChange, formatQuantity } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';

/** A function that told its calls, as every report shows it, for one operation. */
export interface CallFact {
  readonly time: string;
  /** While nothing else lasted that it had called and that was asked too. */
  readonly self: string;
  readonly calls: string;
  readonly name: string;
  readonly place: string;
  /** `21 queries, leaves 4.2 kB a call`; empty: nothing that was counted. */
  readonly does: string;
}

/** What functions themselves told of their calls. */
export interface CallFacts {
  readonly title: string;
  readonly rows: readonly CallFact[];
  /** How it was done, and what the tests say to it. */
  readonly notes: readonly string[];
}

const DIGITS = 3;
const MOST_ROWS = 15;
/** Less is what V8 itself keeps of a call. */
const LEAST_LEFT_BYTES = 64;

/** null: nothing asked functions themselves. */
export function callFacts({ instrumentation }: ProfileReport): CallFacts | null {
  if (instrumentation === undefined) return null;
  const { functions, runs } = instrumentation;
  return {
    title: 'Calls, for one operation',
    rows: functions
      .filter(({ calls }) => calls > 0)
      .slice(0, MOST_ROWS)
      .map(callFact),
    notes: [
      `${plural(runs, 'instrumented run')}, medians. ${wayText(instrumentation)}${costText(instrumentation)}`,
      ...patchText(instrumentation),
      testsText(instrumentation),
      ...neverText(functions),
      ...refusedText(instrumentation),
    ],
  };
}

function callFact(one: InstrumentedFunction): CallFact {
  const { network_calls: network, database_calls: database, left_bytes: left } = one;
  return {
    time: formatQuantity(one.total_ms, 'ms', DIGITS),
    self: formatQuantity(one.self_ms, 'ms', DIGITS),
    calls: `${count(one.calls)}×`,
    name: printable(one.name),
    place: printable(one.location),
    does: [
      ...(network > 0 ? [`${count(network)} ${network === 1 ? 'request' : 'requests'}`] : []),
      ...(database > 0 ? [`${count(database)} ${database === 1 ? 'query' : 'queries'}`] : []),
      ...(left !== null && left >= LEAST_LEFT_BYTES
        ? [`leaves ${formatQuantity(left, 'B', DIGITS)} a call`]
        : []),
    ].join(', '),
  };
}

function count(value: number): string {
  return formatQuantity(value, 'count', DIGITS);
}

type Told = NonNullable<ProfileReport['instrumentation']>;

function wayText({ way }: Told): string {
  return way === 'as-loaded'
    ? `Files were instrumented as they were loaded; no source was changed.`
    : `What runs was built in an instrumented copy; no source of the project was changed.`;
}

function patchText({ patch }: Told): readonly string[] {
  return patch === null ? [] : [`The same as a patch: ${printable(patch)}.`];
}

function costText({ overhead }: Told): string {
  return overhead === null ? '' : ` It changes what is measured by ${formatChange(overhead)}.`;
}

function testsText({ tests: { command, outcome } }: Told): string {
  const named = command === null ? '' : ` (${printable(command)})`;
  switch (outcome) {
    case 'passed':
      return `The tests${named} pass with it.`;
    case 'fail-anyway':
      return `The tests${named} fail with it, and fail without it in a copy too, so that they say nothing.`;
    case 'none':
      return 'No tests could be run that would say whether it changes what the program does.';
  }
}

function neverText(functions: readonly InstrumentedFunction[]): readonly string[] {
  const never = functions.filter(({ calls }) => calls === 0);
  if (never.length === 0) return [];
  const names = never.map(({ name, location }) => `${printable(name)} (${printable(location)})`);
  return [`Never called while it was measured: ${names.join(', ')}.`];
}

function refusedText({ refused }: Told): readonly string[] {
  return refused.map(
    ({ name, location, reason }) =>
      `${printable(name)} (${printable(location)}) could not be instrumented: ${reason}.`,
  );
}
