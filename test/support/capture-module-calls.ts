import type {
  Call,
  CallbackCall,
  Outcome,
  Session,
} from '../../plugins/optimize/verify/sessions/recorded-call-session.ts';
import { createSnapshotRecorder } from '../../plugins/optimize/verify/values/value-snapshot-recorder.ts';

/** Captured session so far, and the functions that add to it. */
export interface ModuleCallCapture {
  readonly session: Session;
  /** Calls an export and records the call. */
  readonly call: (path: readonly string[], ...given: unknown[]) => unknown;
  readonly construct: (path: readonly string[], ...given: unknown[]) => object;
  readonly method: (of: object, name: string, ...given: unknown[]) => unknown;
  /** Wraps a callback that is passed as an argument, and records its calls. */
  readonly handed: <F extends (...given: never[]) => unknown>(callback: F) => F;
}

type Ended =
  | { readonly type: 'returned' | 'resolved'; readonly value: unknown }
  | { readonly type: 'threw' | 'rejected'; readonly error: unknown };

/** Captures calls of a module's exports as the recorder does, in this process. */
export function captureModuleCalls(
  module: string,
  exports: Record<string, unknown>,
): ModuleCallCapture {
  const paths = new Map<object, readonly string[]>();
  for (const [key, value] of Object.entries(exports)) {
    if (typeof value === 'function') paths.set(value, [key]);
  }
  const { snapshot, idOf } = createSnapshotRecorder({
    exportPath: (value) => paths.get(value) ?? null,
  });
  const calls: Call[] = [];
  let callbacks: CallbackCall[] = [];

  const outcomeOf = (ended: Ended, others: readonly unknown[]) => {
    const endValue = 'value' in ended ? ended.value : ended.error;
    const { values, objects } = snapshot([endValue, ...others]);
    const [value = null] = values;
    const outcome = (
      'value' in ended ? { type: ended.type, value } : { type: ended.type, error: value }
    ) as Outcome;
    return { outcome, after: objects };
  };
  const keep = (
    start: Pick<Call, 'callee' | 'construct'>,
    self: unknown,
    given: readonly unknown[],
    run: () => unknown,
  ): unknown => {
    const told = snapshot([self, ...given]);
    const [selfValue = null, ...givenValues] = told.values;
    const own: CallbackCall[] = [];
    callbacks = own;
    const finish = (ended: Ended): void => {
      calls.push({
        id: calls.length + 1,
        ...start,
        self: selfValue,
        given: givenValues,
        before: told.objects,
        callbacks: own,
        ...outcomeOf(ended, [self, ...given]),
      });
    };
    return ending(run, finish);
  };
  return {
    session: { module, calls },
    call: (path, ...given) => {
      const target = path.reduce(
        (at: unknown, key) => Reflect.get(Object(at) as object, key),
        exports,
      );
      const start = { callee: { kind: 'export', path } as const, construct: false };
      return keep(start, undefined, given, () =>
        Reflect.apply(target as () => unknown, undefined, given),
      );
    },
    construct: (path, ...given) => {
      const target = path.reduce(
        (at: unknown, key) => Reflect.get(Object(at) as object, key),
        exports,
      );
      const start = { callee: { kind: 'export', path } as const, construct: true };
      return keep(start, undefined, given, () =>
        Reflect.construct(target as () => unknown, given),
      ) as object;
    },
    method: (of, name, ...given) => {
      const { values } = snapshot([]);
      void values;
      const start = {
        callee: { kind: 'method', of: { is: 'object', id: idOf(of) }, name } as const,
        construct: false,
      };
      return keep(start, of, given, () =>
        Reflect.apply(Reflect.get(of, name) as () => unknown, of, given),
      );
    },
    handed: (callback) => {
      const wrapped = function (this: unknown, ...given: unknown[]): unknown {
        const told = snapshot([this, ...given]);
        const [self = null, ...values] = told.values;
        const list = callbacks;
        const at = list.length;
        const finish = (ended: Ended): void => {
          list[at] = {
            of: idOf(wrapped),
            self,
            given: values,
            before: told.objects,
            ...outcomeOf(ended, given),
          };
        };
        return ending(() => Reflect.apply(callback, this, given) as unknown, finish);
      };
      const name = callback.name || 'wrapped';
      return Object.defineProperty(wrapped, 'name', { value: name }) as never;
    },
  };
}

/** Runs a function and reports how it ended: later if it returned a promise. */
function ending(run: () => unknown, finish: (ended: Ended) => void): unknown {
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    finish({ type: 'threw', error });
    throw error;
  }
  if (!(value instanceof Promise)) {
    finish({ type: 'returned', value });
    return value;
  }
  return value.then(
    (resolved: unknown) => {
      finish({ type: 'resolved', value: resolved });
      return resolved;
    },
    (error: unknown) => {
      finish({ type: 'rejected', error });
      throw error;
    },
  );
}
