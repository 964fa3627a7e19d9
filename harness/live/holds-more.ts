import { blocksOf } from '../model/blocks-of.ts';
import type { PairOfTrials } from './measure-pair.ts';

/**
 * Whether a unit holds what may be shared with the other that is open beside it: a server or a connection.
 * Two that believe to be alone could measure one server, and nobody would see it.
 */
export function holdsMore({ a, b }: PairOfTrials): boolean {
  return [a, b].some((trial) => blocksOf(trial).some(({ notes }) => notes?.holds_more === true));
}
