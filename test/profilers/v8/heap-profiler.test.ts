/** Real programs under V8's sampling heap profiler. */
import { describe, expect, it, test } from 'vitest';
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

  it('counts memory that was collected since, of worker threads and child processes too', async () => {
    const body = `${CODE}
import { execFileSync } from 'node:child_process';
import { isMainThread, Worker } from 'node:worker_threads';
if (!isMainThread || process.argv[2] === 'child') waste(5e5);
else {
  remember(5e4);
  execFileSync(process.execPath, [import.meta.filename, 'child']);
  new Worker(new URL(import.meta.url)).once('exit', () => process.disconnect());
}`;
    const { profile, lost, weightOf } = await run(ALLOCATED, body);
    expect(profile).toMatchObject({ tool: 'v8-allocation', weight: 'allocated', threads: 3 });
    expect(lost).toBe(0);
    // Objects of at least 40 bytes: the object, its array and the array's elements.
    expect(weightOf('waste')).toBeGreaterThan(4e7);
    expect(weightOf('waste')).toBeGreaterThan(5 * weightOf('remember'));
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

test('a memory profile is reported missing when the program becomes another', async () => {
  const body = `process.execve?.('/bin/true', ['true'], {});`;
  await expect(run(HELD, body)).rejects.toMatchObject({
    failure: { message: expect.stringContaining('was killed before') },
  });
});
