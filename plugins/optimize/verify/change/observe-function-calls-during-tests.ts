import type { Host } from 'perf-harness/plugin';
import type { RecordingRequest } from '../record/record-calls-during-command.ts';
import { type FunctionFacts, observeSessions } from '../summarize-recorded-calls-by-function.ts';
import { formatCallSignature } from './describe-observed-call-arguments.ts';
import { recordOnce, type TestRecordingRequest } from './record-calls-during-tests.ts';

/** Most functions that are described, those with the most calls first. */
const MOST_FUNCTIONS = 20;

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
  return (await observeFunctions(host, request))
    .toSorted((a, b) => b.calls - a.calls)
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

function formatFunction(facts: FunctionFacts): string {
  const { module, calls, repeated, isSameAgain, changing, calling, result, errors } = facts;
  const thrown = Object.keys(errors);
  const notes = [
    `gives ${Object.keys(result.kinds).join(' | ') || 'nothing'}`,
    ...(thrown.length === 0 ? [] : [`throws ${thrown.join(', ')}`]),
    ...(changing === 0 ? [] : ['mutates its arguments']),
    ...(calling === 0 ? [] : ['calls functions passed as arguments']),
    ...(repeated === 0
      ? []
      : [
          `often called again with the same arguments, ${isSameAgain === true ? 'and returns the same result' : 'and returns different results'}`,
        ]),
  ];
  return `${module}: ${formatCallSignature(facts)}: ${calls} calls, ${notes.join('; ')}`;
}
