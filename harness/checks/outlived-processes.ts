import type { CheckAfter } from '../model/check.ts';
import { notesOf, numbersIn } from './block-notes.ts';

/** A command left processes behind when it ended: what they did afterwards was not measured. */
export const outlivedProcesses: CheckAfter = {
  id: 'outlived-processes',
  check: ({ measured, scenario }) => {
    const notes = notesOf(measured);
    const concerned = notes.filter(({ outlived }) => typeof outlived === 'number' && outlived > 0);
    if (concerned.length === 0) return [];
    const most = Math.max(...numbersIn(concerned, 'outlived'));
    const names = new Set(
      concerned.flatMap(({ outlivedNames }) =>
        typeof outlivedNames === 'string' ? outlivedNames.split(', ') : [],
      ),
    );
    return [
      {
        id: outlivedProcesses.id,
        level: 'warning',
        message: `"${scenario.name}" left up to ${most} processes behind in ${concerned.length} of ${notes.length} trials (${[...names].join(', ')}); they were ended, and their work is not in the numbers.`,
        remedy: 'Let the command wait for the processes that it starts.',
      },
    ];
  },
};
