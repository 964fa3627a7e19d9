import { types } from 'node:util';
import type { LoadedFunction } from './loaded-function.ts';
import { type CapturedTask, capturedTask } from './tinybench-capture.ts';

type TaskHook = (this: unknown, mode?: 'run' | 'warmup') => unknown;

interface BenchLike {
  readonly tasks: readonly { readonly name: string }[];
  readonly setup?: (task?: unknown, mode?: 'run' | 'warmup') => unknown;
  readonly teardown?: (task?: unknown, mode?: 'run' | 'warmup') => unknown;
}

/** Whether a value is a tinybench `Bench`, of whatever version and installation. */
function isTinybench(value: unknown): value is BenchLike {
  if (typeof value !== 'object' || value === null) return false;
  const { tasks, add, run } = value as { tasks?: unknown; add?: unknown; run?: unknown };
  return Array.isArray(tasks) && typeof add === 'function' && typeof run === 'function';
}

/** The function of a tinybench task with its hooks; tinybench itself keeps them to itself. */
export function tinybenchFunction(
  module: Readonly<Record<string, unknown>>,
  file: string,
  name: string,
): LoadedFunction {
  const bench = module.default;
  if (!isTinybench(bench)) throw new Error(`${file} no longer exports a tinybench Bench`);
  const task = bench.tasks.find((candidate) => candidate.name === name);
  const captured = capturedTask(bench, name);
  if (task === undefined || captured === undefined) {
    throw new Error(`the Bench of ${file} no longer has a task named "${name}"`);
  }
  return bindTask(bench, task, captured);
}

/** Order of tinybench: setup, beforeAll, (beforeEach, task, afterEach)…, afterAll, teardown. */
function bindTask(bench: BenchLike, task: unknown, captured: CapturedTask): LoadedFunction {
  const { options } = captured;
  const hook = (name: string): (() => unknown) | undefined => {
    const found = options[name] as TaskHook | null | undefined;
    return found ? () => found.call(task, 'run') : undefined;
  };
  const run = captured.run.bind(task);
  const [beforeAll, afterAll] = [hook('beforeAll'), hook('afterAll')];
  return {
    // A generator is to be seen as one.
    run: types.isGeneratorFunction(captured.run)
      ? (captured.run as LoadedFunction['run'])
      : () => run(),
    setup: async () => {
      await bench.setup?.(task, 'run');
      await beforeAll?.();
    },
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    teardown: async () => {
      await afterAll?.();
      await bench.teardown?.(task, 'run');
    },
  };
}
