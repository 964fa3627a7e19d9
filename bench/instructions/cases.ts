/**
 * The workloads of `bench/instructions.ts`, as a scenario file that imports nothing: it is copied into
 * the folders of both sides. `rounds` is how often the work of a call is done, so that 201 instead of
 * 200 is a slowdown of half a percent.
 */
const record = JSON.stringify({ id: 7, name: 'item number 7', price: 8.75, tags: ['new', 'sale'] });
const numbers = Array.from({ length: 24 }, (_, index) => (index * 7_919) % 1_009);
const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta'];

function repeat(rounds: number, work: (round: number) => number): number {
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) sum += work(round);
  return sum;
}

type Rounds = { readonly rounds: number };

// biome-ignore lint/style/noDefaultExport: a scenario file.
export default [
  {
    name: 'JSON.parse',
    run: (_: unknown, { rounds }: Rounds) =>
      repeat(rounds, () => (JSON.parse(record) as { id: number }).id),
  },
  {
    name: 'sort',
    run: (_: unknown, { rounds }: Rounds) =>
      repeat(rounds, (round) => [...numbers].sort((a, b) => a - b)[round % 24] ?? 0),
  },
  {
    name: 'map of strings',
    run: (_: unknown, { rounds }: Rounds) =>
      repeat(rounds, (round) => {
        const map = new Map(words.map((word, index) => [`${word}-${round % 10}`, index]));
        return map.size;
      }),
  },
];

/** Their names, in the order of the report. */
export const CASE_NAMES = ['JSON.parse', 'sort', 'map of strings'] as const;
/** Rounds of a call, and of one that does half a percent more. */
export const ROUNDS = 200;
export const SLOWER_ROUNDS = 201;
