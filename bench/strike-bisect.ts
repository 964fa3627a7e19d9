/**
 * Test runs needed to find k bad hypotheses of n, compared with plain ddmin and linear removal.
 * Nothing is run; docs/optimize.md names its results.
 *
 *   node bench/strike-bisect.ts [cases of each row, default 1000]
 */
import { createRandom } from '../harness/stats/seeded-random.ts';
import { bisectHypotheses } from '../plugins/optimize/strike/bisect-hypotheses.ts';
import {
  computeTestRunBound,
  drawBreakingIds,
  hasBreakingSet,
} from '../test/support/draw-test-breaking-hypotheses.ts';

const SEED = 814;
const cases = Number(process.argv[2] ?? 1_000);

const ROWS: readonly (readonly [size: number, bad: number])[] = [
  [7, 1],
  [7, 2],
  [7, 3],
  [16, 1],
  [16, 2],
  [16, 4],
  [32, 1],
  [32, 3],
  [32, 5],
  [64, 1],
  [64, 4],
  [64, 8],
];

type Passes = (ids: readonly string[]) => boolean;

/** Zeller and Hildebrandt's ddmin: a smallest failing set, of sets that are known to fail. */
function ddmin(failing: readonly string[], passes: Passes): readonly string[] {
  let ids = failing;
  for (let parts = 2; ids.length > 1; ) {
    const size = Math.ceil(ids.length / parts);
    const chunks = Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
      ids.slice(index * size, (index + 1) * size),
    );
    const subset = chunks.find((chunk) => !passes(chunk));
    const complement = (chunk: readonly string[]): readonly string[] =>
      ids.filter((id) => !chunk.includes(id));
    const rest =
      subset ??
      (parts === 2 ? undefined : chunks.map(complement).find((candidate) => !passes(candidate)));
    if (rest === undefined) {
      if (parts >= ids.length) break;
      parts = Math.min(ids.length, parts * 2);
    } else {
      parts = subset === undefined ? Math.max(parts - 1, 2) : 2;
      ids = rest;
    }
  }
  return ids;
}

/** Repeats ddmin, removing the last item of each result, until the rest passes. */
function plainDdmin(all: readonly string[], passes: Passes): readonly string[] {
  let rest = all;
  for (let fails = true; rest.length > 0 && (fails || !passes(rest)); fails = false) {
    const found = ddmin(rest, passes);
    rest = rest.filter((id) => id !== found.at(-1));
  }
  return rest;
}

/** Adds each item in turn, and keeps it if the set still passes. */
function linearRemoval(all: readonly string[], passes: Passes): readonly string[] {
  const kept: string[] = [];
  for (const id of all) if (passes([...kept, id])) kept.push(id);
  return kept;
}

interface Tally {
  runs: number;
  most: number;
  right: number;
}

const newTally = (): Tally => ({ runs: 0, most: 0, right: 0 });

async function take(
  tally: Tally,
  bad: readonly string[],
  size: number,
  search: (passes: Passes) => Promise<number> | number,
): Promise<void> {
  let runs = 0;
  const kept = await search((ids) => {
    runs += 1;
    return !hasBreakingSet(
      ids,
      bad.map((id) => [id]),
    );
  });
  tally.runs += runs;
  tally.most = Math.max(tally.most, runs);
  if (kept === size - bad.length) tally.right += 1;
}

console.log(
  '| n | k | 2·k·log2(n) + k² | bisect: mean | most | right | ddmin: mean | most | linear |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
for (const [size, count] of ROWS) {
  const random = createRandom(SEED);
  const all = Array.from({ length: size }, (_, index) => `H${index + 1}`);
  const changes = all.map((id) => ({ id, dependencies: [] }));
  const [own, plain, linear] = [newTally(), newTally(), newTally()];
  for (let run = 0; run < cases; run += 1) {
    const bad = drawBreakingIds(random, size, count);
    await take(own, bad, size, async (passes) => {
      const { kept } = await bisectHypotheses({
        changes,
        knownToFail: true,
        passes: async (some) => passes(some.map(({ id }) => id)),
      });
      return kept.length;
    });
    await take(plain, bad, size, (passes) => plainDdmin(all, passes).length);
    await take(linear, bad, size, (passes) => linearRemoval(all, passes).length);
  }
  const cells = [
    size,
    count,
    computeTestRunBound(size, count).toFixed(1),
    (own.runs / cases).toFixed(1),
    own.most,
    `${own.right} of ${cases}`,
    (plain.runs / cases).toFixed(1),
    plain.most,
    (linear.runs / cases).toFixed(1),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
