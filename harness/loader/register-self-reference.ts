/** First import of children loading user code: maps `perf-harness` to the running installation. */
import { registerHooks } from 'node:module';
import { extname } from 'node:path';

const here = new URL(import.meta.url);
const extension = extname(here.pathname);
const entries: Readonly<Record<string, string>> = {
  'perf-harness': new URL(`../../index${extension}`, here).href,
  'perf-harness/plugin': new URL(`../../plugin${extension}`, here).href,
};

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const url = Object.hasOwn(entries, specifier) ? entries[specifier] : undefined;
    return url === undefined ? nextResolve(specifier, context) : { url, shortCircuit: true };
  },
});
