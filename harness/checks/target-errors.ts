import type { CheckAfter } from '../model/check.ts';
import { notesOf, numbersIn } from './block-notes.ts';
import { percent } from './percent.ts';

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** Whether failed requests are among the response times. */
const PART_OF = {
  http: 'They are not in the response times.',
  k6: 'k6 has them among the response times; those of the others are k6.http_req_duration{expected_response:true}.',
} as const;
const REMEDY = {
  http: 'Look at the answers of the server; where such a status is right, name it in `expectStatus`; where it is overload, lower `connections` or `rate`.',
  k6: 'Look at the answers of the server; where such a status is right, say so with http.expectedStatuses(); where it is overload, use fewer virtual users.',
} as const;

/** Requests failed: what is fast because it fails is not fast. */
export const targetErrors: CheckAfter = {
  id: 'target-errors',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'http' && scenario.kind !== 'k6') return [];
    const notes = notesOf(measured);
    const failed = sum(numbersIn(notes, 'failed_requests'));
    if (failed === 0) return [];
    const requests = sum(numbersIn(notes, 'requests'));
    const kinds = addUp(
      notes.flatMap(({ failures }) => (typeof failures === 'string' ? failures : [])),
    );
    const cut = notes.some((one) => one.cut_short === true)
      ? ' A load run was ended early, since no connection succeeded any more.'
      : '';
    return [
      {
        id: targetErrors.id,
        level: 'warning',
        metric: 'error_rate',
        message: `${failed} of ${requests} requests failed (${percent(failed / requests, 2)})${kinds === '' ? '' : `: ${kinds}`}. ${PART_OF[scenario.kind]}${cut}`,
        remedy: REMEDY[scenario.kind],
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
