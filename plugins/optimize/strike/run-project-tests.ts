import { processes } from 'perf-harness/plugin';
import { explainUnsupportedSyntax } from '../verify/record/record-calls-during-command.ts';
import type { Worktree } from './trial-worktrees.ts';

/** Default time limit of tests: five minutes (SH8-02). */
const TEST_LIMIT_MS = 300_000;
const MINUTE_MS = 60_000;

/** A shell, and npm, end with 128 and the number of the signal that ended their program. */
const SIGNALS_FROM = 128;

/** Outcome of a run of tests. */
export type TestRun =
  | { readonly state: 'passed' }
  | {
      readonly state: 'failed';
      /** One sentence. */
      readonly message: string;
      /** Its output, at most 50 lines (SH8-04). */
      readonly output: string;
      /** Names of failed tests, where its output has them. */
      readonly failing: readonly string[];
      /** It was ended by a signal, or by its time limit. */
      readonly crashed: boolean;
    };

/**
 * Runs a shell command in a worktree; exit code 0 is a pass. After the time limit its process tree
 * is killed, and so are processes that a run leaves behind.
 */
export async function runTests(
  { host, root, signal }: Worktree,
  command: string,
  timeoutMs = TEST_LIMIT_MS,
): Promise<TestRun> {
  signal.throwIfAborted();
  const { exit, stdout, stderr, timedOut } = await host.processes.exec({
    file: command,
    shell: true,
    cwd: root,
    env: { CI: 'true', GIT_TERMINAL_PROMPT: '0', npm_config_yes: 'false', NO_COLOR: '1' },
    timeoutMs,
    signal,
  });
  signal.throwIfAborted();
  if (!timedOut && exit.type === 'code' && exit.code === 0) return { state: 'passed' };
  const all = `${stdout}${stdout === '' || stdout.endsWith('\n') ? '' : '\n'}${stderr}`;
  return {
    state: 'failed',
    message: explainUnsupportedSyntax(all) ?? messageOf(command, exit, timedOut ? timeoutMs : null),
    output: processes.condenseOutput(all),
    failing: failingTests(all),
    crashed: timedOut || exit.type !== 'code' || exit.code > SIGNALS_FROM,
  };
}

function messageOf(
  command: string,
  exit: Awaited<ReturnType<Worktree['host']['processes']['exec']>>['exit'],
  limitMs: number | null,
): string {
  if (limitMs !== null) return `timeout after ${Number((limitMs / MINUTE_MS).toPrecision(3))}min`;
  switch (exit.type) {
    case 'code':
      return `\`${command}\` exited with code ${exit.code}`;
    case 'signal':
      return exit.because ?? `\`${command}\` was terminated by ${exit.signal}`;
    case 'not-started':
      return `\`${command}\` cannot be started (${exit.error.code})`;
  }
}

/** TAP, the reporters of node:test, vitest, jest and mocha. */
const FAILING = [
  /^\s*not ok \d+ - (.+?)(?: # .*)?$/gmu,
  /^\s*✖ (.+?)(?: \([\d.]+ ?ms\))?$/gmu,
  /^\s*FAIL\s+(\S.*)$/gmu,
  /^\s*● (.+)$/gmu,
  /^\s*\d+\) (.+)$/gmu,
];
/** Heading of node:test above the list of failures. */
const NO_NAME = /^failing tests:$/u;

/** Returns the names of failed tests, as far as the output has them. */
export function failingTests(output: string): readonly string[] {
  const names = FAILING.flatMap((pattern) =>
    [...output.matchAll(pattern)].map(([, name = '']) => name.trim()),
  );
  return [...new Set(names)].filter((name) => !NO_NAME.test(name));
}

type RunOnce = () => Promise<TestRun>;

/** Verdict on whether a change caused the test failures. */
export type TestVerdict =
  | { readonly state: 'passed'; readonly flaky: readonly string[] }
  | {
      readonly state: 'failed';
      readonly run: Extract<TestRun, { state: 'failed' }>;
      /** Failed once and passed once with the change, and always passed without it. */
      readonly unsteady: boolean;
    };

interface TestJudge {
  readonly judge: (run: RunOnce) => Promise<TestVerdict>;
  /** Tests that fail now and then without any change. */
  readonly quarantined: () => readonly string[];
  /**
   * Returns true if the tests still pass without any change. Runs nothing if none of them has
   * failed that way; else repeats them until they pass once, a few times at most.
   */
  readonly stillPass: () => Promise<boolean>;
}

/** Runs of the base that have to pass before it is taken for steady. */
const BASE_RUNS = 3;
/** Same count if tests passed once with the change, as they then fail only some of the time. */
const BASE_RUNS_UNSTEADY = 8;
/** Failing base runs in a row after which tests are given up; a flaky suite would pass one. */
const BASE_RUNS_GIVEN_UP = 5;
/** Placeholder for the whole suite, if its output does not name the failed tests. */
const ALL = 'the tests';

/**
 * Judges the runs of one session against a base that is known to have passed once. A failing run is
 * repeated; tests that fail again, or failed only once, are compared with more runs of the base,
 * which are reused later. A test that fails there too is quarantined: its result no longer counts.
 */
export function createTestJudge(runBase: RunOnce): TestJudge {
  const quarantined = new Set<string>();
  let baseRuns = 1;

  const namesOf = (run: TestRun): readonly string[] => {
    if (run.state === 'passed') return [];
    return run.failing.length > 0 ? run.failing : [ALL];
  };
  const isExempt = (run: TestRun): boolean => namesOf(run).every((name) => quarantined.has(name));
  const watchBase = async (runs: number, suspects: readonly string[]): Promise<void> => {
    while (baseRuns < runs && !suspects.every((name) => quarantined.has(name))) {
      baseRuns += 1;
      for (const name of namesOf(await runBase())) quarantined.add(name);
    }
  };
  return {
    quarantined: () => [...quarantined],
    stillPass: async () => {
      if (quarantined.size === 0) return true;
      for (let count = 0; count < BASE_RUNS_GIVEN_UP; count += 1) {
        if ((await runBase()).state === 'passed') return true;
      }
      return false;
    },
    judge: async (run) => {
      const first = await run();
      if (isExempt(first)) return { state: 'passed', flaky: namesOf(first) };
      const second = await run();
      const unsteady = isExempt(second);
      const suspects = namesOf(unsteady ? first : second);
      await watchBase(unsteady ? BASE_RUNS_UNSTEADY : BASE_RUNS, suspects);
      if (isExempt(first) || (isExempt(second) && !unsteady)) {
        return { state: 'passed', flaky: suspects };
      }
      const failed = second.state === 'failed' && !unsteady ? second : first;
      if (failed.state === 'passed') return { state: 'passed', flaky: [] };
      return { state: 'failed', run: failed, unsteady };
    },
  };
}
