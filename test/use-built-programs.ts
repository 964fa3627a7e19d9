/** Makes the product in a test's process start its own programs from the built package. */
import { registerHooks } from 'node:module';

const built = new URL('./support/built-package.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.endsWith('/host/process/child-module.ts') ||
    (specifier === './child-module.ts' && context.parentURL?.includes('/host/process/'))
      ? { url: built, shortCircuit: true }
      : nextResolve(specifier, context),
});
