import { expect, test } from 'vitest';
import { wrapText } from '../../../reports/text/wrap-text.ts';

test('wrapping keeps a character whole that is wider than the line', () => {
  const wide = `${'क्'.repeat(90)}क`;
  expect(wrapText(`before ${wide} after`, { width: 80 }).join(' ')).toContain(wide);
  expect(wrapText(wide, { width: 80 })).toEqual([wide]);
});
