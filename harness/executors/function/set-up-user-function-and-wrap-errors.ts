import { types } from 'node:util';
import { isThenable, type MeasuredCallback } from './measured-function-call-loops.ts';

/** Function that is ready to be called, with its fixture. */
export interface PreparedFunction {
  readonly run: MeasuredCallback;
  readonly fixture: unknown;
  readonly params: unknown;
  /** Runs before each call. */
  readonly before: (() => unknown) | null;
  /** Runs after each call. */
  readonly after: (() => unknown) | null;
  /** Runs after the last block. */
  readonly teardown: () => unknown;
}

/** Part of a scenario that threw; `load` is its file. */
export type UserCodePart = 'load' | 'setup' | 'run' | 'beforeEach' | 'afterEach' | 'teardown';

/** Error thrown by user code, with the part that threw it. */
export class UserCodeError extends Error {
  override readonly name = 'UserCodeError';
  readonly part: UserCodePart;
  /** Thrown value, of any type. */
  readonly thrown: unknown;

  constructor(part: UserCodePart, thrown: unknown) {
    super(`${part} threw`);
    this.part = part;
    this.thrown = thrown;
  }
}

/** Thrown for a function whose work always or sometimes continues after it returns. */
export class UnmeasurableResult extends Error {
  override readonly name = 'UnmeasurableResult';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** Runs a part of the user's code; anything it throws is wrapped as `UserCodeError`. */
export async function runUserCode<T>(
  part: UserCodePart,
  action: () => T | PromiseLike<T>,
): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    throw thrown instanceof UserCodeError ? thrown : new UserCodeError(part, thrown);
  }
}

/** Like `runUserCode`, but returns synchronously if the action does. */
function guard(part: UserCodePart, action: () => unknown): () => unknown {
  return () => {
    try {
      const result = action();
      return isThenable(result) ? runUserCode(part, () => result) : result;
    } catch (thrown) {
      throw new UserCodeError(part, thrown);
    }
  };
}

/** Runs `setup` and binds its result. */
export async function prepareUserFunction(
  loaded: LoadedFunction,
  params: unknown,
): Promise<PreparedFunction> {
  const { run, beforeEach, afterEach, teardown } = loaded;
  // Thrown before there is anything to tear down.
  if (types.isGeneratorFunction(run)) throw generatorResultError();
  const fixture = await runUserCode('setup', () => loaded.setup?.(params));
  return {
    run,
    fixture,
    params,
    before: beforeEach ? guard('beforeEach', () => beforeEach(fixture, params)) : null,
    after: afterEach ? guard('afterEach', () => afterEach(fixture, params)) : null,
    teardown: () => runUserCode('teardown', () => teardown?.(fixture, params)),
  };
}

/** Returns the error for a generator function, or a function that returns a generator. */
export function generatorResultError(): UnmeasurableResult {
  return new UnmeasurableResult(
    'run returns a generator, so calling it only creates the generator without running its body',
    'Let `run` go through all that it yields, for example: run: () => { for (const one of generate()) use(one); }',
  );
}

type Hook = (fixture: unknown, params: unknown) => unknown;

/** Function with its hooks from its module. */
export interface LoadedFunction {
  readonly run: MeasuredCallback;
  readonly setup?: ((params: unknown) => unknown) | undefined;
  readonly beforeEach?: Hook | undefined;
  readonly afterEach?: Hook | undefined;
  readonly teardown?: Hook | undefined;
}
