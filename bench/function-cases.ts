/**
 * Functions that `bench/function.ts` measures with every tool. Arguments come from variables, as in
 * real code, so that the compiler cannot treat them as constants.
 */
const legs = [3, 4] as const;
const text = jsonOfOneKilobyte();
const numbers = Array.from({ length: 1_000 }, (_, index) => (index * 7_919) % 1_009);

/** By name, in the order of the report. */
export const FUNCTION_CASES: Readonly<Record<string, () => unknown>> = {
  empty: () => undefined,
  'Math.hypot': () => Math.hypot(legs[0], legs[1]),
  'JSON.parse of 1 kB': () => JSON.parse(text),
  'sort of 1,000 numbers': () => [...numbers].sort((a, b) => a - b),
  'Map of 10,000 entries': () => {
    const map = new Map<number, number>();
    for (let index = 0; index < 10_000; index += 1) map.set(index, index);
    return map;
  },
  'await null': async () => {
    await null;
  },
  '5 ms of work': () => {
    let state = 1;
    for (let index = 0; index < 4_000_000; index += 1)
      state = (Math.imul(state, 48_271) + index) | 0;
    return state;
  },
};

// biome-ignore lint/style/noDefaultExport: a scenario file, and thus found by perf-harness.
export default Object.entries(FUNCTION_CASES).map(([name, run]) => ({ name, run }));

function jsonOfOneKilobyte(): string {
  const items = Array.from({ length: 14 }, (_, index) => ({
    id: index,
    name: `item number ${index}`,
    price: index * 1.25,
    tags: ['new', 'sale'],
  }));
  return JSON.stringify(items);
}
