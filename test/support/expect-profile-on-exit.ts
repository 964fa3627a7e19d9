import { expect } from 'vitest';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import { createHeapProfiler } from '../../profilers/v8/heap-profiler.ts';
import { type createProfiledPrograms, profilingHost } from './profiled-program.ts';
import {
  PROGRAM_ENDINGS,
  type ProgramEnding,
  WORK_SOURCE,
} from './sample-programs-by-exit-kind.ts';

const PROFILERS = {
  'v8-cpu': createCpuProfiler(profilingHost),
  'v8-allocation': createHeapProfiler(profilingHost, 'allocated'),
  'v8-heap': createHeapProfiler(profilingHost, 'held'),
};

export type V8Profiler = keyof typeof PROFILERS;
export const V8_PROFILERS = Object.keys(PROFILERS) as readonly V8Profiler[];

/** Expects a program that ends this way to leave a profile naming its work by file and line. */
export async function expectProfileOnExit(
  run: ReturnType<typeof createProfiledPrograms>,
  id: V8Profiler,
  how: ProgramEnding,
  node: string,
): Promise<void> {
  const [body, signal, end] = PROGRAM_ENDINGS[how];
  const { exit, weightOf, file, profile } = await run(PROFILERS[id], `${WORK_SOURCE}${body}`, {
    node,
    ...(signal !== undefined && { signal }),
  });
  expect(exit).toMatchObject(end);
  expect(profile.tool).toBe(id);
  expect(weightOf('work')).toBeGreaterThan(id === 'v8-cpu' ? 10 : 1e6);
  expect(profile.functions.find(({ name }) => name === 'work')).toMatchObject({ file, line: 3 });
}
