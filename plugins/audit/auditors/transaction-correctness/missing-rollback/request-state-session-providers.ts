import type { ProjectCode } from '../../../../analysis/index.ts';
import {
  CREATES_SESSION,
  detectSessionEnd,
  readFunctionText,
  type SessionProvider,
} from './detect-session-cleanup-by-provider.ts';

/** Matches `return request.state.db`, or the same through a variable. */
const FROM_STATE = /\brequest\.state\.(\w+)/u;

/**
 * Returns the provider for a dependency that returns the session of a request, which a middleware
 * creates and ends; null for others.
 */
export function findRequestStateProvider(code: ProjectCode, index: number): SessionProvider | null {
  return /^\s+return\b/mu.test(readFunctionText(code, index))
    ? findMiddlewareProvider(code, index)
    : null;
}

/** Returns the middleware that ends the session a function reads from request state, or null. */
export function findMiddlewareProvider(code: ProjectCode, index: number): SessionProvider | null {
  const field = FROM_STATE.exec(readFunctionText(code, index))?.[1];
  if (field === undefined) return null;
  // `request.state.db = …`, `scope["state"]["db"] = …`
  const gives = new RegExp(
    `(?:\\.state\\.|\\[["']state["']\\]\\[["'])${field}(?:["']\\])?\\s*=(?!=)`,
    'u',
  );
  for (const [at, { file }] of code.facts.functions.entries()) {
    if (!file.endsWith('.py') || !gives.test(code.textOf(file) ?? '')) continue;
    const made = code.rawOf(at).name === '(module)' ? '' : readFunctionText(code, at);
    const by = gives.test(made) && CREATES_SESSION.test(made) ? detectSessionEnd(made) : null;
    if (by !== null) return { name: code.facts.functions[at]?.name ?? '', by };
  }
  return null;
}
