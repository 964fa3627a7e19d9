import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Function of the project that provides sessions and ends their transactions. */
export interface SessionProvider {
  readonly name: string;
  readonly by: 'rollback' | 'close';
}

/** Code that creates a session, or provides one by its type. */
const CREATES_SESSION =
  /[sS]ession(?:_?[mM]aker|_?[fF]actory|_?[lL]ocal)?\w*\s*\(|[sS]ession\w*\s*:|\bmaker\(/u;
/** Characters of the longest function that is read as a provider. */
const LONGEST = 4000;

/** Returns how a function ends the session that it provides; null: it provides none. */
export function findSessionProvider(code: ProjectCode, index: number): SessionProvider | null {
  return listProviders(code)[index] ?? null;
}

/**
 * Returns what ends a session passed on by a handler: of all dependencies that may have created it,
 * the one that does the least.
 */
export function findHandlerProvider(
  { code, reachedBy }: AuditedCode,
  index: number,
  receiver: string,
): SessionProvider | null {
  if (reachedBy(index) !== 'request' || !isPassedSession(code, index, receiver)) return null;
  const dependencies = listProviders(code).filter((provider) => provider !== null);
  return dependencies.find(({ by }) => by === 'close') ?? dependencies[0] ?? null;
}

/** True if a session comes from outside the function: from a parameter, or from `self`. */
export function isPassedSession(code: ProjectCode, index: number, receiver: string): boolean {
  const [first = ''] = receiver.split('.');
  return first === 'self' || code.rawOf(index).parameters.includes(first);
}

const listProviders = once((code: ProjectCode): readonly (SessionProvider | null)[] =>
  code.facts.functions.map(({ file }, index) =>
    file.endsWith('.py') ? readProvider(code, index) : null,
  ),
);

function readProvider(code: ProjectCode, index: number): SessionProvider | null {
  const { start, end, name } = code.rawOf(index);
  if (name === '(module)' || end - start > LONGEST) return null;
  const text = readFunctionText(code, index);
  if (!/^\s+(?:\w+\s*=\s*)?(?:yield|return)\b/mu.test(text)) return null;
  if (!/\byield\b/u.test(text)) return findMiddleware(code, text);
  const by = CREATES_SESSION.test(text) ? detectSessionEnd(text) : null;
  return by === null ? null : { name, by };
}

/** Returns the middleware that creates and ends the session of `return request.state.db`. */
function findMiddleware(code: ProjectCode, text: string): SessionProvider | null {
  const field = /\brequest\.state\.(\w+)/u.exec(text)?.[1];
  if (field === undefined) return null;
  const assigns = new RegExp(`\\.state\\.${field}\\s*=(?!=)`, 'u');
  for (const [index, { file, name }] of code.facts.functions.entries()) {
    if (!file.endsWith('.py') || code.rawOf(index).name === '(module)') continue;
    const middleware = readFunctionText(code, index);
    const by = assigns.test(middleware) ? detectSessionEnd(middleware) : null;
    if (by !== null) return { name, by };
  }
  return null;
}

function readFunctionText(code: ProjectCode, index: number): string {
  const { start, end } = code.rawOf(index);
  return (code.textOf(code.facts.functions[index]?.file ?? '') ?? '').slice(start, end);
}

/** Returns how the creator of a session ends it, judged by its text; null: it does not. */
function detectSessionEnd(text: string): SessionProvider['by'] | null {
  if (/(?:except|finally)[\s\S]*rollback\s*\(|\.begin\(\)/u.test(text)) return 'rollback';
  return /\bwith\b|\.(?:close|remove)\s*\(/u.test(text) ? 'close' : null;
}
