import type { CheckAfter } from '../model/check.ts';
import { notesOf, numbersIn } from './block-notes.ts';

/** A command that may end in several ways ended in more than one: its runs are not of one kind. */
export const mixedExitCodes: CheckAfter = {
  id: 'mixed-exit-codes',
  check: ({ measured, scenario }) => {
    const counts = new Map<number, number>();
    for (const code of numbersIn(notesOf(measured), 'exit_code')) {
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    if (counts.size < 2) return [];
    const listed = [...counts]
      .toSorted(([one], [other]) => one - other)
      .map(([code, count]) => `${code} in ${count}`);
    return [
      {
        id: mixedExitCodes.id,
        level: 'warning',
        message: `"${scenario.name}" ended with different exit codes: ${listed.join(', ')} trials. Runs that end otherwise do other work, and the numbers mix them.`,
        remedy: 'Give the command the same input in each trial, or name one code in `exitCodes`.',
      },
    ];
  },
};
