/** Real programs under V8's profilers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { computeFunctionWeights } from '../../../profilers/summarise-profiles.ts';
import { createCpuProfiler } from '../../../profilers/v8/cpu-profiler.ts';
import { expectProfileOnExit } from '../../support/expect-profile-on-exit.ts';
import { installOtherNodeVersion } from '../../support/install-other-node-version.ts';
import { createProfiledPrograms } from '../../support/profiled-program.ts';

const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-cpu-'));
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true });
});

const ALWAYS = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };
/**
 * Source of `burn`: computes for a CPU time, since busy machines give wall time to others. It is
 * long enough for samples, though they give few of them.
 */
const WORK = `
function burn(ms) { const used = () => process.threadCpuUsage().user / 1e3; const end = used() + ms; let sum = 0; while (used() < end) for (let i = 0; i < 1e4; i += 1) sum += Math.sqrt(sum + 1); return sum; }
`;
let programs = 0;

/** Runs a program under the profiler to its own end, or to a signal after its first message. */
async function profileOf(body: string, signal: NodeJS.Signals | null = null) {
  programs += 1;
  const file = join(folder, `program-${programs}.mjs`);
  writeFileSync(file, `${WORK}${body}`);
  const own = join(folder, `profile-${programs}`);
  host.files.makeFolder(own);
  const attached = createCpuProfiler(host).attach(own, undefined);
  const running = host.processes.start({
    file: process.execPath,
    args: [file],
    cwd: folder,
    env: attached.env,
    channel: true,
  });
  if (signal !== null) {
    await new Promise((resolve) => running.onMessage(resolve));
    // Twice, like a signal that is sent to the group and to its members.
    process.kill(running.pid ?? 0, signal);
    process.kill(running.pid ?? 0, signal);
  }
  const exit = await running.exited;
  const { profile, lost } = await attached.read(ALWAYS);
  const burns = computeFunctionWeights(profile).filter(({ of }) => of.name === 'burn');
  return { exit, profile, lost, burns, file, own };
}

/** With this clock no thread is too slow to write, however rarely a busy machine schedules it. */
const STOPPED_CLOCK = 'Date.now = () => 0; performance.now = () => 0;';
const IDLE = `burn(60); process.send('ready'); setInterval(() => {}, 1000);`;

describe('a CPU profile of a program', () => {
  it.each([
    ['calls process.exit', `burn(60); process.exit(3);`, null, { code: 3 }],
    ['is ended by SIGTERM', IDLE, 'SIGTERM', { signal: 'SIGTERM' }],
    [
      'ends itself when SIGTERM comes',
      `process.on('SIGTERM', () => { burn(20); process.exit(0); });${IDLE}`,
      'SIGTERM',
      { code: 0 },
    ],
  ] as const)(
    'names what a program that %s did, with file and line',
    async (_how, body, signal, end) => {
      const { exit, burns, file } = await profileOf(body, signal);
      expect(exit).toMatchObject(end);
      expect(burns).toHaveLength(1);
      expect(burns[0]?.of).toMatchObject({ owner: 'project', file, line: 2 });
      expect(burns[0]?.total).toBeGreaterThan(15);
      // Milliseconds: a busy machine makes it some hundreds, no unit below thousands.
      expect(burns[0]?.total).toBeLessThan(30_000);
    },
  );

  it('includes what ran until a program that ignores SIGTERM was killed', async () => {
    const body = `process.on('SIGTERM', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50));${IDLE}`;
    const { exit, burns } = await profileOf(body, 'SIGTERM');
    expect(exit).toMatchObject({ signal: 'SIGKILL' });
    expect(burns[0]?.total).toBeGreaterThan(15);
  });

  it('includes the lines of a function, and only the samples of the requested stretch', async () => {
    const { profile, exit, own } = await profileOf(
      `function lines() {\n  let sum = 0;\n  for (let i = 0; i < 1e8; i += 1) sum = (sum + i) | 0;\n  return sum;\n}\nlines(); process.disconnect();`,
    );
    expect(exit).toMatchObject({ code: 0 });
    const index = profile.functions.findIndex(({ name }) => name === 'lines');
    const [hottest] = profile.lines
      .filter(({ of }) => of === index)
      .toSorted((a, b) => b.weight - a.weight);
    // Two lines of the preamble, then the third of the function.
    expect(hottest?.line).toBe(5);
    const late = createCpuProfiler(host).attach(own, undefined);
    await expect(late.read({ fromMs: 1e12, toMs: 2e12 })).rejects.toMatchObject({
      failure: { message: 'the profile has no samples within the measurement window' },
    });
  });

  it('includes child processes, and worker threads however they end', async () => {
    const body = `import { execFileSync } from 'node:child_process';
import { parentPort, Worker, isMainThread } from 'node:worker_threads';
if (process.argv[2] === 'child') burn(60);
else if (isMainThread) {
  ${STOPPED_CLOCK}
  execFileSync(process.execPath, [import.meta.filename, 'child']);
  const start = (how) => new Worker(new URL(import.meta.url), { argv: [how], execArgv: process.execArgv });
  const [ends, stays, terminated] = ['ends', 'stays', 'terminated'].map(start);
  const first = (worker, event) => new Promise((resolve) => worker.once(event, resolve));
  await Promise.all([
    first(ends, 'exit'),
    first(stays, 'message'),
    first(terminated, 'message').then(() => terminated.terminate()),
  ]);
  process.exit(0);
} else {
  burn(60);
  if (process.argv[2] !== 'ends') { parentPort.postMessage('done'); setInterval(() => {}, 1000); }
}`;
    const { profile, lost, burns } = await profileOf(body);
    expect({ threads: profile.threads, lost }).toEqual({ threads: 5, lost: 0 });
    expect(burns[0]?.total).toBeGreaterThan(4 * 45);
  });

  it('counts a worker thread that blocks itself as lost, without waiting for long', async () => {
    const body = `import { isMainThread, parentPort, Worker } from 'node:worker_threads';
if (isMainThread) {
  burn(60);
  const worker = new Worker(new URL(import.meta.url));
  worker.once('message', () => setTimeout(() => { performance.mark('x'); process.exit(0); }, 20));
} else { parentPort.postMessage('done'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); }`;
    const { profile, lost, burns } = await profileOf(body);
    expect({ threads: profile.threads, lost }).toEqual({ threads: 1, lost: 1 });
    expect(burns[0]?.total).toBeGreaterThan(15);
  });

  it('does not disturb a library that counts the listeners of a signal', async () => {
    // Like signal-exit: if there are listeners other than its own, it leaves the exit to them.
    const body = `const onSignal = () => {
  if (process.listeners('SIGTERM').length !== 1) return;
  process.off('SIGTERM', onSignal);
  process.kill(process.pid, 'SIGTERM');
};
process.on('SIGTERM', onSignal);${IDLE}`;
    const { exit, burns } = await profileOf(body, 'SIGTERM');
    expect(exit).toMatchObject({ signal: 'SIGTERM' });
    expect(burns[0]?.total).toBeGreaterThan(15);
  });

  it('is reported missing when the program is killed at once', async () => {
    const killed = profileOf(`process.send('ready'); setInterval(() => {}, 1000);`, 'SIGKILL');
    await expect(killed).rejects.toMatchObject({
      failure: { message: 'the program was killed before it could write its profile' },
    });
  });
});

/**
 * Each V8 profiler on the older Node.js, and ways of ending with one of the profilers each, since
 * the code that writes at exit is the same for all. Every combination is in
 * write-profile-on-every-kind-of-exit.proof.test.ts.
 */
const run = createProfiledPrograms();
let other = '';
beforeAll(async () => {
  other = await installOtherNodeVersion('24');
});

describe('Node.js 24', () => {
  it.each([
    ['v8-cpu', 'throws'],
    ['v8-allocation', 'is ended by SIGINT'],
    ['v8-heap', 'is ended by SIGHUP'],
  ] as const)('writes the profile of %s when the program %s', async (id, how) => {
    expect(other).not.toBe(process.execPath);
    await expectProfileOnExit(run, id, how, other);
  });
});

describe('Node.js 26', () => {
  it('writes the profile of v8-heap when the program calls process.exit', () =>
    expectProfileOnExit(run, 'v8-heap', 'calls process.exit', process.execPath));
});
