import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { FunctionScenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Failure } from '../../../../harness/model/trial.ts';
import { findProcessesByCommandLine } from '../command/command-executor-test-setup.ts';
import { failureOf } from '../executor-test-setup.ts';
import {
  createFunctionUnits,
  fixtureScenario as fromFixtureAsItIs,
} from './function-executor-test-setup.ts';

const { executor, open, fail, lastPrinted } = createFunctionUnits();
/** Shared workers, for functions whose process survives their failure. */
const shared = executor.createSharedProcesses?.();
afterAll(() => shared?.close());
const FILE = 'troubled.ts';

/** Measured no longer than it takes to fail, which is some 20,000 calls also on a slow machine. */
function fromFixture(file: string, name: string, changes: Partial<FunctionScenario> = {}) {
  return fromFixtureAsItIs(file, name, { measureMs: 300, warmupMs: 100, ...changes });
}

/** Counter that gives the process of each test a unique title, by which leftovers are found. */
let serial = 0;
function named(): { readonly nodeArgs: readonly string[]; readonly left: () => Promise<number> } {
  serial += 1;
  const title = `function-test-${process.pid}-${serial}-end`;
  return {
    nodeArgs: [`--title=${title}`],
    left: async () => (await findProcessesByCommandLine(title)).length,
  };
}

describe('function that throws', () => {
  it('fails its unit with the error, its cause, and frames of its own code only', async () => {
    const failure = await fail(fromFixture(FILE, 'throws'));
    expect(failure).toMatchObject({
      reason: 'threw',
      message: 'run threw RangeError: no price in "abc"',
    });
    expect(failure.remedy).toContain('Fix the function');
    const lines = failure.output?.split('\n') ?? [];
    expect(lines[0]).toBe('caused by Error: the feed is empty');
    expect(lines[1]).toMatch(/^ {4}at parsePrice .*troubled\.ts:\d+:\d+\)$/);
    expect(lines[2]).toMatch(/troubled\.ts:\d+:\d+\)$/);
    expect(lines).toHaveLength(3);
  });

  it('fails its unit also in a later call or by a promise, and shows its output', async () => {
    const later = await fail(fromFixture(FILE, 'throws later'), { shared });
    expect(later.message).toBe('run threw Error: worn out');
    const rejected = await fail(fromFixture(FILE, 'rejects'));
    expect(rejected.message).toBe('run threw RangeError: no price in "def"');
    expect(rejected.output?.split('\n').at(-1)).toBe('before the end');
  });

  it.each(['yields', 'yields later'])(
    'fails its unit when no work would be measured: %s',
    async (name) => {
      const failure = await fail(fromFixture(FILE, name), { shared });
      expect(failure.message).toMatch(/^run returns a generator/);
      expect(failure.remedy).toContain('for (const one of');
    },
  );

  it.each([
    'promises at last',
    'promises at first',
    'thenables among numbers',
    'numbers among promises',
  ])('fails its unit when only some calls return a promise: %s', async (name) => {
    const failure = await fail(fromFixture(FILE, name), { shared });
    expect(failure.message).toMatch(/^run returns a promise for some calls but not for others/);
    expect(failure.remedy).toContain('for all calls or for none');
  });

  it('may throw a value that is not an error', async () => {
    const failure = await fail(fromFixture(FILE, 'throws text'), { shared });
    expect(failure.message).toBe('run threw the string "no error"');
    expect(failure.output).toBeUndefined();
  });

  it.each([
    ['setup throws', 'setup threw Error: no database', shared],
    ['beforeEach throws', 'beforeEach threw Error: not cleaned', shared],
    ['teardown throws', 'teardown threw Error: still locked', shared],
    ['throws from a timer', 'the process threw outside any call Error: too late', undefined],
    ['rejects unseen', 'the process threw outside any call Error: unseen', undefined],
  ])('reports where it threw: %s', async (name, message, processes) => {
    const failure = await fail(fromFixture(FILE, name), { shared: processes });
    expect(failure).toMatchObject({ reason: 'threw', message });
  });

  it('fails its unit when its file cannot be loaded or no longer defines it', async () => {
    const broken = await fail(fromFixture('broken.ts', 'any'), { shared });
    expect(broken.message).toBe('load threw Error: half loaded');
    const missing = await fail(fromFixture(FILE, 'renamed'), { shared });
    expect(missing.message).toContain('no longer defines a function scenario named "renamed"');
  });
});

describe('function that does not end', () => {
  /** Returns the failure of a pending call when its time is up. */
  const cutShort = (abort: AbortController, question: Promise<unknown>): Promise<Failure> => {
    setTimeout(() => abort.abort(), 100);
    return failureOf(question);
  };
  const message = 'when the time limit was reached';

  it.each([
    ['never settles nor waits', undefined],
    ['blocks', 'blocking'],
  ])('is killed when its time is up, with the last output: %s', async (name, output) => {
    const { nodeArgs, left } = named();
    const abort = new AbortController();
    const unit = await open(fromFixture(FILE, name, { nodeArgs }), { signal: abort.signal });
    const measuring = unit.measure({ index: 0, durationMs: null });
    measuring.catch(() => undefined);
    if (output !== undefined) {
      await vi.waitUntil(() => lastPrinted().length > 0, { timeout: 60_000 });
    }
    const failure = await cutShort(abort, measuring);
    expect(failure).toMatchObject({
      reason: 'timeout',
      message: `the function was still being measured ${message}`,
    });
    expect(failure.output).toBe(output);
    await unit.close();
    expect(await left()).toBe(0);
  });

  it('is killed in setup', async () => {
    const { nodeArgs, left } = named();
    const abort = new AbortController();
    const scenario = fromFixture(FILE, 'setup never settles', { nodeArgs });
    const failure = await cutShort(abort, open(scenario, { signal: abort.signal }));
    expect(failure).toMatchObject({
      reason: 'timeout',
      message: `the scenario file or its \`setup\` had not finished ${message}`,
    });
    expect(await left()).toBe(0);
  });

  it('is killed in teardown', async () => {
    const { nodeArgs, left } = named();
    const abort = new AbortController();
    const scenario = fromFixture(FILE, 'teardown blocks', { nodeArgs });
    const unit = await open(scenario, { signal: abort.signal });
    await unit.measure({ index: 0, durationMs: null });
    const failure = await cutShort(abort, unit.finish?.() ?? Promise.resolve());
    expect(failure).toMatchObject({
      reason: 'timeout',
      message: `\`teardown\` had not finished ${message}`,
    });
    await unit.close();
    expect(await left()).toBe(0);
  });

  it('fails at once when the run was interrupted before it began', async () => {
    const failure = await fail(fromFixture(FILE, 'blocks'), { signal: AbortSignal.abort() });
    expect(failure.reason).toBe('timeout');
  });

  it('does not delay closing', async () => {
    const { nodeArgs, left } = named();
    const unit = await open(fromFixture(FILE, 'blocks', { nodeArgs }));
    const measuring = unit.measure({ index: 0, durationMs: null }).catch((error) => error);
    await sleep(300);
    expect(await left()).toBe(1);
    await unit.close();
    expect(await left()).toBe(0);
    expect(await measuring).toMatchObject({ failure: { reason: 'signal' } });
  });
});

describe('process that ends', () => {
  it('fails its unit with the code of process.exit and its output', async () => {
    expect(await fail(fromFixture(FILE, 'exits'))).toMatchObject({
      reason: 'exited',
      message: 'the process exited with code 3 during measurement',
      output: 'leaving',
    });
    expect((await fail(fromFixture(FILE, 'exits in setup'))).message).toBe(
      'the process exited with code 0 while loading the scenario file or setting up the scenario',
    );
  });

  it.each([
    ['is killed', 'SIGKILL', 'because memory ran out'],
    ['is terminated', 'SIGTERM', 'what sends that signal'],
  ])('fails its unit with the name of the signal: %s', async (name, signalName, remedy) => {
    const failure = await fail(fromFixture(FILE, name));
    expect(failure).toMatchObject({
      reason: 'signal',
      message: `the process was terminated by ${signalName} during measurement`,
    });
    expect(failure.remedy).toContain(remedy);
  });

  it('reports that it ran out of memory', async () => {
    const nodeArgs = ['--max-old-space-size=40'];
    const failure = await fail(
      fromFixture(FILE, 'fills the heap', { nodeArgs, measureMs: 60_000, timeoutMs: 120_000 }),
    );
    expect(failure.message).toMatch(/ran out of memory during measurement/);
    expect(failure.remedy).toContain('--max-old-space-size');
  });

  it('names what to check when it could not start', async () => {
    const flags = await fail(fromFixture(FILE, 'throws', { nodeArgs: ['--no-such-flag'] }));
    expect(flags).toMatchObject({ reason: 'exited' });
    expect(flags.output).toContain('--no-such-flag');
    const cwd = await fail(fromFixture(FILE, 'throws', { cwd: '/nowhere' }));
    expect(cwd).toMatchObject({ reason: 'not-found' });
    expect(cwd.remedy).toContain('`cwd`');
  });
});
