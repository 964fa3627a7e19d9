import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeErrorForClient } from '../../../plugins/mcp/describe-error-for-client.ts';

const INPUT = z.strictObject({
  time: z.string().optional(),
  max_cycles: z.int().optional(),
});

describe('an error of a command', () => {
  test.each([
    [
      'names arguments in place of options',
      { message: '--max-cycles takes a number.', remedy: 'Pass a longer --time.' },
      'max_cycles takes a number.\nPass a longer time.',
    ],
    [
      'leaves out advice about options that the tool lacks',
      { message: 'The loop is unfinished.', remedy: 'Wait for it. Start over with --fresh.' },
      'The loop is unfinished.\nWait for it.',
    ],
    [
      'leaves out advice about commands',
      { message: 'Nothing is there.', remedy: 'Run perf-harness init --yes.' },
      'Nothing is there.',
    ],
    [
      'keeps options of other programs in what happened',
      { message: 'The tests (node --test) fail.' },
      'The tests (node --test) fail.',
    ],
  ])('%s', (_, error, expected) => {
    expect(describeErrorForClient({ remedy: undefined, ...error }, INPUT)).toBe(expected);
  });
});
