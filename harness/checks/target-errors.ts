import type { CheckAfter } from '../model/check.ts';
import { notesOf, numbersIn } from './block-notes.ts';
import { percent } from './percent.ts';

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** Requests failed: what is fast because it fails is not fast. */
export const targetErrors: CheckAfter = {
  id: 'target-errors',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'http') return [];
    const notes = notesOf(measured);
    const failed = sum(numbersIn(notes, 'failedRequests'));
    if (failed === 0) return [];
    const requests = sum(numbersIn(notes, 'requests'));
    const kinds = addUp(
      notes.flatMap(({ failures }) => (typeof failures === 'string' ? failures : [])),
    );
    const cut = notes.some((one) => one.cutShort === true)
      ? ' A load run was ended early, since no connection succeeded any more.'
      : '';
    return [
      {
        id: targetErrors.id,
        level: 'warning',
        metric: 'error_rate',
        message: `${failed} of ${requests} requests failed (${percent(failed / requests, 2)})${kinds === '' ? '' : `: ${kinds}`}. They are not in the response times.${cut}`,
        remedy:
          'Look at the answers of the server; where such a status is right, name it in `expectStatus`; where it is overload, lower `connections` or `rate`.',
      },
    ];
  },
};

/** Adds up lists such as `timeout: 3, status 500: 2`. */
function addUp(lists: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const [, kind = '', count] of lists.join(', ').matchAll(/([^,]+): (\d+)/g)) {
    const name = kind.trim();
    counts.set(name, (counts.get(name) ?? 0) + Number(count));
  }
  return [...counts].map(([name, count]) => `${name}: ${count}`).join(', ');
}
