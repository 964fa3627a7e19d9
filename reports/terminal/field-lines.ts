import type { FieldFact } from '../facts/run/field-facts.ts';
import type { Page } from './page.ts';

/** What real users had, beside what was measured here. */
export function fieldLines(field: FieldFact | null, page: Page): readonly string[] {
  if (field === null) return [];
  const head = ['field', 'p75', '95 % interval', 'visits', 'lab median'];
  const rows = field.rows.map(({ name, p75, interval, visits, lab }) =>
    [name, p75, interval, visits, lab].map((text) => ({ text })),
  );
  const right = { align: 'right' } as const;
  return [
    ...page.table(
      [{ gives: true }, right, right, right, right],
      [head.map((text) => ({ text, tone: 'faint' as const })), ...rows],
    ),
    ...page.paragraph(`${field.title}. ${field.note}`, { first: '  ', tone: 'faint' }),
  ];
}
