import { expect, test } from 'vitest';
import { findNewLogErrors } from '../../../../plugins/investigate/data/find-onset-from-new-log-errors.ts';
import { ErrorLines } from '../../../../plugins/investigate/observations/error-log-message-patterns.ts';

const GRID = { start: 1_000_000, widthMs: 1000, length: 100 };

/** Finds new errors in every third interval from `from` on, in a log beginning at `logFrom`. */
function lines(from: number, logFrom: number, isWarning = false, message = 'connection refused') {
  const errors = new ErrorLines(GRID);
  errors.begin();
  errors.cover(GRID.start + logFrom * 1000);
  for (let interval = from; interval < 100; interval += 3)
    errors.add(GRID.start + interval * 1000, message, isWarning);
  return findNewLogErrors(errors.all(), GRID);
}

test('reports errors as new where their log begins long before', () => {
  expect(lines(50, 0)).toMatchObject({ interval: 50, onset: { metric: 'error_lines', before: 0 } });
});

test('does not report errors as new where their log begins with them', () => {
  expect(lines(50, 49)).toBeNull();
});

test('does not report permanent errors as new', () => {
  expect(lines(1, 0)).toBeNull();
});

test('takes a new warning for an onset only where it says that something failed', () => {
  expect(lines(50, 0, true)).not.toBeNull();
  expect(lines(50, 0, true, 'this option will go')).toBeNull();
});
