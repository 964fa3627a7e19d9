import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import { type RequestWait, spanAt } from './group-recorded-waits-and-find-call-sites.ts';
import { leaveOutSchemaChanges } from './leave-out-schema-changes.ts';

const NONE = -1;

/** Waits of a test run, with code of tests separated from code of the application. */
export interface WaitsByTest {
  /** Frames of tests and of their set-up no longer count as the project's own. */
  readonly record: WaitRecord;
  /** Waits of each request that the application answered. */
  readonly requests: readonly (readonly RequestWait[])[];
  /** Waits outside of requests, of each test function. */
  readonly tests: readonly (readonly RequestWait[])[];
  /** Waits without a known test: of set-up, and of work that no test awaits. */
  readonly outside: readonly RequestWait[];
}

/**
 * Groups the waits of a test run by the request that caused them, or else by the test function that
 * awaits them; the runs of a parametrized test are one group.
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
  const testOf = sites.map(({ stack }) => stack.findLast((index) => isOfTests[index] === true));
  /** By application function: the test that called it last. */
  const callers = new Map<number, number>();
  /** A test that only returns a promise is not on the stacks of what follows in its callee. */
  const findTest = (site: number): number => {
    const outermost = sites[site]?.stack.findLast(
      (index) => functions[index]?.owner === 'project' && isOfTests[index] !== true,
    );
    const test = testOf[site];
    if (outermost === undefined) return test ?? NONE;
    if (test === undefined) return callers.get(outermost) ?? NONE;
    callers.set(outermost, test);
    return test;
  };
  const [requests, tests] = [new Map<number, RequestWait[]>(), new Map<number, RequestWait[]>()];
  const outside: RequestWait[] = [];
  for (let row = 0; row < spans.site.length; row += 1) {
    const site = spans.site[row] ?? NONE;
    const operation = spans.operation[row] ?? NONE;
    const test = findTest(site);
    const [groups, key] = operation === NONE ? [tests, test] : [requests, operation];
    const wait = spanAt(spans, row);
    const known = groups.get(key);
    if (key === NONE) outside.push(wait);
    else if (known === undefined) groups.set(key, [wait]);
    else known.push(wait);
  }
  const owned = (profiled: ProfiledFunction, index: number): ProfiledFunction =>
    isOfTests[index] === true ? { ...profiled, owner: 'harness' } : profiled;
  const ofApplication: WaitRecord = { ...record, functions: functions.map(owned) };
  const inUse = (waits: readonly RequestWait[]) => leaveOutSchemaChanges(ofApplication, waits);
  return {
    record: ofApplication,
    requests: [...requests.values()].map(inUse),
    tests: [...tests.values()].map(inUse),
    outside: inUse(outside),
  };
}
