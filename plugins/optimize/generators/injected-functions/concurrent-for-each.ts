import type { HelperFunction } from './helper-function.ts';

const MEANING = `/**
 * Runs an iteration for each of \`items\`, at most \`limit\` concurrently. Steps passed to \`later\` run
 * in the order of the items, as in a loop. An iteration that fails or returns a value ends the loop:
 * the caller gets its error or value, no step of a later item runs, and no new iteration starts.
 */`;

interface Types {
  readonly turns: string;
  readonly steps: string;
  readonly step: string;
}

const body = ({ turns, steps, step }: Types): string => `{
  const queue = [...items];
  const turns${turns} = [];
  let isOver = false;
  const begin = () => {
    const index = turns.length;
    if (isOver || index >= queue.length) return;
    const steps${steps} = [];
    const next = (isLast${step === '' ? '' : ': boolean'}) => {
      if (isLast) isOver = true;
      begin();
    };
    const settled = turn(queue[index]${step === '' ? '' : ' as Item'}, (step) => steps.push(step)).then(
      (end) => {
        next(end !== undefined);
        return { steps, finish: () => end };
      },
      (error) => {
        next(true);
        const finish = ()${step === '' ? '' : ': never'} => {
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
`;

/** Replaces a loop that awaits in its iterations and may have other effects. */
export const CONCURRENT_FOR_EACH: HelperFunction = {
  name: 'eachBounded',
  untyped: `${MEANING}
async function eachBounded(items, limit, turn) ${body({ turns: '', steps: '', step: '' })}`,
  typed: `${MEANING}
async function eachBounded<Item, End = never>(
  items: Iterable<Item>,
  limit: number,
  turn: (item: Item, later: (step: () => unknown) => void) => Promise<End | void>,
): Promise<End | undefined> ${body({
    turns: ': Promise<{ steps: (() => unknown)[]; finish: () => End | undefined | void }>[]',
    steps: ': (() => unknown)[]',
    step: 'typed',
  })}`,
};
