import { EXIT, type Host, measure, type processes, UserError } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { PatchCheckReport } from '../document/patch-check-document.ts';
import { findMetricDirection } from '../optimization-metrics.ts';
import { readPatchedPaths } from '../strike/apply/patch-paths.ts';
import { type AppliedHypothesis, applyHypothesis } from '../strike/apply-hypothesis.ts';
import { defaultLimits } from '../strike/compare-project-folder-performance.ts';
import { createTestJudge } from '../strike/distinguish-broken-from-flaky-tests.ts';
import type { CheckChange } from '../strike/plan-execution-types.ts';
import { runTests } from '../strike/run-project-tests.ts';
import { restoreState, sizeBetween } from '../strike/save-and-restore-worktree.ts';
import { openWorktrees, type Worktree } from '../strike/trial-worktrees.ts';

/** Wraps a user's patch in a hypothesis, so that it can be applied; no measurement supports it. */
function patchHypothesis(patch: string, files: readonly string[]): Hypothesis {
  return {
    id: 'The patch',
    key: 'patch',
    description: 'A user-supplied patch',
    bottleneck_addressed: '1',
    bottleneck_class: 'CPU',
    expected_impact: { percent: 0, origin: 'estimated', note: '' },
    complexity: 'Medium',
    risk: 'Medium',
    fix_level: 4,
    files_to_modify: [...files],
    dependencies: [],
    conflicts_with: [],
    evidence: [],
    premises: [],
    evidence_class: 'checked',
    assumes: [],
    removes: false,
    pair: null,
    source: 'plugin',
    apply: { kind: 'patch', patch },
  };
}

/** A person's patch, and how it is to be judged. */
export interface PatchRequest {
  /** The project, absolute; its tree is only read. */
  readonly root: string;
  /** A unified diff. */
  readonly patch: string;
  /** As it was named: a file, or `-`. */
  readonly name: string;
  /** Scenario that measures it; null: every scenario of the project. */
  readonly scenario: string | null;
  /** Runs the old and the new code side by side. */
  readonly check: CheckChange;
  /** To people, as it happens. */
  readonly tell: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Applies a patch to the commit in a worktree, and reports if the tests pass, if the behavior is
 * unchanged and if it is faster. The worktree is removed afterwards.
 * @throws UserError where it is no patch, may not be applied, or does not apply.
 */
export async function validatePatch(host: Host, request: PatchRequest): Promise<PatchCheckReport> {
  const { root, patch, name, scenario, check, tell, signal } = request;
  const files = [...new Set(readPatchedPaths(patch).map(({ path }) => path))];
  if (files.length === 0) throw noPatch(name);
  const limits = defaultLimits(host);
  const worktrees = await openWorktrees(host, { root, slug: 'patch', cycle: 1, signal });
  host.processes.limitTrees(limits);
  try {
    const head = await worktrees.open('head');
    const applied = await apply(head, name, patch, files);
    const base = await worktrees.open('base');
    const before = { worktree: base, tree: applied.before };
    const after = { worktree: head, tree: applied.after };
    tell('Running the tests with and without the patch …');
    const tests = await testPatch(before, after);
    const restore = async (): Promise<void> => {
      await restoreState(base, before.tree);
      await restoreState(head, after.tree);
    };
    let checked: PatchCheckReport['check'] = null;
    let measured: Pick<PatchCheckReport, 'gains' | 'unmeasured'> = {
      gains: [],
      unmeasured: 'the tests fail with the patch',
    };
    if (tests.state !== 'failed') {
      await restore();
      tell('Running the old and the new code side by side …');
      const change = { base: base.root, head: head.root, files, signal };
      // A user's patch may change waiting as well as computing, so calls may overlap.
      const testCommand = tests.command ?? '';
      const watched = scenario === null ? {} : { targets: [scenario] };
      checked = await check({ ...change, testCommand, scenario: watched, mayOverlap: true });
      measured = { gains: [], unmeasured: 'the patch changes behavior' };
    }
    if (tests.state !== 'failed' && checked?.state !== 'differs') {
      await restore();
      tell('Measuring with and without the patch …');
      measured = await measurePatch({
        base: base.root,
        head: head.root,
        scenario,
        limits,
        signal,
      });
    }
    return {
      schema: 'perf-harness/patch-check@1',
      patch: name,
      base: worktrees.start,
      files,
      size: await sizeBetween(head, before.tree, after.tree),
      outcome: decidePatchOutcome({ tests, check: checked, gains: measured.gains }),
      tests,
      check: checked,
      ...measured,
      findings: [...worktrees.findings],
    };
  } finally {
    await worktrees.close();
    host.processes.limitTrees(null);
  }
}

/** @throws UserError (blocked) where the patch may not be applied, or does not apply. */
async function apply(
  head: Worktree,
  name: string,
  patch: string,
  files: readonly string[],
): Promise<AppliedHypothesis> {
  const applied = await applyHypothesis(head, patchHypothesis(patch, files));
  if (applied.state === 'applied') return applied;
  const remedies = {
    refused: 'Remove that file from the patch.',
    manual:
      'Remove the test changes from the patch; only the committed tests are used to check it.',
    failed: 'Create the patch against the committed code, with git diff.',
  };
  throw new UserError({
    code: 'patch-refused',
    message: `${shown(name)} was not tried. ${applied.reason}.`,
    remedy: remedies[applied.state],
    exitCode: EXIT.blocked,
  });
}

function noPatch(name: string): UserError {
  return new UserError({
    code: 'no-patch',
    message: `${shown(name)} is not a patch: it does not name any changed files.`,
    remedy: 'Pass a unified diff, as printed by git diff.',
  });
}

function shown(name: string): string {
  return name === '-' ? 'Standard input' : name;
}

/** Returns the outcome the worst known result dictates; unknown results never count as good. */
export function decidePatchOutcome({
  tests,
  check,
  gains,
}: Pick<PatchCheckReport, 'tests' | 'check' | 'gains'>): PatchCheckReport['outcome'] {
  if (tests.state === 'failed') return 'tests-fail';
  if (check?.state === 'differs') return 'differs';
  const of = (verdict: PatchCheckReport['gains'][number]['verdict']): boolean =>
    gains.some((gain) => gain.verdict === verdict);
  if (of('regressed') || check?.state === 'loses') return 'slower';
  if (tests.state !== 'passed' || check?.state !== 'same') return 'unjudged';
  if (of('improved')) return 'faster';
  return gains.length > 0 && gains.every(({ verdict }) => verdict === 'unchanged')
    ? 'no-gain'
    : 'unjudged';
}

/** Two folders of a project, with the scenario to measure in them. */
interface MeasuredSides {
  readonly base: string;
  readonly head: string;
  /** Name, file or tag of a scenario; null: all that the project has. */
  readonly scenario: string | null;
  readonly limits: processes.TreeLimits;
  readonly signal: AbortSignal;
}

type Measured = Pick<PatchCheckReport, 'gains' | 'unmeasured'>;

/** Measures a patch by live comparisons of the project's scenarios, each by its deciding metric. */
async function measurePatch(sides: MeasuredSides): Promise<Measured> {
  const { base, head, scenario, limits, signal } = sides;
  try {
    const { comparisons } = await measure.compare({
      base,
      head,
      cwd: head,
      limits,
      signal,
      explain: false,
      label: 'perf-harness optimize validate',
      ...(scenario !== null && { targets: [scenario] }),
    });
    const gains = comparisons
      .filter(({ gated }) => gated)
      .map(({ scenario: name, metric, verdict, ratio, low, high, reason }) => ({
        scenario: name,
        metric,
        verdict,
        ratio,
        low,
        high,
        reason,
        better: findMetricDirection(metric),
      }));
    return { gains, unmeasured: gains.length === 0 ? 'the scenarios have no gated metric' : null };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'no-scenarios') throw error;
    return { gains: [], unmeasured: 'the project has no scenario that measures the patch' };
  }
}

/** A state of the project in a worktree. */
interface PatchSide {
  readonly worktree: Worktree;
  readonly tree: string;
}

/** Runs the tests on the patch; if they fail without it as well, they say nothing about it. */
async function testPatch(base: PatchSide, head: PatchSide): Promise<PatchCheckReport['tests']> {
  const { worktree } = base;
  const command = measure.findSuiteCommand(worktree.host, worktree.root);
  if (command === null) {
    return { state: 'absent', command, reason: 'the project has no tests to run' };
  }
  const run = async (side: PatchSide) => {
    await restoreState(side.worktree, side.tree);
    return runTests(side.worktree, command);
  };
  let before = await run(base);
  if (before.state === 'failed') before = await run(base);
  if (before.state === 'failed') {
    return { state: 'fail-before', command, reason: wordsOf(before) };
  }
  const verdict = await createTestJudge(() => run(base)).judge(() => run(head));
  return verdict.state === 'failed'
    ? { state: 'failed', command, reason: wordsOf(verdict.run) }
    : { state: 'passed', command, reason: null };
}

function wordsOf({
  failing,
  message,
}: {
  readonly failing: readonly string[];
  readonly message: string;
}): string {
  return failing.length === 0 ? message : failing.slice(0, 3).join(', ');
}
