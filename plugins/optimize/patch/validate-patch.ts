import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { PatchCheckReport } from '../document/patch-check-document.ts';
import { readPatchedPaths } from '../strike/apply/patch-paths.ts';
import { type AppliedHypothesis, applyHypothesis } from '../strike/apply-hypothesis.ts';
import { defaultLimits } from '../strike/compare-project-folder-performance.ts';
import type { CheckChange } from '../strike/plan-execution-types.ts';
import { restoreState, sizeBetween } from '../strike/save-and-restore-worktree.ts';
import { openWorktrees, type Worktree } from '../strike/trial-worktrees.ts';
import { decidePatchOutcome } from './decide-patch-outcome.ts';
import { measurePatch } from './measure-patch.ts';
import { testPatch } from './run-tests-with-and-without-patch.ts';

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
