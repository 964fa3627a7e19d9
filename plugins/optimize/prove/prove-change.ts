import { EXIT, type Finding, type Host, UserError } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import { PROOF_SCHEMA, type Proof } from '../document/proof-document.ts';
import { applyPatch } from '../strike/apply/apply-patch-codemod-or-command-to-worktree.ts';
import { readPatchedPaths } from '../strike/apply/patch-paths.ts';
import { type AppliedHypothesis, applyWithinLimits } from '../strike/apply-hypothesis.ts';
import { defaultLimits } from '../strike/compare-project-folder-performance.ts';
import type { CheckChange } from '../strike/plan-execution-types.ts';
import { keepState, restoreState, sizeBetween } from '../strike/save-and-restore-worktree.ts';
import { openWorktrees, type Worktree } from '../strike/trial-worktrees.ts';
import { decideProofOutcome } from './decide-proof-outcome.ts';
import { describeChange } from './describe-change.ts';
import { judgeClaim } from './judge-claimed-gain.ts';
import { measureChange } from './measure-change.ts';
import { type ProofSubject, resolveChange } from './resolve-change-to-prove.ts';
import { type ChangeSide, testChange } from './run-tests-with-and-without-change.ts';
import { type SplitPatch, splitPatch } from './split-patch-by-file.ts';

/** A change, and how it is to be judged. */
export interface ProofRequest {
  /** The project, absolute; its tree is only read. */
  readonly root: string;
  readonly subject: ProofSubject;
  /** Shell command that runs the tests; null: as the project declares. */
  readonly tests: string | null;
  /** Scenario that measures it; null: every scenario of the project. */
  readonly scenario: string | null;
  /** Metrics that decide; null: each scenario's own. */
  readonly metrics: readonly string[] | null;
  /** Runs the old and the new code side by side. */
  readonly check: CheckChange;
  /** To people, as it happens. */
  readonly tell: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Applies a change in a worktree, and reports if the tests pass, if the behavior is unchanged and if
 * it is faster. The worktrees are removed afterwards.
 * @throws UserError where there is no change, or it may not be applied, or does not apply.
 */
export async function proveChange(host: Host, request: ProofRequest): Promise<Proof> {
  const { root, subject, signal } = request;
  const {
    name,
    base: start,
    patch,
    description,
  } = await resolveChange(host, root, subject, signal);
  const split = splitPatch(patch);
  const files = [...new Set(readPatchedPaths(split.proven).map(({ path }) => path))];
  if (files.length === 0) throw nothingToProve(name, split);
  const limits = defaultLimits(host);
  const worktrees = await openWorktrees(host, { root, slug: 'prove', cycle: 1, start, signal });
  host.processes.limitTrees(limits);
  try {
    const head = await worktrees.open('head');
    const base = await worktrees.open('base');
    await addScenarios([base, head], split.scenarios, name);
    const before = await keepState(base);
    const applied = await apply(head, name, split.proven, files);
    const sides = {
      base: { worktree: base, tree: before },
      head: { worktree: head, tree: applied.after },
    };
    const results = await judge(sides, files, request);
    return {
      schema: PROOF_SCHEMA,
      change: name,
      base: worktrees.start,
      files,
      omitted: split.omitted,
      size: await sizeBetween(head, applied.before, applied.after),
      outcome: decideProofOutcome(results),
      ...results,
      claim: judgeClaim(`${description}\n${split.message}`, results),
      findings: [...worktrees.findings, ...scenarioFindings(split)],
    };
  } finally {
    await worktrees.close();
    host.processes.limitTrees(null);
  }
}

type Results = Pick<Proof, 'tests' | 'check' | 'gains' | 'unmeasured'>;

/** Runs the tests, then both versions side by side, then the scenarios; stops at a refutation. */
async function judge(
  { base, head }: { readonly base: ChangeSide; readonly head: ChangeSide },
  files: readonly string[],
  { tests: command, scenario, metrics, check, tell, signal }: ProofRequest,
): Promise<Results> {
  const [baseRoot, headRoot] = [base.worktree.root, head.worktree.root];
  const restore = async (): Promise<void> => {
    await restoreState(base.worktree, base.tree);
    await restoreState(head.worktree, head.tree);
  };
  tell('Running the tests with and without the change …');
  const tests = await testChange(base, head, command);
  const unmeasured = (reason: string) => ({ gains: [], unmeasured: reason });
  if (tests.state === 'failed') {
    return { tests, check: null, ...unmeasured('tests fail with the change') };
  }
  await restore();
  tell('Running the old and the new code side by side …');
  const checked = await check({
    base: baseRoot,
    head: headRoot,
    files,
    signal,
    testCommand: tests.command ?? '',
    scenario: scenario === null ? {} : { targets: [scenario] },
    // A person's change may affect waiting as well as computing, so calls may overlap.
    mayOverlap: true,
  });
  if (checked.state === 'differs') {
    return { tests, check: checked, ...unmeasured('the change alters behavior') };
  }
  await restore();
  tell('Measuring with and without the change …');
  const limits = defaultLimits(head.worktree.host);
  const sides = { base: baseRoot, head: headRoot, scenario, metrics, limits, signal };
  return { tests, check: checked, ...(await measureChange(sides)) };
}

/** Adds new scenarios of the change to both sides, so that they measure the code before it too. */
async function addScenarios(
  sides: readonly Worktree[],
  patch: string,
  name: string,
): Promise<void> {
  if (patch === '') return;
  for (const side of sides) {
    const problem = await applyPatch(side, patch, []);
    if (problem !== null) throw refused(name, problem, REMEDIES.failed);
  }
}

function scenarioFindings({ scenarios }: SplitPatch): readonly Finding[] {
  if (scenarios === '') return [];
  const paths = readPatchedPaths(scenarios).map(({ path }) => path);
  return [
    {
      id: 'scenarios-on-both-sides',
      level: 'info',
      message: `New scenarios of the change measure both sides: ${paths.join(', ')}.`,
      remedy: 'Commit scenarios before the change that they measure.',
    },
  ];
}

/** Wraps a change in a hypothesis, so that it can be applied; no measurement supports it. */
function changeHypothesis(patch: string, files: readonly string[]): Hypothesis {
  return {
    id: 'The change',
    key: 'change',
    description: 'A change by a person or an agent',
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

const REMEDIES = {
  refused: 'Remove that file from the change.',
  manual: 'Remove the test changes; only the committed tests are used to check it.',
  failed: 'Create the patch against the committed code, with git diff.',
} as const;

/** @throws UserError (blocked) where the change may not be applied, or does not apply. */
async function apply(
  head: Worktree,
  name: string,
  patch: string,
  files: readonly string[],
): Promise<AppliedHypothesis> {
  // An unbounded cache is not refused here: its memory is measured.
  const applied = await applyWithinLimits(head, changeHypothesis(patch, files));
  if (applied.state === 'applied') return applied;
  throw refused(name, applied.reason, REMEDIES[applied.state]);
}

function refused(name: string, reason: string, remedy: string): UserError {
  return new UserError({
    code: 'change-refused',
    message: `${describeChange(name)} was not tried. ${reason}.`,
    remedy,
    exitCode: EXIT.blocked,
  });
}

function nothingToProve(name: string, { omitted, scenarios }: SplitPatch): UserError {
  if (omitted.length === 0 && scenarios === '') {
    return new UserError({
      code: 'no-patch',
      message: `${describeChange(name)} names no changed files.`,
      remedy: 'Pass a unified diff, as printed by git diff.',
    });
  }
  const kinds = [...new Set(omitted.map(({ path, reason }) => `${path} (${reason})`))].join(', ');
  return new UserError({
    code: 'nothing-to-prove',
    message: `${describeChange(name)} changes no code of the program: ${kinds || 'new scenarios only'}.`,
    remedy: 'Name a change of the program itself; its tests stay as committed.',
  });
}
