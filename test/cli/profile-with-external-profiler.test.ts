/** `perf-harness profile --with`: other people's profilers on real servers and commands. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import {
  BURN_SOURCE,
  createServerProject,
  findHottestFunction,
  findingMessages,
  profileWithTool,
} from '../support/profile-with-third-party-tool.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

// 0x and callgrind take seconds: see the proof.
describe('profile --with', () => {
  it("clinic-doctor provides doctor's diagnosis of a program, and the function", async () => {
    const cwd = createProject({ 'burn.mjs': `${BURN_SOURCE}burn(5e7);\n` });
    const asked = ['--with', 'clinic-doctor', '--', 'node', 'burn.mjs'];
    const report = await profileWithTool(cwd, asked);
    expect(findingMessages(report, 'clinic-doctor')).toMatch(/^According to clinic doctor, /);
    expect(findHottestFunction(report)).toMatchObject({ name: 'burn', file: `${cwd}/burn.mjs` });
    expect(report.tool).toBe('clinic-doctor and v8-cpu');
  });
});

/** Creates a folder with a shell program of this text. */
function withProgram(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-path-'));
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

const empty = (): string => mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));

describe('profile --with a missing tool', () => {
  it.each([
    ['0x', 'perf-harness doctor --install 0x'],
    ['clinic-doctor', 'perf-harness doctor --install clinic'],
    ['clinic-flame', 'perf-harness doctor --install clinic'],
    ['callgrind', 'apt-get install valgrind'],
    ['perf', 'linux-perf'],
  ])(
    'P811-29: %s ends with 5, and says how to get it and what works without it',
    async (tool, how) => {
      const cwd = createProject({});
      const args = ['profile', '--with', tool, '--', 'node', '-e', '1'];
      const env = { PERF_HARNESS_CACHE: empty(), PATH: '/nowhere' };
      const { code, err } = await runCommandInProcess(args, { cwd, isLight: true, env });
      expect(code, err).toBe(5);
      expect(err.replace(/\s+/g, ' ')).toContain(how);
      expect(err.replace(/\s+/g, ' ')).toContain('or omit `--with`');
      expect(err).not.toMatch(/\n\s+at /);
    },
  );

  it.each([
    [
      'its version is unknown',
      '0x',
      { 'node_modules/0x/package.json': '{"name":"0x","version":"4.0.0","bin":"cmd.js"}' },
      ['is version 4.0.0, but 5 to 6 is needed'],
    ],
    [
      'the kernel does not let perf record',
      'perf',
      {},
      [
        'perf cannot record here (kernel.perf_event_paranoid is',
        'Error: Access to performance events',
      ],
    ],
  ])('ends with 5 when %s', async (_, tool, files, reasons) => {
    const folder = withProgram('perf', 'echo "Error: Access to performance events" >&2; exit 255');
    const { code, err } = await runCommandInProcess(
      ['profile', '--with', tool, '--', 'node', '-e', '1'],
      {
        cwd: createProject(files),
        isLight: true,
        env: { PERF_HARNESS_CACHE: empty(), PATH: `${folder}:${dirname(process.execPath)}` },
      },
    );
    expect(code, err).toBe(5);
    for (const reason of reasons) expect(err.replace(/\s+/g, ' ')).toContain(reason);
  });
});

describe('profile --with a tool that harms the program', () => {
  const VERSION = 'case "$1" in --version) echo valgrind-3.19.0; exit;; esac';

  it.each([
    ['kills it', 'kill -9 $$', 'was killed by SIGKILL', '60 s'],
    ['fails', 'echo "Error: no such tool" >&2; exit 3', 'exited with code 3', '60 s'],
    ['hangs', 'exec sleep 1000', 'did not finish within 3 s', '3 s'],
  ])(
    'reports a tool that %s, and that the program runs without it',
    async (_how, does, why, timeout) => {
      const folder = withProgram('valgrind', `${VERSION}\n${does}`);
      // Exits at once, even on a busy machine, so that the time limit can be short.
      const withNode = withProgram('node', 'exit 0');
      const cwd = createProject({
        'scenarios/one.mjs': scenarioModule(
          `{ name: 'one', command: ['node', '-e', '1'], timeout: '${timeout}' }`,
        ),
      });
      const env = { PATH: `${folder}:${withNode}:${process.env.PATH}` };
      const args = ['profile', '--trials', '1', '--with', 'callgrind', 'one'];
      const { code, out, err } = await runCommandInProcess(args, { cwd, isLight: true, env });
      expect(code, err).toBe(4);
      const told = out.replace(/\s+/g, ' ');
      expect(told).toContain(why);
      expect(told).toContain('this happens only under the profiler callgrind');
      expect(`${out}${err}`).not.toMatch(/\n\s+at /);
    },
  );
});

describe('profile --with an unsuitable tool', () => {
  it.each([
    [['--with', 'gdb', '--', 'node', '-e', '1'], 2, '--with takes one of v8, 0x'],
    [['--with', '0x', 'taken.cpuprofile'], 2, 'cannot be combined with targets to measure'],
    [['--with', '0x', 'call'], 2, 'a function scenario has no program that 0x could start'],
    [['--with', '0x', '--', 'sh', '-c', 'node -e 1'], 2, 'does not call `node` directly'],
    [['--with', 'callgrind', 'serve'], 2, 'about fifty times slower'],
    [
      ['--with', 'clinic-heapprofiler', '--', 'sleep', '0.1'],
      4,
      'the program did not load clinic heapprofiler',
    ],
    [
      ['--with', '0x', '--', 'node', '-e', 'process.kill(process.pid, "SIGKILL")'],
      4,
      'was killed by SIGKILL',
    ],
  ] as const)('refuses %j', async (args, expected, why) => {
    const cwd = createServerProject(300, `response.end('ok');`);
    writeFileSync(join(cwd, 'taken.cpuprofile'), '{}');
    mkdirSync(join(cwd, 'scenarios'), { recursive: true });
    const call = `{ name: 'call', duration: '5 ms', warmup: '1 ms', run: () => 1 }`;
    writeFileSync(join(cwd, 'scenarios/call.mjs'), scenarioModule(call));
    const { code, out, err } = await runCommandInProcess(['profile', '--trials', '1', ...args], {
      cwd,
      isLight: true,
    });
    expect(code, `${out}${err}`).toBe(expected);
    expect(`${out}${err}`.replace(/\s+/g, ' ')).toContain(why);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
