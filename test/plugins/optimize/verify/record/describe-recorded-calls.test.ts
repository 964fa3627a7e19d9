import { expect, onTestFinished, test } from 'vitest';
import { describeFunctionCalls } from '../../../../../plugins/optimize/verify/change/observed-function-calls.ts';
import { createInMemoryHost } from '../../../../support/in-memory-host.ts';
import { createProjectFolder } from '../../../../support/record-project-function-calls.ts';

const FILES = {
  'find.mjs': `
    export function find(list, name) {
      if (name === '') throw new RangeError('no name');
      list.sort();
      return list.indexOf(name);
    }`,
  'use.mjs': `
    import { find } from './find.mjs';
    for (let turn = 0; turn < 3; turn += 1) find(['secret', 'b'], 'secret');
    try { find(['secret'], ''); } catch {}`,
};

test('describes how functions are called by kinds and sizes, without any value', async () => {
  const { host } = createInMemoryHost();
  const root = createProjectFolder(host, FILES);
  onTestFinished(async () => {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  });
  const command = { text: `"${process.execPath}" use.mjs`, timeoutMs: 60_000 };
  const lines = await describeFunctionCalls(host, {
    root,
    files: ['find.mjs'],
    commands: [command],
    testCommand: command.text,
    signal: new AbortController().signal,
  });
  expect(lines).toEqual([
    'find.mjs: find(array of string [1 to 2], string [0 to 6]): 4 calls, gives number; throws RangeError; mutates its arguments; often called again with the same arguments, and returns the same result',
  ]);
});

test('describes nothing without a module, without a command, and for failing tests', async () => {
  const { host } = createInMemoryHost();
  const root = createProjectFolder(host, FILES);
  onTestFinished(async () => {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  });
  const command = { text: `"${process.execPath}" -e "process.exit(1)"`, timeoutMs: 60_000 };
  const base = { root, testCommand: command.text, signal: new AbortController().signal };
  expect(await describeFunctionCalls(host, { ...base, files: [], commands: [command] })).toEqual(
    [],
  );
  expect(await describeFunctionCalls(host, { ...base, files: ['find.mjs'], commands: [] })).toEqual(
    [],
  );
  expect(
    await describeFunctionCalls(host, { ...base, files: ['find.mjs'], commands: [command] }),
  ).toEqual([]);
});
