/**
 * Results of two traced starts, with one case of each kind; `unseen-differences.proof.test.ts` has
 * all.
 */
import { describe, expect, test } from 'vitest';
import { SAME } from './same-programs.ts';
import { expected, TRACED_COMMANDS, TRACED_SERVERS } from './traced-programs.ts';
import {
  begins,
  type TracedCase,
  traceCommands,
  traceServers,
  traceSides,
} from './traced-sides.ts';
import { UNLIKE_FILES } from './unlike-files.ts';
import { UNLIKE_MODULES } from './unlike-modules.ts';
import { UNTRACEABLE } from './untraceable-programs.ts';

function pick<T, C = TracedCase>(
  from: Readonly<Record<string, readonly [C, T]>>,
  ...titles: readonly string[]
): readonly (readonly [string, C, T])[] {
  return titles.map((title) => {
    const found = from[title];
    if (found === undefined) throw new Error(`there is no case "${title}"`);
    return [title, ...found] as const;
  });
}

describe.concurrent('two sides have the same inputs that differ by', () => {
  test.each(pick(SAME, 'a comment in a file that is not read'))(
    '%s',
    async (_, tracedCase, files) => {
      expect(await traceSides(tracedCase)).toEqual({ outcome: 'same', files });
    },
  );
});

describe.concurrent('two sides are seen to differ by', () => {
  test.each([
    ...pick(UNLIKE_MODULES, 'an import of a name that is computed'),
    ...pick(UNLIKE_FILES, 'a file by a promise', 'that a file exists'),
  ])('%s', async (_, tracedCase, what) => {
    expect(await traceSides(tracedCase)).toEqual({ outcome: 'different', what });
  });
});

describe.concurrent('a scenario is measured as always that asks for', () => {
  test.each(
    pick(UNTRACEABLE, ...['a process', 'the clock', 'a file that only a later call reads']),
  )('%s', async (_, tracedCase, reason) => {
    expect(await traceSides(tracedCase)).toEqual({
      outcome: 'ineligible',
      reason: expect.stringMatching(begins(reason)),
    });
  });
});

describe.concurrent('of two sides of a command it is told what comes of', () => {
  test.each(
    pick(
      TRACED_COMMANDS,
      ...['a comment in a file that it does not read', 'a file that it reads at its exit'],
      'an end that nobody can see',
    ),
  )('%s', async (_, tracedCommand, outcome) => {
    expect(await traceCommands(tracedCommand)).toEqual(expected(outcome));
  });
});

describe.concurrent('of two sides of a server it is told what comes of', () => {
  test.each(
    pick(
      TRACED_SERVERS,
      ...['nothing, where all that it reads is the same', 'a file that it reads for each request'],
      'another server',
    ),
  )('%s', async (_, tracedServer, outcome) => {
    expect(await traceServers(tracedServer)).toEqual(expected(outcome));
  });
});
