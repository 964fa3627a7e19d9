import { expect, test } from 'vitest';
import { wrapTextToWidth } from '../../../reports/text/wrap-text-to-width.ts';

test('wrapping keeps a character whole that is wider than the line', () => {
  const wide = `${'क्'.repeat(90)}क`;
  expect(wrapTextToWidth(`before ${wide} after`, { width: 80 }).join(' ')).toContain(wide);
  expect(wrapTextToWidth(wide, { width: 80 })).toEqual([wide]);
});
