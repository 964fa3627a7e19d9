/**
 * Complete gates of fifty functions that share processes, on a scripted clock, with noise recorded
 * in rounds of such gates (test/fixtures/suite-rounds): more gates than could be measured.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../harness/gate/decide/default-comparison-rules.ts';
import { createHost } from '../../../harness/host.ts';
import type { Stage } from '../../../harness/live-comparison/collect-paired-metric-values.ts';
import type { Comparison } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';
import { simulatedRateUpperBound } from '../../support/simulated-rate-upper-bound.ts';

const FUNCTIONS = readFileSync(
  new URL('../../fixtures/suite-rounds/log-ratios.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { readonly name: string; readonly pairs: readonly number[] });
const RECORDED = new Map(FUNCTIONS.map(({ name, pairs }) => [name, pairs]));
const NAMES = [...RECORDED.keys()];
const ROUNDS = Math.max(...FUNCTIONS.map(({ pairs }) => pairs.length));
const BUDGET_MS = 300_000;
/** Time of a pair: in processes that all share, five blocks a side, and in two of its own. */
const SHARED_MS = 80;
const OWN_MS = 800;
/** Blocks a side in the recorded rounds, and in a pair with processes of its own. */
const BLOCKS = 5;
const BLOCK_MS = 3;
const OWN_BLOCKS = 21;
/** Exponent of more blocks on the noisiest functions: 20 leave 0.65 of spread (decision 0039). */
const CALMED = Math.log(1 / 0.65) / Math.log(20 / BLOCKS);
const PATIENCE_MS = 900_000;

const host = createHost();

interface Planted {
  readonly margin: number;
  /** By name: how much slower the head is, as a ratio. */
  readonly slower: Readonly<Record<string, number>>;
}

/** Draws the noise of each pair of a gate, as logarithms; both units of a pair get the same. */
function noiseOfGate(seed: number) {
  const random = createRandom(seed);
  const sign = (): number => (random.next() < 0.5 ? -1 : 1);
  /** Recorded rounds drawn by this gate: a round's effect on all functions is kept together. */
  const rounds: { readonly round: number; readonly sign: number }[] = [];
  const drawn = new Map<string, number>();
  const shared = (pairs: readonly number[], pair: number): number => {
    const known = rounds[pair] ?? { round: random.integer(ROUNDS), sign: sign() };
    rounds[pair] = known;
    return known.sign * (pairs[known.round % pairs.length] ?? 0);
  };
  return (name: string, stage: Stage, pair: number, blocks: number): number => {
    const id = `${name} ${stage} ${pair}`;
    const known = drawn.get(id);
    if (known !== undefined) return known;
    const pairs = RECORDED.get(name) ?? [];
    const noise =
      stage === 'screen'
        ? shared(pairs, pair)
        : sign() * (pairs[random.integer(pairs.length)] ?? 0);
    const calmed = noise * (BLOCKS / Math.max(blocks, BLOCKS)) ** CALMED;
    drawn.set(id, calmed);
    return calmed;
  };
}

async function gate(seed: number, { margin, slower }: Planted): Promise<readonly Comparison[]> {
  const noiseOf = noiseOfGate(seed);
  let nowMs = 0;
  const { report } = await runScriptedComparison({
    shares: true,
    scenarios: NAMES.map((name) => functionScenario({ name, warmupMs: 150, measureMs: 200 })),
    script: ({ side, stage = 'screen', pair }, scenario, block) => {
      const { name } = scenario;
      const blocks = stage === 'screen' ? sharedBlocks(scenario) : OWN_BLOCKS;
      if (block === 0) nowMs += (stage === 'screen' ? SHARED_MS : OWN_MS) / 2;
      else if (stage === 'screen' && block >= BLOCKS) nowMs += BLOCK_MS;
      const ratio = Math.exp(noiseOf(name, stage, pair, blocks)) * (slower[name] ?? 1);
      return { measurements: { wall_time: side === 'b' ? ratio : 1 } };
    },
    options: { budgetMs: BUDGET_MS, margin, seed, maxTimeMs: BUDGET_MS },
    parts: {
      host: { ...host, clock: { now: () => new Date(0), monotonicMs: () => nowMs } },
      save: () => undefined,
    },
  });
  return report.comparisons.filter(({ metric }) => metric === 'wall_time');
}

/** Returns the number of blocks that fit into the scenario's measuring time. */
function sharedBlocks(scenario: Scenario): number {
  return scenario.kind === 'function' ? Math.round(scenario.measureMs / BLOCK_MS) : BLOCKS;
}

interface Gate {
  readonly rows: readonly Comparison[];
  readonly planted: readonly string[];
}

/** Gates that differ in their noise and in which functions are slower. */
async function gates(
  count: number,
  margin: number,
  slower: readonly number[],
): Promise<readonly Gate[]> {
  const all: Gate[] = [];
  for (let seed = 1; seed <= count; seed += 1) {
    const planted = createRandom(seed).shuffle(NAMES).slice(0, slower.length);
    const ratios = Object.fromEntries(planted.map((name, at) => [name, slower[at] ?? 1]));
    all.push({ rows: await gate(seed, { margin, slower: ratios }), planted });
  }
  return all;
}

const namesOf = (rows: readonly Comparison[], ...verdicts: Comparison['verdict'][]) =>
  rows.filter(({ verdict }) => verdicts.includes(verdict)).map(({ scenario }) => scenario);
const shareOf = <T>(list: readonly T[], is: (value: T) => boolean): number =>
  list.filter(is).length / list.length;

describe('gates of fifty functions that share processes, under recorded noise', () => {
  it('raise no alarm when nothing changed, and leave at most a tenth inconclusive', {
    timeout: PATIENCE_MS,
  }, async () => {
    const all = await gates(8, 0.05, []);
    const alarms = shareOf(all, ({ rows }) => namesOf(rows, 'regressed', 'improved').length > 0);
    expect(alarms).toBeLessThanOrEqual(
      simulatedRateUpperBound(DEFAULT_RULES.confirm_alpha, all.length),
    );
    const rows = all.flatMap((gateResult) => gateResult.rows);
    expect(namesOf(rows, 'inconclusive').length / rows.length).toBeLessThanOrEqual(0.1);
  });

  it('find 19 of 20 functions that are slower by 5 or 10 %, and no others', {
    timeout: PATIENCE_MS,
  }, async () => {
    const all = await gates(14, 0.02, [1.05, 1.05, 1.1]);
    const found = all.map(({ rows, planted }) => {
      const names = namesOf(rows, 'regressed', 'improved');
      return {
        others: names.filter((name) => !planted.includes(name)),
        planted: planted.map((name) => names.includes(name)),
      };
    });
    const wrong = shareOf(found, ({ others }) => others.length > 0);
    expect(wrong).toBeLessThanOrEqual(
      simulatedRateUpperBound(DEFAULT_RULES.confirm_alpha, all.length),
    );
    const planted = found.flatMap((gateResult) => gateResult.planted);
    expect(shareOf(planted, Boolean)).toBeGreaterThanOrEqual(0.95);
  });

  it('report functions at the margin as "unchanged" no more often than they state', {
    timeout: PATIENCE_MS,
  }, async () => {
    const atMargin = NAMES.map(() => 1.05);
    const rows = (await gates(6, 0.05, atMargin)).flatMap((gateResult) => gateResult.rows);
    const unchanged = namesOf(rows, 'unchanged').length / rows.length;
    expect(unchanged).toBeLessThanOrEqual(
      simulatedRateUpperBound(1 - DEFAULT_RULES.confidence, rows.length),
    );
  });
});
