import type { Scenario } from '../model/scenario.ts';
import type { SideId } from '../model/side.ts';
import type { Random } from '../stats/random.ts';
import type { LiveOptions, LiveParts, LiveSide, LiveSides } from './live-parts.ts';
import type { LiveSubject } from './live-subject.ts';
import { measurePair, type PairOfTrials } from './measure-pair.ts';
import type { Stage } from './paired-values.ts';
import { planPair } from './plan-pair.ts';
import { rebaseScenario } from './rebase-scenario.ts';

/** What measures pairs, and draws their coins. */
export interface PairContext {
  readonly sides: LiveSides;
  readonly parts: LiveParts;
  readonly options: LiveOptions;
  readonly random: Random;
}

/**
 * Measures the next pair of a scenario and adds its trials. null: interrupted while it waited.
 * The machine is held for the pair, so that nothing else of perf-harness falls between its units.
 */
export async function takePair(
  subject: LiveSubject,
  kind: { readonly stage: Stage; readonly warmup: boolean; readonly trace?: string },
  { sides, parts, options, random }: PairContext,
): Promise<PairOfTrials | null> {
  const { host, lock } = parts;
  const { folder, signal } = options;
  const pair = planPair({ number: subject.pairs, ...kind }, random);
  const startedMs = host.clock.monotonicMs();
  const measure = async (): Promise<PairOfTrials> => {
    const roots = await sides.arrange(pair.slotOfA);
    const rebased = (side: LiveSide, id: SideId): Scenario =>
      traced(
        rebaseScenario(
          subject.scenario,
          sides.projectRoot,
          { ...side, root: roots[id] },
          host.env.PATH,
        ),
        kind.trace === undefined ? {} : sides.traceVariables(`${kind.trace}-${id}`),
      );
    const scenarios = { a: rebased(sides.base, 'a'), b: rebased(sides.head, 'b') };
    const { executor, plan } = subject;
    return measurePair(host, { executor, scenarios, plan }, pair, { folder, signal });
  };
  let trials: PairOfTrials;
  try {
    trials = await lock.hold(subject.scenario.name, measure, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
  subject.pairs += 1;
  subject.elapsedMs += host.clock.monotonicMs() - startedMs;
  for (const side of ['a', 'b'] as const) subject.trials[side].push(trials[side]);
  return trials;
}

/** The scenario with variables that make its units tell what they load. */
function traced(scenario: Scenario, variables: Readonly<Record<string, string>>): Scenario {
  if (Object.keys(variables).length === 0) return scenario;
  const add = (env: Readonly<Record<string, string>>): Record<string, string> => {
    // Options of the scenario's own stay.
    const options = [env.NODE_OPTIONS, variables.NODE_OPTIONS].filter(Boolean).join(' ');
    return { ...env, ...variables, NODE_OPTIONS: options };
  };
  const env = add(scenario.env);
  if (scenario.kind !== 'http' || scenario.server === null) return { ...scenario, env };
  const own = { ...scenario.env, ...scenario.server.env };
  return { ...scenario, env, server: { ...scenario.server, env: add(own) } };
}
