import type { HelperFunction } from './helper-function.ts';

const MEANING = `/**
 * Returns the results of \`work\` for \`items\`, in order; at most \`limit\` calls run concurrently. As in
 * a loop, the error of the first failing item is thrown, and no call starts after a failure.
 */`;

const body = (types: { map: string; results: string }): string => `{
  const queue = [...items];
  const results${types.results} = new Array(queue.length);
  const failures = new Map${types.map}();
  let next = 0;
  const take = async () => {
    while (next < queue.length && failures.size === 0) {
      const index = next++;
      try {
        results[index] = await work(queue[index]${types.map === '' ? '' : ' as Item'});
      } catch (error) {
        failures.set(index, error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, take));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return results;
}
`;

/** Replaces a loop that awaits each of its iterations. */
export const CONCURRENT_MAP: HelperFunction = {
  name: 'mapBounded',
  untyped: `${MEANING}
async function mapBounded(items, limit, work) ${body({ map: '', results: '' })}`,
  typed: `${MEANING}
async function mapBounded<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> ${body({ map: '<number, unknown>', results: ': Result[]' })}`,
};

/**
 * Maximum number of concurrent iterations: below the ten connections that a pool of pg has by
 * default, and twice the threads that Node.js reads files with.
 */
export const CONCURRENCY_LIMIT = 8;
