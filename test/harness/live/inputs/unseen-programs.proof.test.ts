/** Every way in which commands and servers may differ unseen that somebody has thought of. */
import { describe, expect, test } from 'vitest';
import { expected, TRACED_COMMANDS, TRACED_SERVERS } from './traced-programs.ts';
import { traceCommands, traceServers } from './traced-sides.ts';

describe.concurrent('of two sides of a command it is told what comes of', () => {
  test.each(Object.entries(TRACED_COMMANDS))('%s', async (_, [tracedCommand, outcome]) => {
    expect(await traceCommands(tracedCommand)).toEqual(expected(outcome));
  });
});

describe.concurrent('of two sides of a server it is told what comes of', () => {
  test.each(Object.entries(TRACED_SERVERS))('%s', async (_, [tracedServer, outcome]) => {
    expect(await traceServers(tracedServer)).toEqual(expected(outcome));
  });
});
