/**
 * Keeps what files hand to tinybench's `Bench.add`, since a task hides its function. Loaded before
 * the user's file: from then on `tinybench` means a module that exports all of the real one, with a
 * `Bench` that remembers. Works for whatever version a file resolves. Modules that were linked
 * before, such as the one that measures, keep the real one.
 */
import { registerHooks } from 'node:module';

/** What was given to `Bench.add`. */
export interface CapturedTask {
  readonly run: (this: unknown) => unknown;
  readonly options: Readonly<Record<string, unknown>>;
}

type AnyBench = new (
  ...args: never[]
) => { add(name: string, run: CapturedTask['run'], options?: object): unknown };

const tasks = new WeakMap<object, Map<string, CapturedTask>>();
const KEY = Symbol.for('perf-harness.capture-tinybench');
const SCHEME = 'perf-harness-capture:';

/** The function and the options of a task, by its bench and name. */
export function capturedTask(bench: object, name: string): CapturedTask | undefined {
  return tasks.get(bench)?.get(name);
}

/**
 * What tinybench gets in place of a task. It calls every one as it is added, to see whether it is async; what
 * other tasks leave behind in code that they share can make the one that is measured many times as slow.
 */
function nothing(): void {}

function capture<T extends AnyBench>(Real: T): T {
  // The class keeps its name: loaders and people know a Bench by it.
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
