import { describe, expect, it } from 'vitest';
import { hasExited } from '../../../../../harness/host/platform/linux/read-process-status.ts';

/** Fields of /proc/<pid>/stat behind the name. */
const stat = (state: string, threads: number): readonly string[] => [
  state,
  ...Array.from({ length: 16 }, () => '0'),
  String(threads),
];

describe('hasExited', () => {
  it.each([
    ['runs', 'R', 1, false],
    ['sleeps', 'S', 11, false],
    ['has ended, and nobody has asked', 'Z', 1, true],
    ['has ended but for other threads, which hold its files', 'Z', 3, false],
    ['is being removed', 'X', 0, true],
  ])('handles a process that %s', (_what, state, threads, ended) => {
    expect(hasExited(stat(state, threads))).toBe(ended);
  });

  it('decides by the state when the threads are unknown', () => {
    expect(hasExited(['Z'])).toBe(true);
  });
});
