import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TREE_VARIABLE } from '../../../../harness/host/process/process-tree-environment-variable.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';
import {
  argvCommand,
  commandScenario,
  nodeScriptCommand,
  shellCommand,
} from '../../../support/command-scenario.ts';
import { createCommandUnits, findProcessesByCommandLine } from './command-executor-test-setup.ts';

const { host, executor, folder, measure, fail, printed } = createCommandUnits('command ü ');

/** Files left open for every process by the parent of these tests, such as a CI service. */
const inherited = new Set(
  readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return [];
    }
  }),
);
const isOfTheTestRun = (target: string): boolean => target !== '/dev/null' && inherited.has(target);

describe('command execution', () => {
  it('passes the seeds of the trial to Node.js when it is called directly', async () => {
    const script = 'console.error(process.execArgv.slice(0, 2).join(" "))';
    expect(await printed({ command: nodeScriptCommand(script) })).toBe(
      '--hash-seed=1 --random-seed=1',
    );
  });

  it('measures one run for each block', async () => {
    const block = await measure({ command: argvCommand('sleep', '0.05') });
    expect(block.operations).toBe(1);
    expect(block.durationMs).toBe(block.measurements.wall_time);
    expect(block.measurements.wall_time).toBeGreaterThan(50);
    expect(Object.keys(block.measurements).concat(Object.keys(block.unavailable ?? {}))).toEqual(
      expect.arrayContaining([...listKindMetrics('command').own]),
    );
  });

  it('accepts every exit code that the scenario allows', async () => {
    const block = await measure({ command: shellCommand('exit 3'), exitCodes: [0, 3] });
    expect(block).toMatchObject({ operations: 1, notes: { exit_code: 3 } });
    // An exit code that is the only one allowed adds no note.
    const { notes } = await measure({ command: shellCommand('exit 3'), exitCodes: [3] });
    expect(notes).not.toHaveProperty('exit_code');
  });

  it('passes arguments unchanged, without a shell', async () => {
    const file = join(folder, 'arguments.sh');
    writeFileSync(file, '#!/bin/sh\nfor one in "$@"; do echo "[$one]" >&2; done\n');
    chmodSync(file, 0o755);
    const words = ['$HOME', 'a b', '', '*', '"; exit 5', 'ünï'];
    expect(await printed({ command: argvCommand(file, ...words) })).toBe(
      words.map((word) => `[${word}]`).join('\n'),
    );
  });

  it('passes text to the shell when the scenario has text', async () => {
    expect(await printed({ command: shellCommand('echo $((6 * 7)) | cat >&2') })).toBe('42');
  });

  it('runs programs and folders with spaces and non-ASCII letters in their paths', async () => {
    const place = join(folder, 'mit Leerzeichen und Größe');
    mkdirSync(place);
    const program = join(place, 'täglich laufen');
    writeFileSync(program, '#!/bin/sh\npwd >&2\n');
    chmodSync(program, 0o755);
    expect(await printed({ command: argvCommand('./täglich laufen'), cwd: place })).toBe(place);
    const env = { PATH: `/nowhere:${place}` };
    expect(await printed({ command: argvCommand('täglich laufen'), env })).toBe(folder);
  });

  it('merges the environment of the harness with that of the scenario', async () => {
    host.processes.setInherited('COMMAND_TEST_OUTER', 'outer');
    const show = shellCommand(
      `echo "$COMMAND_TEST_OUTER $OWN ${'${'}#${TREE_VARIABLE}} $HOME" >&2`,
    );
    const text = await printed({ command: show, env: { OWN: 'a "b" ü', HOME: '/changed' } });
    host.processes.setInherited('COMMAND_TEST_OUTER', undefined);
    expect(text).toMatch(/^outer a "b" ü \d{2,} \/changed$/);
    expect(await printed({ command: show })).toMatch(/^ {2}\d{2,} /);
  });

  it('gives empty standard input and a standard error that can be opened by name', async () => {
    expect(await printed({ command: shellCommand('cat | wc -c >&2') })).toBe('0');
    expect(await printed({ command: shellCommand('echo by name > /dev/stderr') })).toBe('by name');
  });

  it('starts a command with default signals, discarded output, and nothing else open', async () => {
    const ignored = await printed({ command: shellCommand('grep SigIgn /proc/$$/status >&2') });
    const mask = BigInt(`0x${ignored.split(/\s+/)[1]}`);
    // Signals 1 to 31; the C library reserves some of the others.
    expect(mask & 0x7fffffffn).toBe(0n);
    const output = nodeScriptCommand('console.error(fs.readlinkSync("/proc/self/fd/1"))');
    expect(await printed({ command: output })).toBe('/dev/null');
    const open = await printed({ command: shellCommand('exec readlink /proc/self/fd/* >&2') });
    const own = open.split('\n').filter((target) => !isOfTheTestRun(target));
    const pipe = expect.stringMatching(/^pipe:/);
    // Descriptor 1 is a copy of 2 here, so that the output can be read.
    expect(own).toEqual(['/dev/null', pipe, pipe]);
  });
});

describe('command hooks', () => {
  const file = fileURLToPath(
    new URL('../../../fixtures/hooks/hooks.scenario.mjs', import.meta.url),
  );

  it('run around the command: setup, beforeEach, the command, teardown', async () => {
    const log = join(folder, 'hooks.log');
    await measure({
      source: { file, name: 'logged' },
      hooks: ['setup', 'beforeEach', 'teardown'],
      env: { HOOKS_LOG: log },
      command: shellCommand(`echo command >> "${log}"`),
    });
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
      'setup {}',
      'beforeEach 1 {}',
      'command',
      'teardown 1',
    ]);
  });
});

describe('command check before the first unit', () => {
  const check = async (changes: Parameters<typeof commandScenario>[0]) =>
    (await executor.check?.(commandScenario({ cwd: folder, ...changes }))) ?? [];

  it('accepts a program of PATH, a path and a shell text', async () => {
    expect(await check({ command: argvCommand('true') })).toEqual([]);
    expect(await check({ command: argvCommand(process.execPath) })).toEqual([]);
    expect(await check({ command: shellCommand('anything at all') })).toEqual([]);
  });

  it('names a missing program and what to do, by the PATH and the folder of the scenario', async () => {
    const command = argvCommand('true', 'a b');
    expect(await check({ name: 'build', command, env: { PATH: '/nowhere' } })).toEqual([
      {
        id: 'command-not-found',
        level: 'error',
        message: '"build" cannot run `true \'a b\'`: The command "true" is not on PATH.',
        remedy: 'Install the program, fix its name, or specify its path.',
      },
    ]);
    expect(await check({ command, cwd: '/nowhere' })).toMatchObject([
      { message: expect.stringContaining('The folder /nowhere does not exist') },
    ]);
  });
});

it('leaves no launcher running when the executor ends', async () => {
  const { output = '' } = await fail({ command: shellCommand('echo $PPID >&2; exit 9') });
  const name = 'command/launcher/command-launcher-process';
  expect(await findProcessesByCommandLine(name)).toContain(output.trim());
  await executor.dispose?.();
  expect(await findProcessesByCommandLine(name)).not.toContain(output.trim());
});
