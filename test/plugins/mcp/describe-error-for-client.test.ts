import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeErrorForClient } from '../../../plugins/mcp/call-tool.ts';

const input = z.strictObject({ time: z.string().optional(), max_cycles: z.int().optional() });
const VOCABULARY = { input, tools: ['profile', 'team_status'] };

describe('an error of a command', () => {
  test.each([
    [
      'names arguments in place of options',
      { message: '--max-cycles takes a number.', remedy: 'Pass a longer --time.' },
      'max_cycles takes a number.\nPass a longer time.',
    ],
    [
      'names tools in place of commands',
      {
        message: 'It is over.',
        remedy: 'Check the state: perf-harness team status. Run `perf-harness profile` on it.',
      },
      'It is over.\nCheck the state: team_status. Run `profile` on it.',
    ],
    [
      'leaves out advice about options that the tool lacks',
      { message: 'The loop is unfinished.', remedy: 'Wait for it. Start over with --fresh.' },
      'The loop is unfinished.\nWait for it.',
    ],
    [
      'leaves out advice about commands that are no tools',
      { message: 'Nothing is there.', remedy: 'Run perf-harness init --yes.' },
      'Nothing is there.',
    ],
    [
      'keeps options of other programs in what happened',
      { message: 'The tests (node --test) fail.' },
      'The tests (node --test) fail.',
    ],
  ])('%s', (_, error, expected) => {
    expect(describeErrorForClient({ remedy: undefined, ...error }, VOCABULARY)).toBe(expected);
  });
});
