import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import type { InstrumentedFunction } from '../../../harness/model/program/function-instrumentation.ts';
import type { Block } from '../../format-independent-report-view.ts';
import { formatChange, formatQuantity } from '../../format-quantity.ts';
import { createTable } from '../../report-block-builders.ts';
import { printable } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';

const DIGITS = 3;
const TITLE = 'Calls per operation';
const MOST_ROWS = 15;
/** Minimum of retained bytes to report; V8 itself retains less than that per call. */
const LEAST_LEFT_BYTES = 64;

export function instrumentedCallBlocks(document: ProfileReport): readonly Block[] {
  const { instrumentation } = document;
  if (instrumentation === undefined) return [];
  const { functions, runs } = instrumentation;
  const notes = [
    `${plural(runs, 'instrumented run')}, medians. ${wayText(instrumentation)}${costText(instrumentation)}`,
    ...patchText(instrumentation),
    testsText(instrumentation),
    ...neverText(functions),
    ...refusedText(instrumentation),
  ];
  return [
    createTable({
      weight: 'always',
      title: TITLE,
      noun: 'function',
      rows: calledFunctions(instrumentation),
      columns: [
        ['Function', ({ name }) => printable(name), 'code'],
        ['Where', ({ location }) => printable(location), 'code faint'],
        ['Time', ({ total_ms: ms }) => timeText(ms), 'right strong'],
        ['Self', ({ self_ms: ms }) => timeText(ms), 'right'],
        ['Calls', ({ calls }) => `${count(calls)}×`, 'right'],
        ['Does', doesText],
      ],
    }),
    {
      type: 'list',
      isPart: true,
      title: 'Call counting',
      noun: 'note',
      items: notes.map((text) => ({ text })),
    },
  ];
}

export function formatCallSummary({ instrumentation }: ProfileReport): readonly string[] {
  if (instrumentation === undefined) return [];
  return [
    `${TITLE}:`,
    ...calledFunctions(instrumentation).map((called) => {
      const { total_ms: totalMs, calls, name, location } = called;
      const subject = `${printable(name)} ${printable(location)}`;
      return `${timeText(totalMs)} ${count(calls)}× ${subject} ${doesText(called)}`.trim();
    }),
  ];
}

function calledFunctions({ functions }: Instrumentation): readonly InstrumentedFunction[] {
  return functions.filter(({ calls }) => calls > 0).slice(0, MOST_ROWS);
}

/** Formats `21 queries, leaves 4.2 kB a call`; empty: nothing was counted. */
function doesText({
  network_calls: network,
  database_calls: database,
  left_bytes: left,
}: InstrumentedFunction): string {
  return [
    ...(network > 0 ? [`${count(network)} ${network === 1 ? 'request' : 'requests'}`] : []),
    ...(database > 0 ? [`${count(database)} ${database === 1 ? 'query' : 'queries'}`] : []),
    ...(left !== null && left >= LEAST_LEFT_BYTES
      ? [`retains ${formatQuantity(left, 'B', DIGITS)} per call`]
      : []),
  ].join(', ');
}

function timeText(ms: number): string {
  return formatQuantity(ms, 'ms', DIGITS);
}

function count(value: number): string {
  return formatQuantity(value, 'count', DIGITS);
}

type Instrumentation = NonNullable<ProfileReport['instrumentation']>;

function wayText({ way }: Instrumentation): string {
  return way === 'as-loaded'
    ? `Files were instrumented while being loaded; no source file was changed.`
    : `The program was built from an instrumented copy; the project's sources were not changed.`;
}

function patchText({ patch }: Instrumentation): readonly string[] {
  return patch === null ? [] : [`The instrumentation as a patch: ${printable(patch)}.`];
}

function costText({ overhead }: Instrumentation): string {
  return overhead === null
    ? ''
    : ` The instrumentation changes the measurement by ${formatChange(overhead)}.`;
}

function testsText({ tests: { command, outcome } }: Instrumentation): string {
  const named = command === null ? '' : ` (${printable(command)})`;
  switch (outcome) {
    case 'passed':
      return `The tests${named} pass with the instrumentation.`;
    case 'fail-anyway':
      return `The tests${named} fail both with and without the instrumentation, so they prove nothing.`;
    case 'none':
      return 'No tests could be run to check that the instrumentation preserves the behaviour of the program.';
  }
}

function neverText(functions: readonly InstrumentedFunction[]): readonly string[] {
  const never = functions.filter(({ calls }) => calls === 0);
  if (never.length === 0) return [];
  const names = never.map(({ name, location }) => `${printable(name)} (${printable(location)})`);
  return [`Never called during the measurement: ${names.join(', ')}.`];
}

function refusedText({ refused }: Instrumentation): readonly string[] {
  return refused.map(
    ({ name, location, reason }) =>
      `${printable(name)} (${printable(location)}) could not be instrumented: ${reason}.`,
  );
}
