import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { Executor } from '../model/executor.ts';
import { addEnvironmentVariables } from '../model/scenario/add-scenario-environment-variables.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Failure, Trial, TrialPass } from '../model/trial.ts';
import { elapsedWithoutWaitsMs } from '../sampling/measurement-lock.ts';
import type { Random } from '../stats/seeded-random.ts';
import type { Stage } from './collect-paired-metric-values.ts';
import { findFileMissingOnSide } from './find-file-missing-on-compared-side.ts';
import type { LiveContext, LiveOptions, LiveSide, LiveSides } from './live-comparison-context.ts';
import { measureTrialPair, type TrialPair } from './measure-trial-pair.ts';
import type { PairPlan } from './pair-measurement-plan.ts';
import { randomizeTrialPair } from './randomize-trial-pair.ts';
import { type PathMappings, relocateScenarioPaths } from './relocate-scenario-paths.ts';
import { type ComparedScenario, INSTRUCTIONS } from './scenario-comparison-state.ts';

/** Dependencies for measuring pairs and drawing their coins. */
export interface PairContext {
  readonly sides: LiveSides;
  readonly parts: LiveContext;
  readonly options: LiveOptions;
  readonly random: Random;
  /** Deadline of the whole suite, excluding waits for other processes. Absent: no limit. */
  readonly endsAtMs?: number | undefined;
}

/** Kind of a pair. */
export interface PairKind {
  readonly stage: Stage;
  readonly warmup: boolean;
  /** Folder that units write into which files they load. */
  readonly trace?: string;
  readonly pass?: TrialPass;
  /** After so long it is cut short, milliseconds, so that others get their time. Default: with the suite. */
  readonly limitMs?: number | undefined;
  /** Executor and plan of the pair. Default: the kind's executor and the scenario's plan. */
  readonly by?: PairMethod;
}

/** Executor and plan that replace the scenario's own. */
export interface PairMethod {
  readonly executor: Executor;
  readonly plan: PairPlan;
  /** Default: as the scenario is planned. */
  readonly scenario?: Scenario;
  /** Slot of side a, where it is already fixed. Default: a coin decides. */
  readonly slotOfA?: 0 | 1;
}

/** Measures the next pair under the lock and adds its trials; null: interrupted while it waited. */
export async function measureNextTrialPair(
  subject: ComparedScenario,
  kind: PairKind,
  { sides, parts, options, random, endsAtMs }: PairContext,
): Promise<TrialPair | null> {
  const { host, lock } = parts;
  const { folder, signal } = options;
  const onProgress = (text: string): void =>
    parts.onProgress({ type: 'unit-progress', scenario: subject.scenario.name, text });
  const { stage, warmup, pass, limitMs = Number.POSITIVE_INFINITY } = kind;
  const planned = { number: subject.pairs, stage, warmup, pass };
  const by: PairMethod = kind.by ?? subject;
  const { slotOfA } = by;
  const coin = randomizeTrialPair(planned, random, slotBefore(subject, pass));
  const pair = slotOfA === undefined ? coin : { ...coin, slotOfA };
  let heldMs = 0;
  const measure = async (): Promise<TrialPair> => {
    const startedMs = host.clock.monotonicMs();
    const places = await sides.arrange(pair.slotOfA);
    const rebased = (side: LiveSide, id: SideId): Scenario => {
      const scenario = relocateScenarioPaths(
        by.scenario ?? subject.scenario,
        places[id],
        side,
        host.env.PATH,
      );
      const { trace } = kind;
      if (trace === undefined) return scenario;
      return addEnvironmentVariables(scenario, (nodeOptions) =>
        sides.trace(`${trace}-${id}`, nodeOptions),
      );
    };
    const scenarios = { a: rebased(sides.base, 'a'), b: rebased(sides.head, 'b') };
    const { executor, plan } = by;
    const leftMs = (endsAtMs ?? Number.POSITIVE_INFINITY) - elapsedWithoutWaitsMs(host, lock);
    const lastMs = Math.min(startedMs + limitMs, host.clock.monotonicMs() + leftMs);
    const run = {
      folder,
      signal,
      onProgress,
      endsAtMs: Number.isFinite(lastMs) ? lastMs : undefined,
    };
    const pairOfTrials = await measureTrialPair(host, { executor, scenarios, plan }, pair, run);
    subject.places = places;
    // Done while the sides are still at the locations that the failure names.
    const measured = {
      ...pairOfTrials,
      a: withLackingFile(host, scenarios.a, pairOfTrials, places),
    };
    // Waiting for other processes does not count as the scenario's time.
    heldMs = host.clock.monotonicMs() - startedMs;
    return measured;
  };
  let trials: TrialPair;
  try {
    trials = await lock.hold(subject.scenario.name, measure, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
  subject.pairs += 1;
  subject.elapsedMs += heldMs;
  for (const side of ['a', 'b'] as const) subject.trials[side].push(trials[side]);
  return trials;
}

/** Reports the file that a failing base lacks and the head has: its folder is gone by the time that it is read. */
function withLackingFile(
  { files }: LiveContext['host'],
  scenario: Scenario,
  { a }: TrialPair,
  places: Readonly<Record<SideId, PathMappings>>,
): Trial {
  if (a.state !== 'failed') return a;
  const path = findFileMissingOnSide(files, scenario, a.failure, {
    own: places.a,
    other: places.b,
  });
  if (path === null) return a;
  // Without its output, which refers to a folder that will be gone and adds nothing.
  const failure: Failure = {
    reason: a.failure.reason,
    message: `the scenario needs ${path}, which exists in the head but not in the base; add carry: ['${path}'] to the configuration to copy it to the base`,
    remedy: 'Copy the file from the head, or compare with a commit that has it.',
  };
  return { ...a, failure };
}

/** Returns side a's slot in the previous instruction-counting pair; null: first or other pair. */
function slotBefore({ trials }: ComparedScenario, pass: TrialPass | undefined): 0 | 1 | null {
  if (pass !== INSTRUCTIONS) return null;
  return trials.a.findLast((trial) => trial.pass === pass)?.slot ?? null;
}
