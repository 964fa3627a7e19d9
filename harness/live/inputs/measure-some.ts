import type { Random } from '../../stats/random.ts';
import type { LiveSubject } from '../live-subject.ts';

/**
 * Has a share of those that read the same measured all the same, drawn and rounded up.
 * @param share - From 0 to 1.
 */
export function measureSome(subjects: readonly LiveSubject[], share: number, random: Random): void {
  const same = subjects.filter(({ stop }) => stop === 'same-inputs');
  const count = Math.ceil(share * same.length);
  if (count === 0) return;
  for (const subject of random.shuffle(same).slice(0, count)) {
    if (subject.inputs?.outcome !== 'same') continue;
    subject.inputs = { ...subject.inputs, measured: true };
    subject.stop = null;
  }
}
