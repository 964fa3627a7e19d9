/**
 * Times calls of two versions of a module side by side, in a process of its own: the request comes
 * on stdin. The modules run in a thread, so that nothing of them reaches stdout, where the answer
 * is the last line.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { ModuleExports } from '../replay/resolve-module-exports.ts';
import { findRetainedMemory } from './find-retained-memory.ts';
import { type LoadedVersions, timeGroup } from './time-call-group.ts';
import type { GroupTimes, TimeAnswer, TimedGroup, TimeRequest } from './timed-call-groups.ts';

const MEMORY_MB = 1_024;
/** Least time for a group, since less gives no result. The groups that take the most come first. */
const LEAST_MS = 400;

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: JSON.parse(readFileSync(0, 'utf8')),
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  worker.on('message', (answer: TimeAnswer) => {
    process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));
  });
  worker.on('error', () => process.exit(1));
} else {
  parentPort?.postMessage(await answer(workerData as TimeRequest));
}

async function answer(request: TimeRequest): Promise<TimeAnswer> {
  const { first, timesMs, memoryMs, isVaried } = request;
  // Unhandled rejections do not matter for timing.
  process.on('unhandledRejection', () => undefined);
  const groups = JSON.parse(readFileSync(request.groups, 'utf8')) as readonly TimedGroup[];
  const versions = await load(request);
  const until = performance.now() + timesMs;
  let remaining = groups.filter(({ slices }) => slices.length > 0).length;
  const times = groups.map(({ slices, calls }): GroupTimes | null => {
    if (slices.length === 0) return null;
    const leftMs = until - performance.now();
    const limitMs = Math.max(leftMs / remaining, LEAST_MS);
    remaining -= 1;
    if (leftMs <= 0) return null;
    return timeGroup(slices, versions, { first, limitMs, isVaried, isEnlarged: calls === 0 });
  });
  return memoryMs === 0
    ? { times, memory: [], isMemoryComplete: false }
    : { times, ...findRetainedMemory(groups, versions, memoryMs) };
}

async function load({ base, head, first }: TimeRequest): Promise<LoadedVersions> {
  const importLast = async (files: readonly string[]) => {
    let exports: ModuleExports = {};
    for (const file of files) exports = await import(pathToFileURL(file).href);
    return exports;
  };
  if (first === 'base') return { base: await importLast(base), head: await importLast(head) };
  const headExports = await importLast(head);
  return { base: await importLast(base), head: headExports };
}
