/** Makes the product in a test's process start its own programs from the built package. */
import { registerHooks } from 'node:module';

const built = new URL('./support/built-package-module-paths.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.endsWith('/host/process/resolve-child-module-path.ts') ||
    (specifier === './resolve-child-module-path.ts' &&
      context.parentURL?.includes('/host/process/'))
      ? { url: built, shortCircuit: true }
      : nextResolve(specifier, context),
});
