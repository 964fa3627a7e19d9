import type { Run } from './call-repeatedly.ts';

type Hook = (fixture: unknown, params: unknown) => unknown;

/** A function with its hooks, as its module has them. */
export interface LoadedFunction {
  readonly run: Run;
  readonly setup?: ((params: unknown) => unknown) | undefined;
  readonly beforeEach?: Hook | undefined;
  readonly afterEach?: Hook | undefined;
  readonly teardown?: Hook | undefined;
}
