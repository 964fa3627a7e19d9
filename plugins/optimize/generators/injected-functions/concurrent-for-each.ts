import type { HelperFunction } from './helper-function.ts';

/**
 * Maximum number of concurrent iterations: below the ten connections that a pool of pg has by
 * default, and twice the threads that Node.js reads files with.
 */
export const CONCURRENCY_LIMIT = 8;

/** Replaces a loop that awaits in its iterations and may have other effects. */
export const CONCURRENT_FOR_EACH: HelperFunction = {
  name: 'eachBounded',
  text: (t) => `/**
 * Runs an iteration for each of \`items\`, at most \`limit\` concurrently. Steps passed to \`later\` run
 * in the order of the items, as in a loop. An iteration that fails or returns a value ends the loop:
 * the caller gets its error or value, no step of a later item runs, and no new iteration starts.
 */
${t(
  `async function eachBounded<Item, End = never>(
  items: Iterable<Item>,
  limit: number,
  turn: (item: Item, later: (step: () => unknown) => void) => Promise<End | void>,
): Promise<End | undefined>`,
  'async function eachBounded(items, limit, turn)',
)} {
  const queue = [...items];
  const turns${t(': Promise<{ steps: (() => unknown)[]; finish: () => End | undefined | void }>[]')} = [];
  let isOver = false;
  const begin = () => {
    const index = turns.length;
    if (isOver || index >= queue.length) return;
    const steps${t(': (() => unknown)[]')} = [];
    const next = (isLast${t(': boolean')}) => {
      if (isLast) isOver = true;
      begin();
    };
    const settled = turn(queue[index]${t(' as Item')}, (step) => steps.push(step)).then(
      (end) => {
        next(end !== undefined);
        return { steps, finish: () => end };
      },
      (error) => {
        next(true);
        const finish = ()${t(': never')} => {
          throw error;
        };
        return { steps, finish };
      },
    );
    turns.push(settled);
  };
  while (turns.length < Math.min(limit, queue.length)) begin();
  try {
    for (const one of turns) {
      const { steps, finish } = await one;
      for (const step of steps) step();
      const end = finish();
      if (end !== undefined) return end;
    }
  } finally {
    isOver = true;
  }
  return undefined;
}
`,
};
