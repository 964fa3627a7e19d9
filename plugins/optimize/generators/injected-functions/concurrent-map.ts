import type { HelperFunction } from './helper-function.ts';

/** Replaces a loop that awaits each of its iterations. */
export const CONCURRENT_MAP: HelperFunction = {
  name: 'mapBounded',
  text: (t) => `/**
 * Returns the results of \`work\` for \`items\`, in order; at most \`limit\` calls run concurrently. As in
 * a loop, the error of the first failing item is thrown, and no call starts after a failure.
 */
${t(
  `async function mapBounded<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]>`,
  'async function mapBounded(items, limit, work)',
)} {
  const queue = [...items];
  const results${t(': Result[]')} = new Array(queue.length);
  const failures = new Map${t('<number, unknown>')}();
  let next = 0;
  const take = async () => {
    while (next < queue.length && failures.size === 0) {
      const index = next++;
      try {
        results[index] = await work(queue[index]${t(' as Item')});
      } catch (error) {
        failures.set(index, error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, take));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return results;
}
`,
};

/**
 * Maximum number of concurrent iterations: below the ten connections that a pool of pg has by
 * default, and twice the threads that Node.js reads files with.
 */
export const CONCURRENCY_LIMIT = 8;
