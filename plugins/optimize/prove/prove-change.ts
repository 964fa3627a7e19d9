import { EXIT, type Finding, type Host, measure, UserError } from 'perf-harness/plugin';
import { PROOF_SCHEMA, type Proof } from '../document/proof-document.ts';
import {
  type AppliedChange,
  applyWithinLimits,
  findUnboundedCache,
} from '../strike/apply-hypothesis.ts';
import { defaultLimits } from '../strike/compare-project-folder-performance.ts';
import type { CheckChange } from '../strike/plan-execution-types.ts';
import { keepState, restoreState, sizeBetween } from '../strike/save-and-restore-worktree.ts';
import { openWorktrees, type Worktree } from '../strike/trial-worktrees.ts';
import { isProgramModule } from '../verify/change/program-modules.ts';
import { measureBuilt } from './build-folders-before-measuring.ts';
import { classifyChangedFiles } from './classify-changed-files.ts';
import { decideProofOutcome, judgeClaim, UNBOUNDED_CACHE } from './decide-proof-outcome.ts';
import { describeChange } from './describe-change.ts';
import { measureByScenariosOrBenchmarks } from './measure-by-benchmarks.ts';
import { measureChange, measureLoading } from './measure-change.ts';
import { measureParts } from './parts/measure-parts.ts';
import { type ChangeToProve, type ProofSubject, resolveChange } from './resolve-change-to-prove.ts';
import {
  recordingCommand,
  testChange,
  type WorktreeState,
} from './run-tests-with-and-without-change.ts';

export interface ProofRequest {
  /** The project, absolute; its tree is only read. */
  readonly root: string;
  readonly subject: ProofSubject;
  /** Shell command that runs the tests; null: as the project declares. */
  readonly tests: string | null;
  /** Scenario that measures it; null: every scenario of the project, else its benchmarks. */
  readonly scenario: string | null;
  /** Metrics that decide; null: each scenario's own. */
  readonly metrics: readonly string[] | null;
  /** Set to measure a faster change without each of its parts too. */
  readonly tryParts: boolean;
  /** Runs the old and the new code side by side. */
  readonly check: CheckChange;
  readonly report: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Applies a change in a worktree, and reports if the tests pass, if the behavior is unchanged and if
 * it is faster. The worktrees are removed afterwards.
 * @throws UserError where there is no change, or it may not be applied, or does not apply.
 */
export async function proveChange(host: Host, request: ProofRequest): Promise<Proof> {
  const { root, subject, signal } = request;
  const resolved = await resolveChange(host, root, subject, signal);
  const { change, base: start, description, outside } = resolved;
  const { proven, scenarios, omitted } = classifyChangedFiles(resolved.files);
  if (proven.length === 0) throw nothingToProve(resolved, omitted);
  const limits = defaultLimits(host);
  const worktrees = await openWorktrees(host, { root, slug: 'prove', cycle: 1, start, signal });
  host.processes.limitTrees(limits);
  try {
    const head = await worktrees.open('head');
    const base = await worktrees.open('base');
    // New scenarios of the change measure the code before it too.
    for (const worktree of scenarios.length === 0 ? [] : [base, head]) {
      await applyChange(worktree, resolved, scenarios, { addsBenchmarks: true });
    }
    const before = await keepState(base);
    const applied = await applyChange(head, resolved, proven);
    const { scenario } = request;
    if (scenario !== null) {
      const folders = { base: base.root, head: head.root, signal };
      await measureBuilt(host, folders, () => measure.checkScenario(host, head.root, scenario));
    }
    const states = {
      base: { worktree: base, tree: before },
      head: { worktree: head, tree: applied.after },
    };
    const results = await testCheckAndMeasure(states, proven, request);
    const cache = (await findUnboundedCache(applied)) ?? describeRepeatedGain(results.check);
    const findings = [
      ...results.findings,
      ...scenarioFindings(scenarios),
      ...(cache === null ? [] : [cacheFinding(cache)]),
    ];
    const outcome = decideProofOutcome({ ...results, findings });
    const openRest = async (): Promise<Worktree> => {
      const rest = await worktrees.open('rest');
      if (scenarios.length > 0) {
        await applyChange(rest, resolved, scenarios, { addsBenchmarks: true });
      }
      return (await applyChange(rest, resolved, proven)).worktree;
    };
    const parts =
      outcome === 'proven-faster' && request.tryParts
        ? await measureParts(
            { ...request, base: states.base, head: applied, files: proven, openRest },
            results,
          )
        : [];
    return {
      schema: PROOF_SCHEMA,
      change,
      base: worktrees.start,
      files: proven,
      omitted: [
        ...omitted,
        ...outside.map((path) => ({ path, reason: 'outside the project' as const })),
      ],
      size: await sizeBetween(head, applied.before, applied.after),
      outcome,
      ...results,
      parts,
      claim: judgeClaim(description, results),
      findings: [...worktrees.findings, ...findings],
    };
  } finally {
    await worktrees.close();
    host.processes.limitTrees(null);
  }
}

type ProofResults = Pick<Proof, 'tests' | 'check' | 'gains' | 'unmeasured' | 'findings'>;

/**
 * Runs the tests, then both versions side by side, then the scenarios; stops at a refutation. If
 * all of these show a gain, the time to load the changed modules is measured too.
 */
async function testCheckAndMeasure(
  { base, head }: { readonly base: WorktreeState; readonly head: WorktreeState },
  files: readonly string[],
  { tests: command, scenario, metrics, check, report, signal }: ProofRequest,
): Promise<ProofResults> {
  const [baseRoot, headRoot] = [base.worktree.root, head.worktree.root];
  const restore = async (): Promise<void> => {
    await restoreState(base.worktree, base.tree);
    await restoreState(head.worktree, head.tree);
  };
  report('Running the tests with and without the change …');
  const tests = await testChange(base, head, command);
  const unmeasured = (reason: string) => ({ gains: [], unmeasured: reason, findings: [] });
  if (tests.state === 'failed') {
    return { tests, check: null, ...unmeasured('tests fail with the change') };
  }
  await restore();
  report('Running the old and the new code side by side …');
  const compared = await check({
    base: baseRoot,
    head: headRoot,
    files,
    signal,
    testCommand: recordingCommand(base.worktree, tests.command),
    scenario: scenario === null ? {} : { targets: [scenario] },
    // A person's change may affect waiting as well as computing, so calls may overlap.
    mayOverlap: true,
  });
  const checked = withUncheckedFiles(compared, files);
  if (checked.state === 'differs') {
    return { tests, check: checked, ...unmeasured('the change alters behavior') };
  }
  await restore();
  report('Measuring with and without the change …');
  const { host } = head.worktree;
  const folders = { base: baseRoot, head: headRoot, metrics, limits: defaultLimits(host), signal };
  const isGainShown = checked.state === 'same' && (checked.faster ?? []).length > 0;
  const measured =
    scenario === null
      ? await measureByScenariosOrBenchmarks(host, folders, isGainShown)
      : await measureBuilt(host, folders, () => measureChange(folders, { targets: [scenario] }));
  const results = { tests, check: checked, ...measured };
  if (decideProofOutcome(results) !== 'proven-faster') return results;
  const slowerLoads = await measureLoading(host, { ...folders, metrics: null }, files);
  return { ...results, gains: [...results.gains, ...slowerLoads] };
}

/** Makes the same behavior unknown where data or other files changed, which no call shows. */
function withUncheckedFiles(
  checked: NonNullable<Proof['check']>,
  files: readonly string[],
): NonNullable<Proof['check']> {
  const unchecked = files.filter((file) => !isProgramModule(file) && !NOT_RUN.test(file));
  if (checked.state !== 'same' || unchecked.length === 0) return checked;
  const reason = `${unchecked.join(', ')} changed too: calls can be compared for modules only`;
  return { state: 'unknown', reason };
}

/** Files that no code of the program reads when it runs. */
const NOT_RUN = /(?:^|\/)package\.json$|\.d\.[cm]?ts$/u;

function scenarioFindings(scenarios: readonly string[]): readonly Finding[] {
  if (scenarios.length === 0) return [];
  return [
    {
      id: 'scenarios-on-both-sides',
      level: 'info',
      message: `New scenarios and benchmarks of the change measure both sides: ${scenarios.join(', ')}.`,
      remedy: 'Commit scenarios before the change that they measure.',
    },
  ];
}

/** Names functions that are faster only with arguments they had before; null: there are none. */
function describeRepeatedGain(check: Proof['check']): string | null {
  const times = check?.state === 'same' ? (check.fasterRepeated ?? []) : [];
  const names = [...new Set(times.map((time) => time.function))].join(', ');
  return names === '' ? null : `only calls with arguments that it had before are faster (${names})`;
}

function cacheFinding(reason: string): Finding {
  return {
    id: UNBOUNDED_CACHE,
    level: 'warning',
    message: `The change stores results: ${reason}. Scenarios that repeat their input measure its hits only.`,
    remedy: 'Bound the cache, or measure it with inputs that differ.',
  };
}

const REMEDIES = {
  refused: 'Remove that file from the change.',
  manual: 'Remove the test changes; only the committed tests are used to check it.',
  failed: 'Create the patch against the committed code, with git diff.',
} as const;

/** @throws UserError (blocked) where the change may not be applied, or does not apply. */
async function applyChange(
  worktree: Worktree,
  { change, write }: ChangeToProve,
  files: readonly string[],
  { addsBenchmarks = false } = {},
): Promise<AppliedChange> {
  const declared = { id: 'The change', files_to_modify: [...files], apply: null, addsBenchmarks };
  const applied = await applyWithinLimits(worktree, declared, {
    announced: files.map((path) => ({ path, mode: '' })),
    write: () => write(worktree, files),
  });
  if (applied.state === 'applied') return applied;
  throw new UserError({
    code: 'change-refused',
    message: `${describeChange(change)} was not tried. ${applied.reason}.`,
    remedy: REMEDIES[applied.state],
    exitCode: EXIT.blocked,
  });
}

function nothingToProve(
  { change, files, outside }: ChangeToProve,
  omitted: Proof['omitted'],
): UserError {
  const name = describeChange(change);
  if (files.length === 0 && outside.length === 0) {
    return new UserError({
      code: 'no-patch',
      message: `${name} names no changed files.`,
      remedy: 'Pass a unified diff, as printed by git diff.',
    });
  }
  const kinds = [
    ...omitted.map(({ path, reason }) => `${path} (${reason})`),
    ...outside.map((path) => `${path} (outside the project)`),
  ].join(', ');
  return new UserError({
    code: 'nothing-to-prove',
    message: `${name} changes no code of the program: ${kinds || 'new scenarios only'}.`,
    remedy: 'Name a change of the program itself; its tests stay as committed.',
  });
}
