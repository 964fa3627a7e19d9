/**
 * Benchmarks of tools that do not list them, captured while their file is loaded. The modules of
 * the tools are replaced, so that nothing is measured.
 */
import { registerHooks } from 'node:module';
import { STAND_INS } from './benchmark-tool-stand-ins.ts';
import { type CapturedBenchmark, collectBenchmarks } from './collect-benchmarks.ts';
import { importUserModule } from './import-user-module.ts';

const byFile = new Map<string, readonly CapturedBenchmark[]>();

/** Loads a file, once, and returns its benchmarks. */
export async function captureBenchmarks(file: string): Promise<readonly CapturedBenchmark[]> {
  const known = byFile.get(file);
  if (known !== undefined) return known;
  const own = await collectBenchmarks(() => importUserModule(file));
  byFile.set(file, own);
  return own;
}

const KEY = 'perf-harness.captured-benchmarks';
const SCHEME = 'perf-harness-benchmarks:';

Object.defineProperty(globalThis, Symbol.for(KEY), { value: STAND_INS });

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const standIn = STAND_INS[specifier];
    if (standIn === undefined) return nextResolve(specifier, context);
    const resolve = () => nextResolve(specifier, context).url;
    const real = standIn.names === null ? null : urlOrNull(resolve);
    const format = standIn.names === null ? 'commonjs' : 'module';
    return { url: `${SCHEME}${specifier} ${real ?? ''}`, format, shortCircuit: true };
  },
  load: (url, context, nextLoad) => {
    if (!url.startsWith(SCHEME)) return nextLoad(url, context);
    const [tool = '', real = ''] = url.slice(SCHEME.length).split(' ');
    const own = `globalThis[Symbol.for('${KEY}')].${tool}.exports`;
    const names = STAND_INS[tool]?.names ?? null;
    if (names === null) {
      return { format: 'commonjs', source: `module.exports = ${own};`, shortCircuit: true };
    }
    const lines = names.map((name) =>
      name === 'default'
        ? `export default ${own}.default;`
        : `export const ${name} = ${own}.${name};`,
    );
    // The tool's other exports do no harm.
    if (real !== '') lines.push(`export * from ${JSON.stringify(real)};`);
    return { format: 'module', source: lines.join('\n'), shortCircuit: true };
  },
});

/** Returns null if the tool is not installed: its stand-in needs nothing of it. */
function urlOrNull(resolve: () => string): string | null {
  try {
    return resolve();
  } catch {
    return null;
  }
}
