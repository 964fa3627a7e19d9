/**
 * Imported first in every child that loads user code: makes `perf-harness` mean the one that runs,
 * wherever the scenario file lies and whatever is installed beside it.
 */
import { registerHooks } from 'node:module';
import { extname } from 'node:path';

const here = new URL(import.meta.url);
const entry = new URL(`../../index${extname(here.pathname)}`, here).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'perf-harness'
      ? { url: entry, shortCircuit: true }
      : nextResolve(specifier, context),
});
