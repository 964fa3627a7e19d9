import { expect } from 'vitest';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import { createHeapProfiler } from '../../profilers/v8/heap-profiler.ts';
import { host, type profiledPrograms } from './profiled-program.ts';
import { ENDINGS, type Ending, WORK } from './program-endings.ts';

const PROFILERS = {
  'v8-cpu': createCpuProfiler(host),
  'v8-allocation': createHeapProfiler(host, 'allocated'),
  'v8-heap': createHeapProfiler(host, 'held'),
};

export type V8Profiler = keyof typeof PROFILERS;
export const V8_PROFILERS = Object.keys(PROFILERS) as readonly V8Profiler[];

/** A program that ends like this leaves a profile, which names what it did with file and line. */
export async function expectProfileAtEnd(
  run: ReturnType<typeof profiledPrograms>,
  id: V8Profiler,
  how: Ending,
  node: string,
): Promise<void> {
  const [body, signal, end] = ENDINGS[how];
  const { exit, weightOf, file, profile } = await run(PROFILERS[id], `${WORK}${body}`, {
    node,
    ...(signal !== undefined && { signal }),
  });
  expect(exit).toMatchObject(end);
  expect(profile.tool).toBe(id);
  expect(weightOf('work')).toBeGreaterThan(id === 'v8-cpu' ? 10 : 1e6);
  expect(profile.functions.find(({ name }) => name === 'work')).toMatchObject({ file, line: 3 });
}
