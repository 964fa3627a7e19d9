import type {
  CallType,
  CodeCall,
  CodeFunction,
  CodeRoute,
} from '../../../harness/model/program/code-analysis-results.ts';
import { WRITE_CALL } from '../known-library-calls.ts';

/** Effects of a function, including those of the functions it calls. */
export interface FunctionEffects {
  /** Kinds of waiting that it reaches. */
  readonly waits: ReadonlySet<CallType>;
  /** True where the function or anything it reaches writes, or may write. */
  readonly isWriting: boolean;
  /** Waiting call in the function or one of its callees, as an example for messages. */
  readonly example: string | null;
}

const WAITING: ReadonlySet<CallType> = new Set([
  'I/O-DB',
  'I/O-Network',
  'I/O-File',
  'Cache',
  'External',
]);

export function isWaitingCall({ type }: CodeCall): boolean {
  return WAITING.has(type);
}

/**
 * Effects of every function: its own first, then those of its callees, propagated to callers up to
 * a fixed point. Guessed targets are not followed.
 */
export function computeEffects(functions: readonly CodeFunction[]): readonly FunctionEffects[] {
  const found = functions.map(({ calls }) => {
    const waiting = calls.filter(isWaitingCall);
    return {
      waits: new Set<CallType>(waiting.map(({ type }) => type)),
      isWriting: calls.some(isWriteCall),
      example: waiting[0]?.callee ?? null,
    };
  });
  const callers = new Map<number, number[]>();
  for (const [from, { calls }] of functions.entries()) {
    for (const target of calls.flatMap((call) => (call.isGuess ? [] : call.targets))) {
      const known = callers.get(target);
      if (known === undefined) callers.set(target, [from]);
      else known.push(from);
    }
  }
  const queue = functions.map((_, index) => index);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const below = found[next];
    for (const caller of callers.get(next) ?? []) {
      const above = found[caller];
      if (above === undefined || below === undefined) continue;
      const before = above.waits.size + Number(above.isWriting);
      for (const type of below.waits) above.waits.add(type);
      above.isWriting ||= below.isWriting;
      above.example ??= below.example;
      // Terminates even with recursion: the sets only grow and hold at most five types.
      if (above.waits.size + Number(above.isWriting) > before) queue.push(caller);
    }
  }
  return found;
}

/** Recognizes writes by the name of the method or by the statement in the arguments. */
function isWriteCall(call: CodeCall): boolean {
  if (
    /\b(?:insert\s+into|update\s+\w+\s+set|delete\s+from|for\s+update|begin|commit)\b/iu.test(
      call.arguments,
    )
  ) {
    return true;
  }
  if (/\bmethod\s*:\s*['"`](?:post|put|patch|delete)/iu.test(call.arguments)) return true;
  if (!isWaitingCall(call)) return false;
  // `connection.execute('SELECT …')` reads.
  if (/\.(?:execute|run|exec)$/u.test(call.callee) && /\bselect\b/iu.test(call.arguments))
    return false;
  return WRITE_CALL.test(call.callee);
}

export function isReadOnlyCall(effects: readonly FunctionEffects[], call: CodeCall): boolean {
  if (isWaitingCall(call)) return !isWriteCall(call);
  const [target] = call.isGuess ? [] : call.targets;
  const below = target === undefined ? undefined : effects[target];
  return below !== undefined && below.waits.size > 0 && !below.isWriting;
}

/** Functions below a handler at the most: further down most code is shared with start-up. */
const MAX_DEPTH = 6;

/** Returns route handlers and their callees; guessed call targets are not followed. */
export function findPerRequestFunctions(
  functions: readonly CodeFunction[],
  routes: readonly CodeRoute[],
): ReadonlySet<number> {
  const reached = new Set(routes.flatMap(({ handler }) => (handler === null ? [] : [handler])));
  let edge = [...reached];
  for (let depth = 0; depth < MAX_DEPTH && edge.length > 0; depth += 1) {
    const next = edge.flatMap(
      (index) =>
        functions[index]?.calls.flatMap(({ isGuess, targets }) => (isGuess ? [] : targets)) ?? [],
    );
    edge = [...new Set(next)].filter((index) => !reached.has(index));
    for (const index of edge) reached.add(index);
  }
  return reached;
}
