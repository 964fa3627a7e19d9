import { expect, test } from 'vitest';
import { createOutputTail } from '../../../../harness/host/process/process-runner.ts';

test('splits lines the same with and without Windows line ends', () => {
  const lines: string[] = [];
  const { push, text } = createOutputTail((line) => lines.push(line));
  for (const part of ['listening\r', '\non 3000\r\nready\nin part']) push(Buffer.from(part));
  expect(lines).toEqual(['listening', 'on 3000', 'ready']);
  expect(text()).toBe('listening\non 3000\nready\nin part');
});
