import type { Host } from 'perf-harness/plugin';
import type { RecordingRequest } from '../record/record-calls-during-command.ts';
import type { Session } from '../sessions/recorded-call-session.ts';
import {
  type FunctionFacts,
  observeSessions,
  type ValueFacts,
} from '../summarize-recorded-calls-by-function.ts';
import { recordOnce, type TestRecordingRequest } from './record-calls-during-tests.ts';

/** Most functions that are described, those with the most calls first. */
const MOST_FUNCTIONS = 20;
/** The same for the assumptions of a check. */
const MOST_ASSUMED_FUNCTIONS = 5;

/** Modules to observe, and commands as for a check; failing commands are ignored. */
type ObservationRequest = RecordingRequest & Pick<TestRecordingRequest, 'testCommand'>;

/**
 * Describes how functions of some modules are called while tests and a scenario run, a line each:
 * kinds, sizes and outcomes, but no values, so that it may be passed to others.
 */
export async function describeFunctionCalls(
  host: Host,
  request: ObservationRequest,
): Promise<readonly string[]> {
  return sortByCalls(await observeFunctions(host, request))
    .slice(0, MOST_FUNCTIONS)
    .map(formatFunction);
}

/**
 * Observes the functions of some modules while tests and a scenario run, with the number of their
 * calls; none if nothing could be recorded.
 */
export async function observeFunctions(
  host: Host,
  request: ObservationRequest,
): Promise<readonly FunctionFacts[]> {
  if (request.files.length === 0 || request.commands.length === 0) return [];
  const recorded = await recordOnce(host, request);
  if (recorded.state === 'failed') return [];
  const { sessions, counts } = recorded.recording;
  return observeSessions(sessions).map((facts) => ({
    ...facts,
    calls: Math.max(facts.calls, counts[facts.name] ?? 0),
  }));
}

/**
 * Describes the observed arguments of functions, a sentence each, most called first: a checked
 * change rests on them.
 * @param functions - Names of the functions that were called.
 */
export function describeArguments(
  sessions: readonly Session[],
  functions: readonly string[],
): readonly string[] {
  return sortByCalls(observeSessions(sessions))
    .filter(({ name, parameters }) => functions.includes(name) && parameters.length > 0)
    .slice(0, MOST_ASSUMED_FUNCTIONS)
    .map(
      (facts) =>
        `Callers continue to pass arguments like those observed: ${formatCallSignature(facts)}.`,
    );
}

function sortByCalls(functions: readonly FunctionFacts[]): readonly FunctionFacts[] {
  return functions.toSorted((a, b) => b.calls - a.calls);
}

function formatFunction(facts: FunctionFacts): string {
  const { module, calls, repeated, isSameAgain, changing, calling, result, errors } = facts;
  const thrown = Object.keys(errors);
  const again = isSameAgain === true ? 'the same result' : 'different results';
  const notes = [
    `gives ${Object.keys(result.kinds).join(' | ') || 'nothing'}`,
    ...(thrown.length === 0 ? [] : [`throws ${thrown.join(', ')}`]),
    ...(changing === 0 ? [] : ['mutates its arguments']),
    ...(calling === 0 ? [] : ['calls functions passed as arguments']),
    ...(repeated === 0 ? [] : [`often called again with the same arguments, and returns ${again}`]),
  ];
  return `${module}: ${formatCallSignature(facts)}: ${calls} calls, ${notes.join('; ')}`;
}

/** Formats a call's kinds and sizes, not values: `find(array of object [3 to 90], string [2])`. */
function formatCallSignature({ name, parameters }: FunctionFacts): string {
  return `${name}(${parameters.map(formatArgument).join(', ')})`;
}

function formatArgument({ kinds, items, lengths, withHoles }: ValueFacts): string {
  const names = Object.keys(kinds).join(' | ');
  const inner = Object.keys(items).join(' | ');
  const holes = withHoles > 0 ? ', with holes' : '';
  if (lengths === null) return names;
  const { least, most } = lengths;
  const count = least === most ? String(least) : `${least} to ${most}`;
  return `${names}${inner === '' ? '' : ` of ${inner}`}${holes} [${count}]`;
}
