import { blocksOf } from '../model/blocks-of.ts';
import type { PairOfTrials } from './measure-pair.ts';

/**
 * Whether a unit holds what may be shared with the other that is open beside it: a server or a connection.
 * Two that believe to be alone could measure one server, and nobody would see it.
 */
export function holdsMore(trials: PairOfTrials): boolean {
  return isNoted(trials, 'holds_more');
}

/** Whether a unit that is held to a core starts threads or processes, which are held to it too. */
export function startsMore(trials: PairOfTrials): boolean {
  return isNoted(trials, 'starts_more');
}

/** Whether what it leaves in its process makes those after it slow, or something else. */
export function harmsOthers(trials: PairOfTrials): boolean {
  return isNoted(trials, 'changes_globals') || isNoted(trials, 'much_memory');
}

function isNoted({ a, b }: PairOfTrials, note: string): boolean {
  return [a, b].some((trial) => blocksOf(trial).some(({ notes }) => notes?.[note] === true));
}
