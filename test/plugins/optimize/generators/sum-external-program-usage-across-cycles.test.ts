/** Spending of programs in earlier cycles of a loop, by their recorded answers. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import {
  formatUsage,
  NO_USAGE,
  readEarlierUsage,
} from '../../../../plugins/optimize/generators/external-program-proposals-schema.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const { files } = createHost();

it('sums the earlier turns of the same program, and returns nothing when no usage was reported', () => {
  const folder = mkdtempSync(`${tmpdir()}/perf-harness-spent-`);
  const answered = (spent: object): string => JSON.stringify({ output: { spent } });
  writeFiles(folder, {
    'cycle-1-generator-claude.json': answered({ calls: 2, seconds: 30, usd: 0.5, tokens: 900 }),
    'cycle-2-generator-claude.json': answered({ calls: 1, seconds: 12, usd: 0.25, tokens: null }),
    'cycle-3-generator-claude.json': answered({ calls: 9, seconds: 99, usd: 9 }),
    'cycle-1-generator-my-claude.json': answered({ calls: 9, seconds: 99, usd: 9 }),
    'cycle-1-generator-script.json': JSON.stringify({ output: { hypotheses: [] } }),
    'cycle-1-generator-torn.json': '{"output"',
  });
  const recording = { folder, mode: 'record', turn: 'cycle-3-generator' } as const;
  const claude = readEarlierUsage(files, recording, 'claude');
  expect(claude).toEqual({ calls: 3, seconds: 42, usd: 0.75, tokens: 900 });
  expect(formatUsage(claude)).toBe('3 calls, 42 s, 900 tokens, 0.75 USD');
  expect(readEarlierUsage(files, recording, 'script')).toEqual(NO_USAGE);
  expect(readEarlierUsage(files, recording, 'torn')).toEqual(NO_USAGE);
  expect(readEarlierUsage(files, null, 'claude')).toEqual(NO_USAGE);
});
