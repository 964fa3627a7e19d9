import { nearestWord } from '../../harness/model/nearest-word.ts';

/** "Did you mean …?", or nothing where no word is near. */
export function suggest(found: string, known: readonly string[]): string | undefined {
  const near = nearestWord(found, known);
  return near === null ? undefined : `Did you mean "${near}"?`;
}
