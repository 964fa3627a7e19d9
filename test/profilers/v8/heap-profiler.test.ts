/** Real programs under V8's sampling heap profiler. */
import { describe, expect, it } from 'vitest';
import { createHeapProfiler } from '../../../profilers/v8/heap-profiler.ts';
import { createProfiledPrograms, profilingHost } from '../../support/profiled-program.ts';

const run = createProfiledPrograms();
const ALLOCATED = createHeapProfiler(profilingHost, 'allocated');
const HELD = createHeapProfiler(profilingHost, 'held');

const CODE = `
const kept = [];
globalThis.seen = null;
function waste(count) { for (let i = 0; i < count; i += 1) globalThis.seen = { at: [i, i] }; }
function remember(count) { for (let i = 0; i < count; i += 1) kept.push({ at: [i, i] }); }
`;

describe('a profile of allocations', () => {
  it('counts memory that was collected since', async () => {
    const body = `${CODE}waste(1e6); remember(5e4); process.disconnect();`;
    const { profile, weightOf } = await run(ALLOCATED, body);
    expect(profile).toMatchObject({ tool: 'v8-allocation', weight: 'allocated', threads: 1 });
    // Objects of at least 40 bytes: the object, its array and the array's elements.
    expect(weightOf('waste')).toBeGreaterThan(4e7);
    expect(weightOf('waste')).toBeGreaterThan(5 * weightOf('remember'));
  });

  it('leaves out what was allocated before the stretch', async () => {
    const body = `${CODE}
function start(count) { remember(count); }
start(5e5);
process.once('message', () => { waste(5e5); process.disconnect(); });
process.send('ready');`;
    const { weightOf, withStart } = await run(ALLOCATED, body, { hasStretch: true });
    expect(withStart).toBe(0);
    expect(weightOf('waste')).toBeGreaterThan(1e7);
    expect(weightOf('start')).toBe(0);
  });

  it('reports a thread that could not hear of the stretch, whose start is included', async () => {
    const body = `${CODE}
remember(1e5);
process.send('ready');
// Longer without its event loop than it is awaited.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
process.exit(0);`;
    const { weightOf, withStart } = await run(ALLOCATED, body, { hasStretch: true });
    expect(withStart).toBe(1);
    expect(weightOf('remember')).toBeGreaterThan(1e6);
  });

  it('includes worker threads and child processes', async () => {
    const body = `${CODE}
import { execFileSync } from 'node:child_process';
import { isMainThread, Worker } from 'node:worker_threads';
if (!isMainThread || process.argv[2] === 'child') waste(5e5);
else {
  execFileSync(process.execPath, [import.meta.filename, 'child']);
  new Worker(new URL(import.meta.url)).once('exit', () => process.disconnect());
}`;
    const { profile, lost, weightOf } = await run(ALLOCATED, body);
    expect({ threads: profile.threads, lost }).toEqual({ threads: 3, lost: 0 });
    expect(weightOf('waste')).toBeGreaterThan(4e7);
  });
});

describe('a profile of held memory', () => {
  it('P811-30: names the function that allocates what leaks, and not the wasteful function', async () => {
    // Called often enough to be inlined, which would hide it behind its caller.
    const body = `${CODE}
function handle() { remember(300); waste(300); }
for (let call = 0; call < 2000; call += 1) handle();
process.disconnect();`;
    const { profile, weightOf } = await run(HELD, body);
    const [first] = [...profile.functions].sort((a, b) => weightOf(b.name) - weightOf(a.name));
    expect(profile).toMatchObject({ tool: 'v8-heap', weight: 'held' });
    expect(weightOf('remember')).toBeGreaterThan(1e7);
    expect(weightOf('waste')).toBeLessThan(1e6);
    expect(weightOf(first?.name ?? '')).toBeGreaterThanOrEqual(weightOf('remember'));
  });
});

describe('a missing memory profile', () => {
  it.each([
    ['that is killed', `process.send('ready'); setInterval(() => {}, 1000);`, 'was killed before'],
    ['that is not Node.js', `process.execve?.('/bin/true', ['true'], {});`, 'was killed before'],
  ])('is reported for a program %s', async (_how, body, message) => {
    const signal = body.includes('ready') ? ({ signal: 'SIGKILL' } as const) : {};
    await expect(run(HELD, body, signal)).rejects.toMatchObject({
      failure: { message: expect.stringContaining(message) },
    });
  });
});
