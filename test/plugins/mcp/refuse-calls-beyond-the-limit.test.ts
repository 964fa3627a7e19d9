import { expect, test } from 'vitest';
import { z } from 'zod';
import { createConcurrencyLimit } from '../../../harness/host/concurrency-limit.ts';
import { createHost } from '../../../harness/host.ts';
import { type CallSetup, callTool } from '../../../plugins/mcp/call-tool.ts';
import type { McpTool } from '../../../plugins/mcp/mcp-server-dependencies.ts';

/** Server with one turn for calls that read and one for calls that measure, without a queue. */
const SETUP: CallSetup = {
  rules: {
    allowed: new Set(),
    measuring: createConcurrencyLimit(1, 0),
    reading: createConcurrencyLimit(1, 0),
  },
  parts: { withHost: (action) => action(createHost()) } as CallSetup['parts'],
  names: ['history'],
};

const CONTEXT = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onWait: () => undefined,
};

test.each([
  [false, 'history was refused: too many calls are in progress'],
  [true, 'history was refused: only one measurement runs at a time, and the queue is full'],
])(
  'a call that finds no turn (measuring: %s) is refused with a reason and when to call again',
  async (measures, reason) => {
    let finish = (): void => undefined;
    const tool = {
      name: 'history',
      permission: null,
      measures,
      input: z.object({}),
      output: z.object({}),
      call: () =>
        new Promise((resolve) => {
          finish = () => resolve({ structured: {}, text: 'done' });
        }),
    } as unknown as McpTool;
    const running = callTool(tool, {}, SETUP, CONTEXT);

    await expect(callTool(tool, {}, SETUP, CONTEXT)).rejects.toThrow(reason);

    finish();
    await expect(running).resolves.toMatchObject({ text: 'done' });
  },
);
