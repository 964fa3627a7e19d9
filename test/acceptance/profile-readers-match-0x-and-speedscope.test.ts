/**
 * Our readings of profiles of third-party servers match those of the tools: 0x for its ticks, and
 * speedscope for a CPU profile of V8.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { installNpmPackage } from '../../cli/doctor/install-npm-package.ts';
import { createHost } from '../../harness/host.ts';
import { readZeroXTicks } from '../../profilers/0x/read-zero-x-ticks.ts';
import { ZERO_X } from '../../profilers/find-profiler-package.ts';
import { computeFunctionWeights } from '../../profilers/summarise-profiles.ts';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import { readCpuProfile } from '../../profilers/v8/read-cpu-profile.ts';
import { readWithSpeedscope } from '../support/read-with-speedscope.ts';
import {
  createServedFolder,
  installServer,
  NPM_SERVERS,
  runUnderLoad,
} from '../support/third-party-npm-servers.ts';

/** Minutes: a busy machine takes several times as long. */
const PATIENCE_MS = 600_000;
const DURATION_MS = 2_000;
/** Largest accepted difference between two readings of a function's time, as a share. */
const MOST = 0.01;

const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-readers-'));
afterAll(() => host.processes.stopAll());

/**
 * A node of 0x's own tree by function and grade of optimisation: `top` is how often it was the
 * innermost. (Its other tree, `merged`, leaves out samples that ended in code that V8 had put into
 * its caller.)
 */
interface ZeroXNode {
  /** Without 0x's marks of the grade. */
  readonly fn: string;
  readonly top: number;
  readonly children?: readonly ZeroXNode[];
}

/** Counts how often each function was innermost in 0x's own tree, without bracketed remarks. */
function countBy0x(root: ZeroXNode): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const open = [...(root.children ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.top > 0) {
      const key = node.fn.replace(/( \[[A-Z][^\]]*\])+$/, '').replace(' file://', ' ');
      counts.set(key, (counts.get(key) ?? 0) + node.top);
    }
    open.push(...(node.children ?? []));
  }
  return counts;
}

/** The same by our reading of its ticks. */
function countByUs(ticks: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { of, self } of computeFunctionWeights(readZeroXTicks(ticks, '/none/'))) {
    if (self === 0) continue;
    const key = of.file === null ? of.name : `${of.name} ${of.file}:${of.line}:${of.column}`;
    counts.set(key, (counts.get(key) ?? 0) + self);
  }
  return counts;
}

/**
 * Returns the profile with its end moved to its last sample: we attribute the time from there to
 * the end to that sample, speedscope attributes it to none.
 */
function untilLastSample(text: string): string {
  const profile = JSON.parse(text) as { startTime: number; timeDeltas: readonly number[] };
  const lengthUs = profile.timeDeltas.reduce((sum, delta) => sum + delta, 0);
  return JSON.stringify({ ...profile, endTime: profile.startTime + lengthUs });
}

describe.each(NPM_SERVERS)(
  'profiles of $name, a server from the registry, under seconds of load',
  (server) => {
    test("reads 0x's ticks exactly as 0x does", { timeout: PATIENCE_MS }, async () => {
      const zeroX = await installNpmPackage(host, {
        ...ZERO_X,
        title: '0x',
        signal: AbortSignal.timeout(PATIENCE_MS),
        onStep: () => undefined,
      });
      const program = await installServer(host, server);
      const out = join(folder, `${server.name}.0x`);
      const cwd = createServedFolder();
      const options = ['--collect-only', '--write-ticks', '--tree-debug', '-D', out, '--'];
      const running = await runUnderLoad(host, server, {
        program,
        before: [join(zeroX, 'cmd.js'), ...options, process.execPath],
        env: {},
        cwd,
        durationMs: DURATION_MS,
      });
      // Signals the process group, as Ctrl-C does: 0x forwards no signals, and reads the log once
      // the server has exited.
      process.kill(-(running.pid ?? 0), 'SIGINT');
      expect(await running.exited, running.output()).toMatchObject({ type: 'code', code: 0 });
      const stacks = readdirSync(out).find((name) => name.startsWith('stacks.')) ?? '';
      const { unmerged } = JSON.parse(readFileSync(join(out, stacks), 'utf8')) as {
        readonly unmerged: ZeroXNode;
      };
      const theirs = countBy0x(unmerged);
      expect(theirs.size).toBeGreaterThan(10);
      const ours = countByUs(readFileSync(join(out, 'ticks.json'), 'utf8'));
      expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
    });

    test('reads a CPU profile exactly as speedscope does', { timeout: PATIENCE_MS }, async () => {
      const program = await installServer(host, server);
      const own = join(folder, `${server.name}.v8`);
      host.files.makeFolder(own);
      const { env } = createCpuProfiler(host).attach(own, undefined);
      const run = { program, before: [], env, cwd: createServedFolder(), durationMs: DURATION_MS };
      const running = await runUnderLoad(host, server, run);
      await running.stop();
      // The largest profile is that of the server, which ran until it was stopped.
      const [taken = ''] = readdirSync(own)
        .filter((name) => name.endsWith('.cpuprofile'))
        .map((name) => readFileSync(join(own, name), 'utf8'))
        .toSorted((profileText, other) => other.length - profileText.length);
      const text = untilLastSample(taken);
      const theirs = await readWithSpeedscope(host, text);
      const ours = new Map<string, number>();
      for (const { of, self } of computeFunctionWeights(
        readCpuProfile(Buffer.from(text), { own: '/none/' }),
      )) {
        if (of.owner === 'idle' || self === 0) continue;
        const key = `${of.name} ${of.file ?? ''}:${of.line ?? ''}`;
        ours.set(key, (ours.get(key) ?? 0) + self);
      }
      expect(theirs.size).toBeGreaterThan(30);
      const differing = [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) => {
        const [our = 0, their = 0] = [ours.get(key), theirs.get(key)];
        return Math.abs(our - their) <= MOST * Math.max(our, their) ? [] : [{ key, our, their }];
      });
      expect(differing).toEqual([]);
    });
  },
);
