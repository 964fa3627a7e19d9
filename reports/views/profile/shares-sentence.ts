import type { ProfileSection } from '../../../harness/model/documents/profile-document.ts';
import { formatShare } from '../../scale.ts';
import { type NamedSpot, rangeText } from './hot-spots.ts';

/** Predicates of a profile without a single sample. */
const NOTHING_SEEN: Readonly<Record<NonNullable<ProfileSection['weight']>, string>> = {
  time: 'did nothing that could be seen',
  waited: 'waits for nothing that could be seen',
  instructions: 'did nothing that could be seen',
  samples: 'did nothing that could be seen',
  allocated: 'allocates too little to be seen',
  held: 'holds too little at its end to be seen',
};

/**
 * Share of the first function, without a full stop.
 * @param name - Of the scenario.
 */
export function sharesSentence(
  { weight, unit }: ProfileSection,
  first: NamedSpot | undefined,
  name: string,
): string {
  if (first === undefined) return `${name} ${NOTHING_SEEN[weight ?? 'time']}`;
  const { place, spot } = first;
  const where = place === '' ? '' : ` (${place})`;
  const range = rangeText(spot.self);
  const share = `${formatShare(spot.self.median)}${range === '' ? '' : ` (${range})`}`;
  const subject = `${first.name}${where}`;
  switch (weight) {
    case 'allocated':
      return `${subject} allocates ${share} of the memory that ${name} asks for`;
    case 'held':
      return `${subject} allocated ${share} of the memory that ${name} still holds at its end`;
    case 'waited':
      return `${subject} is ${share} of all that ${name} waits for`;
    default:
      return weight === 'time' || unit === 'ms'
        ? `${subject} takes ${share} of the time that ${name} is busy`
        : `${subject} takes ${share} of all that ${name} shows`;
  }
}
