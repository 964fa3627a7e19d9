import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import { type BrokenChange, bisectHypotheses } from './bisect-hypotheses.ts';
import type { EmitEvent } from './execution-journal.ts';
import { type ChangeSet, listIds } from './hypothesis-dependency-order.ts';
import type { Stages } from './stages/execution-stage-interfaces.ts';
import type { StageFailure, TestOutcome } from './stages/test-stage.ts';
import { verifyTogether } from './stages/verify-stage.ts';

/** Changes that passed a stage together, and the changes removed for it. */
export interface FilteredChanges {
  readonly kept: ChangeSet;
  readonly removed: readonly RemovedChange[];
}

interface RemovedChange extends BrokenChange {
  readonly reason: string;
  /** Failure of the smallest set that contains it; null if it does not apply without the others. */
  readonly failure: StageFailure | null;
}

type Probe = (tree: string) => Promise<TestOutcome>;

/**
 * Removes changes that break the tests until the rest pass. A passing set is tested
 * again, since a race may pass by chance. If the tests are flaky, everything is bisected anew with
 * enough runs of each set for a pass to be meaningful; otherwise a lucky pass would blame another
 * change.
 */
export async function filterByTests(
  stages: Stages,
  changes: ChangeSet,
  first: TestOutcome,
): Promise<FilteredChanges> {
  const { test, testSteadily } = stages.test;
  const all = changes.parts;
  const quick =
    first.state === 'passed'
      ? { kept: changes, removed: [] }
      : await bisectBroken(stages, all, first, test);
  const isSteady = !quick.removed.some(({ failure }) => failure?.unsteady === true);
  const isEmpty = quick.kept.parts.length === 0;
  const again = isEmpty ? first : await testSteadily(quick.kept.state);
  if (isSteady && (isEmpty || again.state === 'passed')) return quick;
  return bisectBroken(stages, all, again.state === 'passed' ? first : again, testSteadily);
}

/** Removes changes that alter the behavior only in combination. */
export async function filterByVerification(
  stages: Stages,
  { kept, removed }: FilteredChanges,
): Promise<FilteredChanges> {
  const result = await verifyTogether(stages.verify, kept);
  if (result.state === 'passed') return { kept, removed };
  const settled = await bisectBroken(stages, kept.parts, result, async (tree) => {
    const found = await stages.verify(tree, kept.parts);
    return found.state === 'differs' ? result : { state: 'passed', e2e: 'skipped' };
  });
  return { ...settled, removed: [...removed, ...settled.removed] };
}

/**
 * Removes changes that make measuring fail, since the measured code may exceed the tested code
 *; the tests must pass as well. Reports the removals of this stage and of earlier stages.
 * @param all - Hypotheses that applied together.
 */
export async function filterByMeasurement(
  stages: Stages,
  all: readonly Hypothesis[],
  verified: FilteredChanges,
  emit: EmitEvent,
): Promise<ChangeSet> {
  const { kept, removed } = await removeUnmeasurable(stages, all, verified);
  for (const { id, reason, failure } of removed) {
    emit({ type: 'removed', id, reason });
    const e2e = failure?.e2e ?? 'skipped';
    emit({ type: 'tried', phase: 'bisect', hypotheses: [id], status: 'removed', e2e });
  }
  return kept;
}

async function removeUnmeasurable(
  stages: Stages,
  all: readonly Hypothesis[],
  { kept, removed }: FilteredChanges,
): Promise<FilteredChanges> {
  if (kept.parts.length === 0) return { kept, removed };
  const result = await stages.measure.tryMeasuring(kept.state);
  if (result.state === 'passed') return { kept, removed };
  const testAndMeasure: Probe = async (tree) => {
    const tested = await stages.test.test(tree);
    return tested.state === 'passed' ? stages.measure.tryMeasuring(tree) : tested;
  };
  const settled = await bisectBroken(stages, kept.parts, result, testAndMeasure);
  return restoreDoubtfulChanges(
    stages,
    all,
    { ...settled, removed: [...removed, ...settled.removed] },
    testAndMeasure,
  );
}

/** Tests changes, with one logged attempt to fix failing tests or a crash. */
export async function testWithRepair(
  stages: Stages,
  changes: ChangeSet,
  emit: EmitEvent,
): Promise<{ readonly changes: ChangeSet; readonly result: TestOutcome }> {
  const result = await testAndLog(stages, changes, emit);
  if (result.state === 'passed') return { changes, result };
  const state = await stages.test.fix(changes.state, result);
  if (state === null) return { changes, result };
  const fixed = { ...changes, state };
  const again = await testAndLog(stages, fixed, emit);
  return again.state === 'passed' ? { changes: fixed, result: again } : { changes, result };
}

async function testAndLog(
  { start, apply, test }: Pick<Stages, 'start' | 'apply' | 'test'>,
  { parts, state }: ChangeSet,
  emit: EmitEvent,
): Promise<TestOutcome> {
  const result = await test.test(state);
  const status = result.state === 'passed' ? 'applied' : 'removed';
  const files = await apply.files(start, state);
  const hypotheses = listIds(parts);
  emit({ type: 'tried', phase: 'strike', hypotheses, status, files, e2e: result.e2e });
  return result;
}

/** Removes changes that fail a probe until the rest pass. The whole set is known to fail. */
async function bisectBroken(
  stages: Pick<Stages, 'start' | 'apply'>,
  changes: readonly Hypothesis[],
  first: TestOutcome,
  probe: Probe,
): Promise<FilteredChanges> {
  const { start, apply } = stages;
  const results = new Map([[keyOf(changes), first]]);
  const passes = async (some: readonly Hypothesis[]): Promise<boolean> => {
    const built = await apply.build(start, some);
    if (built.state === 'broken') return false;
    const result = await probe(built.tree);
    results.set(keyOf(some), result);
    return result.state === 'passed';
  };
  const { kept, removed } = await bisectHypotheses({ changes, knownToFail: true, passes });
  const built = await apply.build(start, kept);
  const settled: FilteredChanges = {
    kept: { parts: kept, state: built.state === 'built' ? built.tree : start },
    removed: removed.map((change) => ({
      ...change,
      reason: explainRemoval(change, results),
      failure: smallestFailure(change.id, results),
    })),
  };
  return restoreDoubtfulChanges(stages, changes, settled, probe);
}

/**
 * Restores changes that failed only together with a change removed later, once the tests pass with
 * them, and then the changes that depend on them.
 */
async function restoreDoubtfulChanges(
  { start, apply }: Pick<Stages, 'start' | 'apply'>,
  changes: readonly Hypothesis[],
  filtered: FilteredChanges,
  probe: Probe,
): Promise<FilteredChanges> {
  let settled = filtered;
  for (const { id, together, needs } of filtered.removed) {
    const ids = new Set(listIds(settled.kept.parts));
    const isDoubtful = together.some((other) => !ids.has(other)) || ids.has(needs ?? '');
    const own = changes.find((change) => change.id === id);
    if (!isDoubtful || own?.dependencies.some((needed) => !ids.has(needed))) continue;
    const parts = changes.filter((change) => ids.has(change.id) || change.id === id);
    const built = await apply.build(start, parts);
    if (built.state === 'broken' || (await probe(built.tree)).state === 'failed') continue;
    const removed = settled.removed.filter((change) => change.id !== id);
    settled = { kept: { parts, state: built.tree }, removed };
  }
  return settled;
}

const keyOf = (changes: readonly Hypothesis[]): string => listIds(changes).join(',');

/** Returns the failure of the smallest failing set with a change, which is the most specific. */
function smallestFailure(
  id: string,
  results: ReadonlyMap<string, TestOutcome>,
): StageFailure | null {
  const failing = [...results].flatMap(([ids, result]) =>
    result.state === 'failed' && ids.split(',').includes(id) ? [{ ids, result }] : [],
  );
  return failing.sort((a, b) => a.ids.length - b.ids.length)[0]?.result ?? null;
}

function explainRemoval(
  { id, together, needs }: BrokenChange,
  results: ReadonlyMap<string, TestOutcome>,
): string {
  if (needs !== null) return `dependency ${needs} removed`;
  const why = smallestFailure(id, results)?.reason ?? 'it does not apply without the other changes';
  if (together.length === 0) return why;
  return `breaks only in combination with ${together.join(', ')} (${[...together, id].join(' + ')}): ${why}`;
}
