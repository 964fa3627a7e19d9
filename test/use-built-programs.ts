/** Has the product, where it runs in the process of a test, start its own programs as they are in the built package. */
import { registerHooks } from 'node:module';

const built = new URL('./support/built-package.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.endsWith('/host/process/child-module.ts') ||
    (specifier === './child-module.ts' && context.parentURL?.includes('/host/process/'))
      ? { url: built, shortCircuit: true }
      : nextResolve(specifier, context),
});
