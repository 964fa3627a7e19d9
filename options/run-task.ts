import { badOption } from '../harness/model/value/bad-option.ts';
import type { RunWords } from './run.ts';

/** What `run` is to do: measure, or what stands beside it. */
export type RunTask = 'measure' | 'list' | 'find-capacity' | 'emit-for-cluster';

/** @throws UserError where something is said that belongs to another task. */
export function readTask(words: RunWords): RunTask {
  const { list = false, findCapacity = false, keep, maxRate, engine } = words;
  if (findCapacity) return list ? 'list' : 'find-capacity';
  refuse(
    [
      ['--keep', keep],
      ['--max-rate', maxRate],
    ],
    (given) => [
      `${given} is for the search of a capacity.`,
      `Add --find-capacity, or leave ${given} out.`,
    ],
  );
  if (list) return 'list';
  if (engine === 'k8s') return 'emit-for-cluster';
  const { emit, submit, namespace, yes } = words;
  refuse(
    [
      ['--emit', emit],
      ['--submit', submit],
      ['--namespace', namespace],
      ['--yes', yes],
    ],
    (given) => [`${given} is for --engine k8s.`],
  );
  return 'measure';
}

/** @throws UserError naming the first of the options that is given. */
function refuse(
  options: readonly (readonly [name: string, value: unknown])[],
  say: (given: string) => readonly [message: string, remedy?: string],
): void {
  const given = options.find(([, value]) => value !== undefined);
  if (given !== undefined) throw badOption(...say(given[0]));
}
