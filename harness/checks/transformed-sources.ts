import type { CheckAfter } from '../model/check.ts';
import { notesOf, numbersIn } from './block-notes.ts';

/** Sources that plain Node.js does not load: what ran is what was made of them. */
export const transformedSources: CheckAfter = {
  id: 'transformed-sources',
  check: ({ measured }) => {
    const notes = notesOf(measured);
    const count = Math.max(0, ...numbersIn(notes, 'transformed_files'));
    if (count === 0) return [];
    const by = notes.find(({ transformed_by }) => transformed_by !== undefined)?.transformed_by;
    const files = count === 1 ? 'One file was' : `${count} files were`;
    return [
      {
        id: transformedSources.id,
        level: 'info',
        message: `${files} transformed by ${by}, since Node.js alone cannot load them.`,
        remedy: 'To measure what the project ships instead, import what it builds.',
      },
    ];
  },
};
