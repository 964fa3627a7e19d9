/** All known ways in which commands and servers may differ without a trace seeing it. */
import { describe, expect, test } from 'vitest';
import { traceCommands, traceServers } from './trace-scenario-inputs-of-base-and-head.ts';
import {
  TRACED_COMMAND_CASES,
  TRACED_SERVER_CASES,
  toOutcomeMatcher,
} from './traced-command-and-server-cases.ts';

describe.concurrent('the trace outcome for two sides of a command that comes from', () => {
  test.each(Object.entries(TRACED_COMMAND_CASES))('%s', async (_, [tracedCommand, outcome]) => {
    expect(await traceCommands(tracedCommand)).toEqual(toOutcomeMatcher(outcome));
  });
});

describe.concurrent('the trace outcome for two sides of a server that comes from', () => {
  test.each(Object.entries(TRACED_SERVER_CASES))('%s', async (_, [tracedServer, outcome]) => {
    expect(await traceServers(tracedServer)).toEqual(toOutcomeMatcher(outcome));
  });
});
