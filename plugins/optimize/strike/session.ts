import type { Host } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/hypothesis.ts';
import { createStateBuilder, type StateBuilder } from './build-states.ts';
import {
  type CheckedHypothesis,
  type CheckState,
  type ScenarioToWatch,
  stateChecker,
} from './check-state.ts';
import { appendExperiment, type Experiment } from './experiments-log.ts';
import { createTestJudge, type TestJudge, type TestVerdict } from './judge-tests.ts';
import {
  improvementPct,
  type Measure,
  type MeasureBaseline,
  type Measured,
  MeasurementFailure,
  measureSteadily,
} from './measure.ts';
import type { ExecutionRequest, RemovedHypothesis, StrikePlan } from './plan.ts';
import { runTests, type TestRun } from './run-tests.ts';
import { commitState, restoreState } from './tree-state.ts';
import type { Worktree, Worktrees } from './worktree.ts';

/** Smallest gain that counts, percent: the margin of timed metrics (D3). */
export const MINIMUM_EFFECT_PCT = 2;

/** What the steps of an execution share. */
export interface Session {
  readonly host: Host;
  readonly request: ExecutionRequest;
  readonly plan: StrikePlan;
  readonly primary: string;
  readonly signal: AbortSignal;
  readonly head: Worktree;
  readonly base: Worktree;
  readonly states: StateBuilder;
  /** State that the run began with. */
  readonly startTree: string;
  readonly removed: RemovedHypothesis[];
  readonly manual: RemovedHypothesis[];
  readonly warnings: string[];
  /** What checks came to, in their order. */
  readonly checks: CheckedHypothesis[];
  readonly checkState: CheckState;
  readonly tests: TestJudge;
  /** Whether the tests, and the end-to-end test, pass with a state. */
  readonly tryState: (tree: string) => Promise<GateResult>;
  /** The same several times over, as far as a minute goes: a race passes now and then. */
  readonly trySteadily: (tree: string) => Promise<GateResult>;
  /** Whether a state can be measured at all. */
  readonly tryMeasuring: (tree: string) => Promise<GateResult>;
  /** Two states against each other; with `explain` both are profiled too where one is better. */
  readonly compareStates: (
    before: string,
    after: string,
    options?: { readonly explain?: boolean },
  ) => Promise<Comparison>;
  /** Makes a commit of a state behind the last one; gives its hash. */
  readonly commit: (tree: string, message: string) => Promise<string>;
  /** Takes back every commit that was made. */
  readonly dropCommits: () => Promise<void>;
  readonly log: (experiment: Experiment) => void;
  /** Path of the log, absolute. */
  readonly logFile: string;
  /** What of the end-to-end test stands in a row of the log. */
  readonly e2eStatus: (result: GateResult | null) => Experiment['e2e'];
}

/** What the tests and the end-to-end test said of a state. */
export interface GateResult {
  readonly passed: boolean;
  readonly e2e: 'pass' | 'fail' | 'skipped';
  /** Why it did not pass, one sentence. */
  readonly reason: string;
  readonly output: string;
  readonly crashed: boolean;
  /** It failed once and passed once with the change, and always passed without it. */
  readonly unsteady: boolean;
}

/** A comparison, with what is made of it. */
export interface Comparison {
  readonly measured: Measured;
  readonly improvementPct: number;
  /** Better than noise, and by more than the smallest gain that counts (D3). */
  readonly isImproved: boolean;
  /** Shown to be worse, or not to be measured at all. */
  readonly isWorse: boolean;
}

export interface SessionParts {
  readonly host: Host;
  readonly request: ExecutionRequest;
  readonly plan: StrikePlan;
  readonly worktrees: Worktrees;
  readonly head: Worktree;
  readonly base: Worktree;
  readonly startTree: string;
  readonly testCommand: string;
  /** What is measured. */
  readonly scenario: ScenarioToWatch;
  /** Command of the end-to-end test; null: there is none that passes without any change. */
  readonly e2eCommand: string | null;
  readonly measure: Measure;
  readonly measureBaseline: MeasureBaseline;
  readonly logFile: string;
  readonly warnings: string[];
  readonly signal: AbortSignal;
}

export function openSession(parts: SessionParts): Session {
  const { host, request, plan, worktrees, head, base, startTree, measure, signal } = parts;
  const primary = request.primaryMetric ?? 'wall_time_ms';
  const limit = request.testTimeoutMs;
  const run = async (worktree: Worktree, tree: string, command: string): Promise<TestRun> => {
    await restoreState(worktree, tree);
    return runTests(worktree, command, limit);
  };
  const tests = createTestJudge(() => run(base, startTree, parts.testCommand));
  const { e2eCommand } = parts;
  const e2e =
    e2eCommand === null
      ? null
      : { command: e2eCommand, judge: createTestJudge(() => run(base, startTree, e2eCommand)) };
  let parent = worktrees.start;
  const tryState = async (tree: string): Promise<GateResult> => {
    const suite = await tests.judge(() => run(head, tree, parts.testCommand));
    if (suite.state === 'failed') return failed(suite, 'skipped');
    if (e2e === null) return { ...PASSED, e2e: 'skipped' };
    const whole = await e2e.judge.judge(() => run(head, tree, e2e.command));
    return whole.state === 'failed' ? failed(whole, 'fail') : { ...PASSED, e2e: 'pass' };
  };

  const states = createStateBuilder(head, request.codemods);
  return {
    host,
    request,
    plan,
    primary,
    signal,
    head,
    base,
    startTree,
    states,
    checkState: stateChecker({ ...parts, states, check: request.check }),
    removed: [],
    manual: [],
    checks: [],
    warnings: parts.warnings,
    tests,
    tryState,
    trySteadily: (tree) => repeatedly(host, () => tryState(tree)),
    tryMeasuring: (tree) => measureOnce(parts, tree),
    compareStates: async (before, after, { explain = false } = {}) => {
      await restoreState(base, before);
      await restoreState(head, after);
      const measured = await measureSteadily(measure, base.root, head.root, {
        explain,
        signal,
      });
      signal.throwIfAborted();
      const gain = improvementPct(measured, primary);
      const isImproved = measured.verdict === 'improved' && gain >= MINIMUM_EFFECT_PCT;
      return { measured, improvementPct: gain, isImproved, isWorse: isWorse(measured) };
    },
    commit: async (tree, message) => {
      parent = await commitState(head, { tree, parent, message });
      await worktrees.setBranch(head, parent);
      return parent;
    },
    dropCommits: async () => {
      if (parent === worktrees.start) return;
      parent = worktrees.start;
      await worktrees.dropBranch();
    },
    log: (experiment) => appendExperiment(host, parts.logFile, experiment),
    logFile: parts.logFile,
    e2eStatus: (result) => result?.e2e ?? 'skipped',
  };
}

function isWorse({ verdict }: Measured): boolean {
  return verdict === 'regressed' || verdict === 'incomparable';
}

/** Whether a state can be measured at all. */
async function measureOnce(
  { head, measureBaseline, signal }: SessionParts,
  tree: string,
): Promise<GateResult> {
  await restoreState(head, tree);
  try {
    await measureBaseline(head.root, { runs: 1, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof MeasurementFailure)) throw error;
    const reason = `it fails when it is measured (${error.message})`;
    return { ...PASSED, passed: false, e2e: 'skipped', reason, crashed: true };
  }
  return { ...PASSED, e2e: 'skipped' };
}

/** Of a gate that passed, beside what the end-to-end test said. */
export const PASSED = {
  passed: true,
  reason: '',
  output: '',
  crashed: false,
  unsteady: false,
} as const;

/** Of five runs, what fails in two of five is seen in 92 of 100 cases. */
const STEADY_RUNS = 5;
const STEADY_LIMIT_MS = 60_000;

/** Twice at the least, and as often as a minute has room for. */
async function repeatedly(
  { clock }: Host,
  tryOnce: () => Promise<GateResult>,
): Promise<GateResult> {
  const started = clock.monotonicMs();
  let result = await tryOnce();
  for (let count = 1; result.passed && count < STEADY_RUNS; count += 1) {
    const spentMs = clock.monotonicMs() - started;
    if (count > 1 && spentMs + spentMs / count > STEADY_LIMIT_MS) break;
    result = await tryOnce();
  }
  return result;
}

function failed(
  { run, unsteady }: Extract<TestVerdict, { state: 'failed' }>,
  e2e: GateResult['e2e'],
): GateResult {
  const names = run.failing.length === 0 ? run.message : run.failing.slice(0, 3).join(', ');
  const when = unsteady ? 'fails now and then with it, and never without it' : 'fails with it';
  const reason = `${e2e === 'fail' ? 'the end-to-end test' : 'a test'} ${when} (${names})`;
  return { passed: false, e2e, reason, output: run.output, crashed: run.crashed, unsteady };
}

/** Ids, as logs and messages show them. */
export function idsOf(hypotheses: readonly Pick<Hypothesis, 'id'>[]): readonly string[] {
  return hypotheses.map(({ id }) => id);
}
