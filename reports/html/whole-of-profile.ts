import type { ProfileSection } from '../../harness/model/documents/profile-document.ts';

/** What the shares of a profile are shares of. */
export function wholeOf({ unit, weight }: Pick<ProfileSection, 'unit' | 'weight'>): string {
  if (weight === 'waited') return 'the time that was waited for something';
  return unit === 'B' ? 'the memory that was seen' : 'the time that the program was busy';
}
