import { registerHooks } from 'node:module';
import { types } from 'node:util';
import type { LoadedFunction } from './set-up-user-function-and-wrap-errors.ts';

type TaskHook = (this: unknown, mode?: 'run' | 'warmup') => unknown;

interface BenchLike {
  readonly tasks: readonly { readonly name: string }[];
  readonly setup?: (task?: unknown, mode?: 'run' | 'warmup') => unknown;
  readonly teardown?: (task?: unknown, mode?: 'run' | 'warmup') => unknown;
}

/** True for a tinybench `Bench` of any version and installation. */
function isTinybench(value: unknown): value is BenchLike {
  if (typeof value !== 'object' || value === null) return false;
  const { tasks, add, run } = value as { tasks?: unknown; add?: unknown; run?: unknown };
  return Array.isArray(tasks) && typeof add === 'function' && typeof run === 'function';
}

/** Returns the function of a tinybench task with its hooks, which tinybench does not expose. */
export function loadTinybenchTask(
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
    // A generator function must remain recognizable as such.
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

interface CapturedTask {
  readonly run: (this: unknown) => unknown;
  readonly options: Readonly<Record<string, unknown>>;
}

type AnyBench = new (
  ...args: never[]
) => { add(name: string, run: CapturedTask['run'], options?: object): unknown };

const tasks = new WeakMap<object, Map<string, CapturedTask>>();
const KEY = Symbol.for('perf-harness.capture-tinybench');
const SCHEME = 'perf-harness-capture:';

function capturedTask(bench: object, name: string): CapturedTask | undefined {
  return tasks.get(bench)?.get(name);
}

/**
 * Replaces tasks that are not measured: tinybench calls each task when it is added, which can slow
 * down code that tasks share.
 */
function nothing(): void {}

function capture<T extends AnyBench>(Real: T): T {
  // The class name stays `Bench`, since loaders and people recognize it by that name.
  const Bench = class Bench extends (Real as AnyBench) {
    override add(name: string, run: CapturedTask['run'], options?: object): unknown {
      const known = tasks.get(this) ?? new Map<string, CapturedTask>();
      known.set(name, { run, options: { ...options } });
      tasks.set(this, known);
      return super.add(name, typeof run === 'function' ? nothing : run, options);
    }
  };
  return Bench as unknown as T;
}

Object.defineProperty(globalThis, KEY, { value: capture });

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const resolved = nextResolve(specifier, context);
    if (specifier !== 'tinybench') return resolved;
    return { url: SCHEME + resolved.url, format: 'module', shortCircuit: true };
  },
  load: (url, context, nextLoad) => {
    if (!url.startsWith(SCHEME)) return nextLoad(url, context);
    const real = JSON.stringify(url.slice(SCHEME.length));
    const source = [
      `import { Bench as Real } from ${real};`,
      `export * from ${real};`,
      `export const Bench = globalThis[Symbol.for('perf-harness.capture-tinybench')](Real);`,
    ].join('\n');
    return { format: 'module', source, shortCircuit: true };
  },
});
