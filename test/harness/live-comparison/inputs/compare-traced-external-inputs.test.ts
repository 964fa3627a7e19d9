/** Results of two traced starts, a case of each kind; all: `unseen-differences.proof.test.ts`. */
import { describe, expect, test } from 'vitest';
import { DIFFERENT_FILE_CASES } from './differing-input-file-cases.ts';
import { DIFFERENT_MODULE_CASES } from './differing-loaded-module-cases.ts';
import {
  createPrefixPattern,
  type TracedFunction,
  traceCommands,
  traceFunctions,
  traceServers,
} from './trace-scenario-inputs-of-base-and-head.ts';
import {
  TRACED_COMMAND_CASES,
  TRACED_SERVER_CASES,
  toOutcomeMatcher,
} from './traced-command-and-server-cases.ts';
import { SAME_INPUT_CASES } from './unchanged-scenario-input-cases.ts';
import { UNTRACEABLE_CASES } from './untraceable-program-cases.ts';

function pick<T, C = TracedFunction>(
  from: Readonly<Record<string, readonly [C, T]>>,
  ...titles: readonly string[]
): readonly (readonly [string, C, T])[] {
  return titles.map((title) => {
    const found = from[title];
    if (found === undefined) throw new Error(`there is no case "${title}"`);
    return [title, ...found] as const;
  });
}

describe.concurrent('equal inputs of two sides that differ by', () => {
  test.each(pick(SAME_INPUT_CASES, 'a comment in a file that is not read'))(
    '%s',
    async (_, tracedCase, files) => {
      expect(await traceFunctions(tracedCase)).toEqual({ outcome: 'same', files });
    },
  );
});

describe.concurrent('different inputs of two sides that differ by', () => {
  test.each([
    ...pick(DIFFERENT_MODULE_CASES, 'an import of a name that is computed'),
    ...pick(DIFFERENT_FILE_CASES, 'a file by a promise'),
  ])('%s', async (_, tracedCase, what) => {
    expect(await traceFunctions(tracedCase)).toEqual({ outcome: 'different', what });
  });
});

describe.concurrent('an untraceable scenario that asks for', () => {
  test.each(pick(UNTRACEABLE_CASES, 'a process', 'a file that a later call reads'))(
    '%s',
    async (_, tracedCase, reason) => {
      expect(await traceFunctions(tracedCase)).toEqual({
        outcome: 'ineligible',
        reason: expect.stringMatching(createPrefixPattern(reason)),
      });
    },
  );
});

describe.concurrent('the trace outcome for two sides of a command that comes from', () => {
  test.each(
    pick(
      TRACED_COMMAND_CASES,
      ...['a file that it reads at its exit', 'an end that nobody can see'],
    ),
  )('%s', async (_, tracedCommand, outcome) => {
    expect(await traceCommands(tracedCommand)).toEqual(toOutcomeMatcher(outcome));
  });
});

describe.concurrent('the trace outcome for two sides of a server that comes from', () => {
  test.each(
    pick(
      TRACED_SERVER_CASES,
      ...['nothing, where all that it reads is the same', 'another server'],
    ),
  )('%s', async (_, tracedServer, outcome) => {
    expect(await traceServers(tracedServer)).toEqual(toOutcomeMatcher(outcome));
  });
});
