/**
 * Benchmarks of mitata and benchmark.js, captured while their file is loaded: neither tool lists
 * them. Their modules are replaced, so that nothing is measured.
 */
import { registerHooks } from 'node:module';
import { importUserModule } from './import-user-module.ts';

/** A benchmark, with the parts of a function scenario. */
export interface CapturedBenchmark {
  /** After the names of its groups: `parse > short`. */
  readonly name: string;
  readonly run: () => unknown;
  /** Prepares `run`, once in each process; null: there is nothing to prepare. */
  readonly setup: (() => unknown) | null;
}

type Callback = (...given: readonly unknown[]) => unknown;
/** An object whose methods all return it, except those that it has. */
type Chain = Readonly<Record<string, unknown>>;

const byFile = new Map<string, readonly CapturedBenchmark[]>();
let captured: CapturedBenchmark[] = [];
let groups: string[] = [];

/** Loads a file, once, and returns its benchmarks; equal names get a number. */
export async function captureBenchmarks(file: string): Promise<readonly CapturedBenchmark[]> {
  const known = byFile.get(file);
  if (known !== undefined) return known;
  captured = [];
  groups = [];
  await importUserModule(file);
  const counts = new Map<string, number>();
  const own = captured.map((benchmark): CapturedBenchmark => {
    const count = (counts.get(benchmark.name) ?? 0) + 1;
    counts.set(benchmark.name, count);
    return count === 1 ? benchmark : { ...benchmark, name: `${benchmark.name} (${count})` };
  });
  byFile.set(file, own);
  return own;
}

function add(name: string, run: Callback, setup: CapturedBenchmark['setup'] = null): () => void {
  const benchmark = { name: [...groups, name].join(' > '), run: () => run(), setup };
  captured.push(benchmark);
  return () => {
    captured = captured.filter((other) => other !== benchmark);
  };
}

/** Runs the body of a group, whose benchmarks bear its name. */
function inGroup(name: string | null, body: Callback | undefined): void {
  if (name !== null) groups.push(name);
  body?.();
  if (name !== null) groups.pop();
}

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
  const leaveOut = add(name, () => work(), isGenerator ? ask : null);
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
function addBenchmark(given: readonly unknown[]): void {
  const options: BenchmarkOptions = Object.assign(
    {},
    ...given.filter((value) => typeof value === 'object'),
  );
  const run = given.find(isCallback) ?? options.fn;
  // The text of its setup shares variables with the function, which cannot be called alone then.
  if (!isCallback(run) || options.setup !== undefined) return;
  const name = textOf(given) ?? (typeof options.name === 'string' ? options.name : run.name);
  add(
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
      inGroup(name, () => addBenchmark(benchmark));
      return self;
    },
  });
  return self;
}

const Benchmark = Object.assign(
  function Benchmark(...given: readonly unknown[]): Chain {
    addBenchmark(given);
    return chain({});
  },
  { Suite, options: {}, support: {}, platform: {}, version: '', formatNumber: String },
);

const TOOLS: Readonly<Record<string, unknown>> = { mitata, benchmark: Benchmark };
const KEY = 'perf-harness.captured-benchmarks';
const SCHEME = 'perf-harness-benchmarks:';

Object.defineProperty(globalThis, Symbol.for(KEY), { value: TOOLS });

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    if (TOOLS[specifier] === undefined) return nextResolve(specifier, context);
    const isModule = specifier === 'mitata';
    // Its other exports do no harm; benchmark.js need not even be installed.
    const real = isModule ? nextResolve(specifier, context).url : '';
    const url = `${SCHEME}${specifier} ${real}`;
    return { url, format: isModule ? 'module' : 'commonjs', shortCircuit: true };
  },
  load: (url, context, nextLoad) => {
    if (!url.startsWith(SCHEME)) return nextLoad(url, context);
    const [tool = '', real = ''] = url.slice(SCHEME.length).split(' ');
    const own = `globalThis[Symbol.for('${KEY}')].${tool}`;
    if (tool !== 'mitata') {
      return { format: 'commonjs', source: `module.exports = ${own};`, shortCircuit: true };
    }
    const names = Object.keys(mitata).join(', ');
    const source = `export * from ${JSON.stringify(real)};\nexport const { ${names} } = ${own};\n`;
    return { format: 'module', source, shortCircuit: true };
  },
});
