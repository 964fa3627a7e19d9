import { types } from 'node:util';
import { isThenable, type MeasuredCallback } from './measured-function-call-loops.ts';

export interface PreparedFunction {
  readonly run: MeasuredCallback;
  readonly fixture: unknown;
  readonly params: unknown;
  readonly before: (() => unknown) | null;
  readonly after: (() => unknown) | null;
  readonly teardown: () => unknown;
}

/** Part of a scenario that threw; `load` is its file. */
export type UserCodePart = 'load' | 'setup' | 'run' | 'beforeEach' | 'afterEach' | 'teardown';

export class UserCodeError extends Error {
  override readonly name = 'UserCodeError';
  readonly part: UserCodePart;
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

export function generatorResultError(): UnmeasurableResult {
  return new UnmeasurableResult(
    'run returns a generator, so calling it only creates the generator without running its body',
    'Let `run` go through all that it yields, for example: run: () => { for (const one of generate()) use(one); }',
  );
}

type Hook = (fixture: unknown, params: unknown) => unknown;

export interface LoadedFunction {
  readonly run: MeasuredCallback;
  readonly setup?: ((params: unknown) => unknown) | undefined;
  readonly beforeEach?: Hook | undefined;
  readonly afterEach?: Hook | undefined;
  readonly teardown?: Hook | undefined;
}
