import { RECORD_SCHEMA, type RunRecord } from '../../harness/model/documents/record.ts';
import type { Environment } from '../../harness/model/environment.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { METRICS, metricOf } from '../../harness/model/metric.ts';
import type { SideId } from '../../harness/model/side.ts';
import type { Summary } from '../../harness/model/summary.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { createRandom, type Random } from '../../harness/stats/random.ts';
import { summarize } from '../../harness/stats/summarize.ts';
import { ENVIRONMENT } from './run-of.ts';

const START = Date.parse('2026-11-20T09:30:00.000Z');

/** One metric of both sides. */
export interface LiveMetric {
  /** Of the base, in base units. */
  readonly center: number;
  /** Head over base. */
  readonly ratio: number;
  /** Standard deviation of the logarithm, for each unit and for what a pair has in common. */
  readonly spread: number;
  /** Values fall into two groups: how far the upper is, and the share of each side in it. */
  readonly modes?: { readonly factor: number; readonly base: number; readonly head: number };
}

/** A scenario that was measured live. */
export interface LivePlan {
  readonly scenario: string;
  readonly kind?: RunRecord['kind'];
  readonly screen: number;
  readonly confirm?: number;
  readonly unitMs?: number;
  readonly metrics: Readonly<Record<string, LiveMetric>>;
  /** Pairs of which the base failed. */
  readonly failedPairs?: readonly number[];
  readonly findings?: readonly Finding[];
  /** Where the sides run on different Node.js versions. */
  readonly nodes?: readonly [base: string, head: string];
}

const COMMITS = { a: '3f1c9a7d5b2e8f60417c', b: '9e02d4c81fa6b7735510' } as const;

/** The records of both sides, drawn from a seed: pairs with coins, stages and a shared machine. */
export function liveRuns(plan: LivePlan, number: number): readonly [RunRecord, RunRecord] {
  const random = createRandom(4_711 + number * 131);
  const started = START + number * 120_000;
  const trials: Record<SideId, Trial[]> = { a: [], b: [] };
  const pairs = 1 + plan.screen + (plan.confirm ?? 0);
  for (let pair = 0; pair < pairs; pair += 1) drawPair(plan, pair, { started, random, trials });
  return [recordOf(plan, 'a', trials.a, started), recordOf(plan, 'b', trials.b, started)];
}

interface Draw {
  readonly started: number;
  readonly random: Random;
  readonly trials: Record<SideId, Trial[]>;
}

function drawPair(plan: LivePlan, pair: number, { started, random, trials }: Draw): void {
  const slotOfA = random.integer(2) as 0 | 1;
  const seed = 1 + random.integer(2 ** 31 - 2);
  const common = normal(random);
  const stage = pair <= plan.screen ? ('screen' as const) : ('confirm' as const);
  for (const side of ['a', 'b'] as const) {
    const slot = side === 'a' ? slotOfA : ((1 - slotOfA) as 0 | 1);
    const index = 2 * pair + slot;
    const durationMs = Math.round((plan.unitMs ?? 520) * (1 + 0.02 * normal(random)));
    const place = {
      index,
      warmup: pair === 0,
      side,
      pair,
      slot,
      stage,
      seed,
      startedAt: new Date(started + index * 600).toISOString(),
      startedMs: 9_000_000 + index * 600,
      durationMs,
    };
    const measurements = drawMeasurements(plan, side, common, random);
    if (side === 'a' && plan.failedPairs?.includes(pair) === true) {
      const failure = { reason: 'exit-code' as const, message: 'it ended with exit code 3' };
      trials.a.push({ state: 'failed', ...place, failure });
      continue;
    }
    const block = { operations: 400, durationMs: durationMs / 2, measurements };
    trials[side].push({
      state: 'completed',
      ...place,
      measurements,
      unavailable: {},
      blocks: [block],
    });
  }
}

function drawMeasurements(
  { metrics }: LivePlan,
  side: SideId,
  common: number,
  random: Random,
): Readonly<Record<string, number>> {
  const drawn = Object.entries(metrics).map(([name, { center, ratio, spread, modes }]) => {
    const isUpper = modes !== undefined && random.next() < (side === 'a' ? modes.base : modes.head);
    const noise = Math.exp(spread * (common + normal(random)));
    const factor = (side === 'a' ? 1 : ratio) * (isUpper ? modes.factor : 1);
    const value = center * factor * noise;
    const isWhole = ['count', 'B'].includes(metricOf(name).unit);
    return [name, isWhole ? Math.round(value) : Number(value.toPrecision(7))] as const;
  });
  return Object.fromEntries(drawn);
}

/** Sum of twelve uniform numbers less six: normal enough for a picture. */
function normal(random: Random): number {
  return Array.from({ length: 12 }, random.next).reduce((sum, one) => sum + one, -6);
}

function recordOf(
  plan: LivePlan,
  side: SideId,
  trials: readonly Trial[],
  started: number,
): RunRecord {
  const { scenario, kind = 'function', findings = [], nodes } = plan;
  const metrics: Record<string, Summary> = {};
  for (const metric of METRICS.values()) {
    const sample = trials.flatMap((trial) =>
      trial.state === 'completed' && !trial.warmup ? (trial.measurements[metric.name] ?? []) : [],
    );
    if (sample.length > 0) metrics[metric.name] = summarize(metric, sample);
  }
  const slug = scenario.replace(/[^a-z0-9]+/gi, '-').slice(0, 40);
  const stamp = new Date(started).toISOString().replace(/[-:.]/g, '');
  return {
    schema: RECORD_SCHEMA,
    id: `${stamp}-${slug}-${side}`,
    state: 'completed',
    scenario,
    kind,
    file: 'scenarios/example.ts',
    group: null,
    params: {},
    tags: [],
    settings: {},
    startedAt: new Date(started).toISOString(),
    finishedAt: new Date(started + trials.length * 1_200).toISOString(),
    seed: 4_711,
    stop: 'decided',
    environment: environmentOf(side, nodes),
    side,
    metrics,
    unavailable: {},
    trials,
    findings,
    budgets: [],
    verdict: 'pass',
    timings: { measure: trials.length * 1_200 },
  };
}

function environmentOf(side: SideId, nodes: LivePlan['nodes']): Environment {
  const node = nodes?.[side === 'a' ? 0 : 1] ?? ENVIRONMENT.runtime.node;
  return {
    ...ENVIRONMENT,
    runtime: { ...ENVIRONMENT.runtime, node },
    git: { commit: COMMITS[side], branch: side === 'a' ? 'main' : 'faster', dirty: side === 'b' },
  };
}
