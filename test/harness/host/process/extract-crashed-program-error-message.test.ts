import { expect, test } from 'vitest';
import { lastOutputLine } from '../../../../harness/host/process/run-harness-subprocess.ts';

test('returns what went wrong in a crashed program, not where', () => {
  const stack = Array.from({ length: 9 }, (_, at) => `    at step${at} (file.ts:${at}:1)`);
  expect(lastOutputLine(['starting', 'TypeError: no', ...stack, ''].join('\n'))).toBe(
    'starting TypeError: no',
  );
  expect(lastOutputLine('fatal: not a tree\n')).toBe('fatal: not a tree');
});
