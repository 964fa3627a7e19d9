import { processes } from 'perf-harness/plugin';
import { explainUnsupportedSyntax } from '../verify/record/record-calls-during-command.ts';
import type { Worktree } from './trial-worktrees.ts';

/** Default time limit of tests: five minutes (SH8-02). */
export const TEST_LIMIT_MS = 300_000;
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
