/**
 * Stand-ins for benchmark tools that do not list their benchmarks: each collects what it is handed,
 * and measures nothing.
 */
import { addBenchmark, type Callback, inGroup } from './collect-benchmarks.ts';

/** An object whose methods all return it, except those that it has. */
type Chain = Readonly<Record<string, unknown>>;

function chain(own: Readonly<Record<string, unknown>>): Chain {
  const self: Chain = new Proxy(own, {
    // An awaited chain is no promise.
    get: (_, key) => (key === 'then' ? undefined : (Reflect.get(own, key) ?? (() => self))),
  });
  return self;
}

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}

function textOf(values: readonly unknown[]): string | null {
  const [first] = values;
  if (typeof first === 'string') return first;
  const { name } = (first ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' && name !== '' && !isCallback(first) ? name : null;
}

/** A generator yields the function to measure; it is asked for in the process that measures. */
function mitataBench(...given: readonly unknown[]): Chain {
  const run = given.find(isCallback);
  const name = textOf(given) ?? run?.name ?? 'benchmark';
  if (run === undefined) return chain({});
  const isGenerator = run.constructor.name.endsWith('GeneratorFunction');
  let work: Callback = run;
  const ask = async (): Promise<void> => {
    const { value } = await (run({}) as AsyncIterator<Callback>).next();
    if (!isCallback(value)) throw new TypeError(`${name} yields no function without parameters`);
    work = value;
  };
  const leaveOut = addBenchmark(name, () => work(), isGenerator ? ask : null);
  // Parameters make it several benchmarks, which have no names of their own.
  const parametrise = (): Chain => {
    leaveOut();
    return self;
  };
  const self = chain({ args: parametrise, range: parametrise, dense_range: parametrise });
  return self;
}

function mitataGroup(...given: readonly unknown[]): void {
  inGroup(textOf(given), given.findLast(isCallback));
}

const mitata = {
  bench: mitataBench,
  baseline: mitataBench,
  group: mitataGroup,
  barplot: mitataGroup,
  boxplot: mitataGroup,
  lineplot: mitataGroup,
  summary: mitataGroup,
  compact: mitataGroup,
  run: async () => ({ benchmarks: [], context: {}, layout: [] }),
};

interface BenchmarkOptions {
  readonly name?: unknown;
  readonly fn?: unknown;
  readonly defer?: unknown;
  readonly setup?: unknown;
}

/** Adds a benchmark of benchmark.js: a name, a function and options, or some of them. */
function addBenchmarkJs(given: readonly unknown[]): void {
  const options: BenchmarkOptions = Object.assign(
    {},
    ...given.filter((value) => typeof value === 'object'),
  );
  const run = given.find(isCallback) ?? options.fn;
  // The text of its setup shares variables with the function, which cannot be called alone then.
  if (!isCallback(run) || options.setup !== undefined) return;
  const name = textOf(given) ?? (typeof options.name === 'string' ? options.name : run.name);
  addBenchmark(
    name,
    options.defer === true
      ? () =>
          new Promise<void>((done) => {
            run.call({ resolve: done }, { resolve: done });
          })
      : run,
  );
}

function Suite(...given: readonly unknown[]): Chain {
  const name = textOf(given);
  const self = chain({
    add: (...benchmark: readonly unknown[]) => {
      inGroup(name, () => addBenchmarkJs(benchmark));
      return self;
    },
  });
  return self;
}

const Benchmark = Object.assign(
  function Benchmark(...given: readonly unknown[]): Chain {
    addBenchmarkJs(given);
    return chain({});
  },
  { Suite, options: {}, support: {}, platform: {}, version: '', formatNumber: String },
);

interface TinybenchHooks {
  readonly beforeAll?: unknown;
  readonly beforeEach?: unknown;
  readonly afterEach?: unknown;
}

/** Tinybench; a benchmark with hooks around each iteration cannot be called alone. */
function Bench(...given: readonly unknown[]): Chain {
  const group = textOf(given);
  const self = chain({
    tasks: [],
    results: [],
    table: () => [],
    run: async () => [],
    runSync: () => [],
    add: (name: unknown, run: unknown, hooks: TinybenchHooks = {}) => {
      if (!isCallback(run) || hooks.beforeEach !== undefined || hooks.afterEach !== undefined) {
        return self;
      }
      const setup = isCallback(hooks.beforeAll) ? hooks.beforeAll : null;
      inGroup(group, () => addBenchmark(String(name), run, setup));
      return self;
    },
  });
  return self;
}

/** Cronometro: an object of functions, or of objects with `test` and perhaps `before`. */
async function cronometro(tests: Readonly<Record<string, unknown>>): Promise<Chain> {
  for (const [name, given] of Object.entries(tests)) {
    const { test, before } = isCallback(given)
      ? { test: given, before: null }
      : (given as { readonly test?: unknown; readonly before?: unknown });
    if (isCallback(test)) {
      addBenchmark(
        name,
        returningPromise(test),
        isCallback(before) ? returningPromise(before) : null,
      );
    }
  }
  return chain({});
}

/** Makes a function that takes a callback return a promise. */
function returningPromise(run: Callback): () => unknown {
  if (run.length === 0) return () => run();
  return () =>
    new Promise<void>((resolve, reject) => {
      run((error: unknown) => (error ? reject(error) : resolve()));
    });
}

const benny = {
  suite: (...given: readonly unknown[]): Chain => {
    inGroup(textOf(given), () => {
      for (const part of given) {
        if (isBennyBenchmark(part)) addBennyBenchmark(part);
      }
    });
    return chain({});
  },
  add: Object.assign((name: unknown, run: unknown) => ({ name, run }), {
    only: (name: unknown, run: unknown) => ({ name, run }),
    skip: () => null,
  }),
  cycle: () => null,
  complete: () => null,
  configure: () => null,
  save: () => null,
};

function isBennyBenchmark(
  part: unknown,
): part is { readonly name: string; readonly run: Callback } {
  const { run } = (part ?? {}) as { readonly run?: unknown };
  return isCallback(run);
}

/** A function that returns a function prepares it. */
function addBennyBenchmark({ name, run }: { readonly name: string; readonly run: Callback }): void {
  let work = run;
  addBenchmark(
    name,
    () => work(),
    async () => {
      const prepared = await run();
      if (isCallback(prepared)) work = prepared;
    },
  );
}

/** Stand-in for a package: its exports by name, or what `require` returns. */
interface StandIn {
  readonly exports: unknown;
  /** Exports that replace those of an ES module; null: the module is CommonJS. */
  readonly names: readonly string[] | null;
}

/** Stand-ins by the name of their package. */
export const STAND_INS: Readonly<Record<string, StandIn>> = {
  mitata: { exports: mitata, names: Object.keys(mitata) },
  tinybench: { exports: { Bench }, names: ['Bench'] },
  cronometro: { exports: { default: cronometro, cronometro }, names: ['default', 'cronometro'] },
  benchmark: { exports: Benchmark, names: null },
  benny: { exports: { ...benny, default: benny }, names: [...Object.keys(benny), 'default'] },
};
