import type { AuditedCode } from '../rule.ts';
import { isAsyncFunction, isPythonFunction } from './find-call-candidates-by-name.ts';

/** Returns why rules about async Python code do not apply, or null if they do. */
export function skipWithoutAsyncPython(audited: AuditedCode): string | null {
  const { functions } = audited.code.facts;
  const isThere = functions.some(
    (_, index) => isPythonFunction(audited, index) && isAsyncFunction(audited, index),
  );
  return isThere ? null : 'the project has no async Python code';
}
