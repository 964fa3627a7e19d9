import { expect, test } from 'vitest';
import { lastOutputLine } from '../../../../harness/host/process/run-harness-subprocess.ts';

test('the last words of a program that fell are what went wrong, and not where', () => {
  const stack = Array.from({ length: 9 }, (_, at) => `    at step${at} (file.ts:${at}:1)`);
  expect(lastOutputLine(['starting', 'TypeError: no', ...stack, ''].join('\n'))).toBe(
    'starting TypeError: no',
  );
  expect(lastOutputLine('fatal: not a tree\n')).toBe('fatal: not a tree');
});
