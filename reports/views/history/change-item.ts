import { type HistoryChangeFact, isPressing } from '../../facts/history/history-facts.ts';
import type { Tone } from '../../text/paint.ts';
import type { Item } from '../../view.ts';

/** A change by its id: size, levels, when it came and its status. */
export function changeItem(
  { change, size, levels, since, status }: HistoryChangeFact,
  start = '',
): Item {
  const both = size === levels ? size : `${size}, ${levels}`;
  return {
    lead: `${change.direction === 'better' ? '▼' : '▲'} ${change.id}`,
    leadTone: changeTone(change),
    text: `${start}${both}, ${since}; ${status}`,
  };
}

export function changeTone(change: HistoryChangeFact['change']): Tone {
  return change.direction === 'better' ? 'good' : isPressing(change) ? 'bad' : 'doubt';
}
