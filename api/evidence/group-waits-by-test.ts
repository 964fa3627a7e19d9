import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { MeasuredPlace } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { type RequestWait, spanAt } from './group-recorded-waits-and-find-call-sites.ts';
import { leaveOutSchemaChanges } from './leave-out-schema-changes.ts';

const NONE = -1;

/** Waits of all calls of the application from one line of a test, or of its helpers. */
export interface WaitsOfTestLine {
  readonly calledAt: MeasuredPlace;
  readonly waits: readonly RequestWait[];
}

/** Waits of a test run, with code of tests separated from code of the application. */
export interface WaitsByTest {
  /** Frames of tests and of their set-up no longer count as the project's own. */
  readonly record: WaitRecord;
  /** Waits of each request that the application answered. */
  readonly requests: readonly (readonly RequestWait[])[];
  /** Waits outside of requests, by the line of a test that calls the application. */
  readonly tests: readonly WaitsOfTestLine[];
  /** Waits without a known test: of set-up, and of work that no test awaits. */
  readonly outside: readonly RequestWait[];
}

/**
 * Groups the waits of a test run by the request that caused them, or else by the line of a test that
 * awaits them; all executions of that line are one group.
 * @param isTestCode - True for the path of a test, its fixtures or its set-up.
 */
export function groupWaitsByTest(
  record: WaitRecord,
  isTestCode: (file: string) => boolean,
): WaitsByTest {
  const { functions, sites, spans } = record;
  const isOfTests = functions.map(
    ({ owner, file }) => owner === 'project' && file !== null && isTestCode(file),
  );
  const lineOf = sites.map(({ stack, lines = [] }): MeasuredPlace | null => {
    const depth = stack.findIndex((index) => isOfTests[index] === true);
    const { name = '', file = null } = functions[stack[depth] ?? NONE] ?? {};
    return file === null ? null : { file, line: lines[depth] ?? 0, function: name };
  });
  /** By application function: the line that called it last. */
  const callers = new Map<number, MeasuredPlace>();
  /** A test that only returns a promise is not on the stacks of what follows in its callee. */
  const findLine = (site: number): MeasuredPlace | null => {
    const outermost = sites[site]?.stack.findLast(
      (index) => functions[index]?.owner === 'project' && isOfTests[index] !== true,
    );
    const line = lineOf[site] ?? null;
    if (outermost === undefined) return line;
    if (line === null) return callers.get(outermost) ?? null;
    callers.set(outermost, line);
    return line;
  };
  const requests = new Map<number, RequestWait[]>();
  const tests = new Map<
    string,
    { readonly calledAt: MeasuredPlace; readonly waits: RequestWait[] }
  >();
  const outside: RequestWait[] = [];
  for (let row = 0; row < spans.site.length; row += 1) {
    const site = spans.site[row] ?? NONE;
    const operation = spans.operation[row] ?? NONE;
    const calledAt = findLine(site);
    const wait = spanAt(spans, row);
    if (operation !== NONE) {
      const known = requests.get(operation) ?? [];
      requests.set(operation, known);
      known.push(wait);
    } else if (calledAt === null) outside.push(wait);
    else {
      const key = `${calledAt.file}:${calledAt.line}`;
      const known = tests.get(key) ?? { calledAt, waits: [] };
      tests.set(key, known);
      known.waits.push(wait);
    }
  }
  const owned = (profiled: ProfiledFunction, index: number): ProfiledFunction =>
    isOfTests[index] === true ? { ...profiled, owner: 'harness' } : profiled;
  const ofApplication: WaitRecord = { ...record, functions: functions.map(owned) };
  const inUse = (waits: readonly RequestWait[]) => leaveOutSchemaChanges(ofApplication, waits);
  return {
    record: ofApplication,
    requests: [...requests.values()].map(inUse),
    tests: [...tests.values()].map(({ calledAt, waits }) => ({ calledAt, waits: inUse(waits) })),
    outside: inUse(outside),
  };
}
