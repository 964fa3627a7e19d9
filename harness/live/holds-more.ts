import type { Block, Trial } from '../model/trial.ts';
import type { PairOfTrials } from './measure-pair.ts';

/**
 * Whether a unit holds what may be shared with the other that is open beside it: a process, a server, a
 * connection. Two that believe to be alone could measure one server, and nobody would see it.
 */
export function holdsMore({ a, b }: PairOfTrials): boolean {
  return [a, b].some((trial) => blocksOf(trial).some(({ notes }) => notes?.holds_more === true));
}

/** Of a unit that was measured to its end. */
export function blocksOf(trial: Trial): readonly Block[] {
  return trial.state === 'completed' ? trial.blocks : [];
}
