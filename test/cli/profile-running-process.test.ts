/** `perf-harness profile --pid`: running processes, and those it must not touch (other loaders, Node.js 24: see the proof). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { findListeningPorts } from '../../harness/host/platform/linux/linux-platform.ts';
import {
  type ProfileReport,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { waitUntil } from '../support/detect-command-leftovers.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

/** Prints once V8 has optimized it. */
const BUSY = `
const kept = [];
function busy() { let sum = 0; for (let i = 0; i < 3e6; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0; kept.push({ at: new Array(10_000).fill(sum) }); }
let calls = 0;
setInterval(() => { busy(); calls += 1; if (calls === 30) console.log('ready'); }, 10);
`;
const IDLE = `setInterval(() => 0, 1000);\nconsole.log('ready');\n`;
const cwd = createProject({
  'busy.mjs': BUSY,
  'short.mjs': `process.on('SIGTERM', () => process.exit(0));${BUSY}`,
  'workers.mjs': `import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
const workers = [1, 2].map(() => new Worker('for (;;) Math.sqrt(2)', { eval: true }));
process.on('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 1000);
await Promise.all(workers.map((worker) => once(worker, 'online')));
console.log('ready');
`,
  'idle.mjs': IDLE,
  'own-signal.mjs': `process.on('SIGUSR1', () => 0);\n${IDLE}`,
});

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A program that has spoken. */
async function start(
  file: string,
  args: readonly string[],
  options: { readonly uid?: number } = {},
): Promise<ChildProcess & { readonly pid: number }> {
  // Collecting coverage changes which functions V8 inlines into their callers.
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const child = spawn(file, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  started.push(child);
  if (file !== 'sleep') await once(child.stdout, 'data');
  if (child.pid === undefined) throw new Error(`${file} did not start`);
  // Sound: it has its number.
  return child as typeof child & { readonly pid: number };
}

async function profile(pid: number, ...args: readonly string[]): Promise<ProfileReport> {
  const { code, out, err } = await runCommandInProcess(
    ['profile', '--pid', String(pid), '--reporter', 'json', '--duration', '300ms', ...args],
    { cwd, isLight: true },
  );
  expect(code, err).toBe(0);
  return profileReportSchema.parse(JSON.parse(out));
}

/** True while a process has the thread in which V8 takes the samples of a profile. */
function isSampled(pid: number): boolean {
  const threads = `/proc/${pid}/task`;
  try {
    return readdirSync(threads).some((id) =>
      readFileSync(`${threads}/${id}/comm`, 'utf8').startsWith('v8:ProfEvntProc'),
    );
  } catch {
    // A thread has ended meanwhile.
    return false;
  }
}

/** CPU time of all threads of a process, in hundredths of a second. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function hottest({ hot_spots: [first], functions }: ProfileReport) {
  return functions[first?.function ?? 0];
}

async function refused(...args: readonly string[]): Promise<string> {
  const { code, err } = await runCommandInProcess(['profile', ...args], { cwd, isLight: true });
  expect(code, err).toBe(2);
  expect(err).not.toMatch(/\n\s+at /);
  return err.replace(/\s+/g, ' ');
}

/** Functions inlined or still being compiled as a profile begins count for their caller. */
const COMPILED_AT_ONCE = [
  '--no-turbo-inlining',
  '--no-maglev-inlining',
  '--no-concurrent-recompilation',
];

describe('a running process', () => {
  it('is profiled twice, and runs on with its inspector closed', async () => {
    const child = await start(process.execPath, [
      '--inspect-port=0',
      ...COMPILED_AT_ONCE,
      'busy.mjs',
    ]);
    const report = await profile(child.pid);
    expect(hottest(report)).toMatchObject({ name: 'busy', file: `${cwd}/busy.mjs`, line: 3 });
    expect(report).toMatchObject({ kind: 'process', tool: 'v8-cpu', findings: [] });
    expect(report.scenario).toContain('busy.mjs');
    expect(findListeningPorts(child.pid)).toEqual([]);
    const memory = await profile(child.pid, '--kind', 'heap');
    expect(hottest(memory)).toMatchObject({ name: 'busy' });
    expect(memory).toMatchObject({ tool: 'v8-heap', weight: 'held', unit: 'B' });
    expect(child.exitCode).toBeNull();
  });

  it('gets a warning next to its profile when worker threads do the work', async () => {
    const child = await start(process.execPath, ['--inspect-port=0', 'workers.mjs']);
    // On a busy machine the workers hardly run for a while, but the profiler always works as much.
    const endAfterWork = async (): Promise<void> => {
      await waitUntil(() => isSampled(child.pid));
      const begunTicks = cpuTicks(child.pid);
      await waitUntil(() => cpuTicks(child.pid) > begunTicks + 300);
      child.kill('SIGTERM');
    };
    const [{ findings }] = await Promise.all([
      profile(child.pid, '--duration', '60s'),
      endAfterWork(),
    ]);
    const finding = findings.find(({ id }) => id === 'other-threads');
    expect(finding?.level).toBe('warning');
    const times = /used ([\d.]+) s of CPU time; its other threads used ([\d.]+) s/u;
    const [, own, others] = times.exec(finding?.message ?? '') ?? [];
    expect(Number(others)).toBeGreaterThan(2 * Number(own));
  });

  it('keeps the inspector that it was started with, whatever its port', async () => {
    const child = await start(process.execPath, ['--inspect=0', 'idle.mjs']);
    const before = findListeningPorts(child.pid);
    await profile(child.pid);
    expect(before).toHaveLength(1);
    expect(findListeningPorts(child.pid)).toEqual(before);
  });

  it('is profiled until it ends when it ends meanwhile', async () => {
    const child = await start(process.execPath, ['--inspect-port=0', 'short.mjs']);
    const endSoon = async (): Promise<void> => {
      // Its profile is under way by then, however long it took to begin.
      await waitUntil(() => isSampled(child.pid));
      await sleep(500);
      child.kill('SIGTERM');
    };
    const [report] = await Promise.all([profile(child.pid, '--duration', '60s'), endSoon()]);
    expect(report.findings).toMatchObject([{ id: 'process-ended', level: 'info' }]);
    expect(report.busy).toBeGreaterThan(0);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });

  it('is reported when it is killed meanwhile, and not as a defect', async () => {
    const child = await start(process.execPath, ['--inspect-port=0', 'idle.mjs']);
    child.stderr?.on('data', (text) => {
      if (String(text).includes('Debugger attached')) child.kill('SIGKILL');
    });
    const args = ['profile', '--pid', String(child.pid), '--duration', '60s'];
    const { code, out, err } = await runCommandInProcess(args, { cwd, isLight: true });
    expect(code, err).toBe(4);
    expect(out.replace(/\s+/g, ' ')).toContain('could not be profiled');
  });
});

describe('a process that profile --pid refuses', () => {
  it('does not exist', async () => {
    const child = await start('sleep', ['60']);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await refused('--pid', String(child.pid))).toContain('There is no process');
  });

  it('is not Node.js, and would be killed by the signal', async () => {
    const child = await start('sleep', ['60']);
    expect(await refused('--pid', String(child.pid))).toContain('is not a Node.js process');
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it('belongs to another user', async () => {
    // Process 1 belongs to another user, unless this one is root.
    const isRoot = process.getuid?.() === 0;
    const pid = isRoot ? (await start('sleep', ['60'], { uid: 65_534 })).pid : 1;
    expect(await refused('--pid', String(pid))).toContain('belongs to another user');
  });

  it('would find the port of its inspector taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const child = await start(process.execPath, [`--inspect-port=${port}`, 'idle.mjs']);
    expect(await refused('--pid', String(child.pid))).toContain(`on port ${port}, which process`);
    server.close();
    expect(findListeningPorts(child.pid)).toEqual([]);
  });

  it.each([
    ['does not open its inspector', ['--disable-sigusr1', 'idle.mjs']],
    ['has another use for the signal', ['--inspect-port=0', 'own-signal.mjs']],
  ])('%s', async (_, args) => {
    const child = await start(process.execPath, args);
    expect(await refused('--pid', String(child.pid))).toContain('did not open its inspector');
    expect(child.exitCode).toBeNull();
  });
});
