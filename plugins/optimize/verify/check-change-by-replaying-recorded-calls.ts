import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Host, processes, worktrees } from 'perf-harness/plugin';
import type { CheckResult } from '../document/behavior-check-result.ts';
import {
  type CheckRequest,
  type CheckResponse,
  MODULE_PLACEHOLDER,
} from './check/behavior-check-request.ts';
import { findMaxDuration } from './check/behavior-check-time-budget.ts';
import type { CallbackRule } from './check/compare-module-versions.ts';
import { stageRecordedFiles } from './check/staged-file-inputs.ts';
import { collectSourceLiterals } from './generate/collect-source-literals.ts';
import type { ChangedFileSpans } from './replay/changed-function-call-coverage.ts';
import { RESTRICTED_FLAGS, runRestrictedChild } from './run-restricted-child.ts';
import type { Session } from './sessions/recorded-call-session.ts';

export interface SessionsCheck {
  /** Folders of the project before and after it, absolute. */
  readonly base: string;
  readonly head: string;
  /** The changed module, from these folders, with slashes. */
  readonly module: string;
  /**
   * Modules that import it and were loaded while its calls were recorded; they are loaded first if
   * the calls have other results without them. Default: none.
   */
  readonly importers?: readonly string[];
  readonly sessions: readonly Session[];
  readonly seed: number;
  /**
   * CPU time for everything but the start and the end, in milliseconds. Calls that have to be
   * compared are compared even if that takes longer.
   */
  readonly budgetMs: number;
  /** Most sessions that are generated from captured sessions. Default 20,000. */
  readonly maxMade?: number;
  /** Changed files after the change, which the calls have to reach. Default: not checked. */
  readonly watched?: readonly ChangedFileSpans[];
  /** Default: in the same order. */
  readonly callbacks?: CallbackRule;
  readonly signal: AbortSignal;
}

const MOST_MADE = 20_000;
/** Time to start, to minimize a difference, and to exit. */
const EXTRA_MS = 45_000;
const TEST_MS = 5_000;
/** Limits of the whole process tree: two threads with own limits, and the process around them. */
const LIMITS = { memoryBytes: 2_500e6, processes: 4 };
/** Last characters of its stderr that are quoted if it gave no answer. */
const LAST_CHARACTERS = 300;

/**
 * Replays captured calls of a module, and calls generated from them, before and after a change, in
 * a process that can neither write files nor start programs. A single difference refutes the
 * change; it is minimized and reported with a test.
 */
export async function checkSessions(host: Host, check: SessionsCheck): Promise<CheckResult> {
  const { base, head, module, sessions, seed, budgetMs, signal, importers = [] } = check;
  const folder = worktrees.claimWorktreeFolder(host);
  try {
    const file = join(folder, 'sessions.json');
    const files = join(folder, 'files');
    const staged = stageRecordedFiles(host, files, sessions);
    host.files.writeAtomic(file, JSON.stringify(staged));
    const request: CheckRequest = {
      base,
      head,
      module,
      loadFirst: [],
      sessions: file,
      files,
      seed,
      budgetMs,
      maxMade: check.maxMade ?? MOST_MADE,
      callbacks: check.callbacks ?? 'same-order',
      watched: check.watched ?? [],
      literals: collectSourceLiterals(host, [base, head], module),
      worker: processes.childModule(import.meta.url, './replay/replay-worker'),
    };
    const alone = await runCheck(host, request, signal);
    const answer =
      alone.state === 'unknown' && alone.dependsOnOtherState === true && importers.length > 0
        ? await runCheck(host, { ...request, loadFirst: importers }, signal)
        : alone;
    if (answer.state === 'unknown') return { state: 'unknown', reason: answer.reason };
    if (answer.state !== 'differs') return answer;
    const { tests, counterexample } = answer;
    const test = await findDistinguishingTest(host, check, { tests, folder });
    return { state: 'differs', counterexample: { ...counterexample, test } };
  } finally {
    host.files.remove(folder);
  }
}

async function runCheck(
  host: Host,
  request: CheckRequest,
  signal: AbortSignal,
): Promise<CheckResponse> {
  const { base, head, module, budgetMs } = request;
  const { answer, result } = await runRestrictedChild<CheckResponse>(host, {
    script: processes.childModule(import.meta.url, './check/behavior-check-child'),
    flags: [...listFlags(), ...processes.transformerFlags(join(head, module))],
    cwd: base,
    request,
    timeoutMs: findMaxDuration(budgetMs) + EXTRA_MS,
    signal,
    limits: LIMITS,
  });
  if (answer !== null) return answer;
  const { exit, stderr, timedOut } = result;
  const words = stderr.trim().slice(-LAST_CHARACTERS).replace(/\s+/gu, ' ');
  const because = exit.type === 'signal' ? exit.because : undefined;
  const how = timedOut ? 'it did not finish in time' : (because ?? 'it exited without an answer');
  const reason = `The check returned no result: ${how}${words === '' ? '' : `: ${words}`}.`;
  return { state: 'unknown', reason };
}

function listFlags(): readonly string[] {
  return [
    '--stack-size=900',
    // Needed to count which functions are called; older releases need no flag for it.
    ...(process.allowedNodeEnvironmentFlags.has('--allow-inspector') ? ['--allow-inspector'] : []),
    ...processes.loaderFlags({ loadsSources: true }),
  ];
}

/**
 * Returns the first test that passes before the change and fails after it, in a form that a project
 * can keep; empty if there is none.
 */
async function findDistinguishingTest(
  host: Host,
  { base, head, module, signal }: SessionsCheck,
  { tests, folder }: { readonly tests: readonly string[]; readonly folder: string },
): Promise<string> {
  for (const [index, test] of tests.entries()) {
    const passes = async (side: string): Promise<boolean> => {
      const file = join(folder, `difference-${index}.test.mjs`);
      const url = pathToFileURL(join(side, module)).href;
      host.files.writeAtomic(file, test.replace(MODULE_PLACEHOLDER, url));
      // The test writes the files that its call reads.
      const flags = [...RESTRICTED_FLAGS, ...listFlags(), `--allow-fs-write=${folder}`];
      const { exit } = await host.processes.exec({
        file: process.execPath,
        args: [...flags, '--test-isolation=none', '--test', file],
        cwd: side,
        env: { TMPDIR: folder, TEMP: folder },
        timeoutMs: TEST_MS,
        signal,
        limits: LIMITS,
      });
      return exit.type === 'code' && exit.code === 0;
    };
    if ((await passes(base)) && !(await passes(head))) {
      return test.replace(MODULE_PLACEHOLDER, `./${module}`);
    }
  }
  return '';
}
