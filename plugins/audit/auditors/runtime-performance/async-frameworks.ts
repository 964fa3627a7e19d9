import { isAsyncFunction, isPythonFunction } from '../../analysis/calls-and-functions.ts';
import type { AuditedCode } from '../../rule.ts';

/** Runtime that waits without blocking a thread (R653-01). */
export type AsyncFramework = 'asyncio' | 'Node.js async' | 'Tokio';

const TOKIO = /^\s*tokio\s*=|^\s*\[[\w.'-]*dependencies\.tokio\]/mu;

export function detectAsyncFrameworks(audited: AuditedCode): ReadonlySet<AsyncFramework> {
  const { code } = audited;
  const found = new Set<AsyncFramework>();
  for (const index of code.facts.functions.keys()) {
    if (!isAsyncFunction(audited, index)) continue;
    found.add(isPythonFunction(audited, index) ? 'asyncio' : 'Node.js async');
  }
  // A handler that is not async blocks the only thread of Node.js as well.
  if ([...code.perRequest].some((index) => !isPythonFunction(audited, index)))
    found.add('Node.js async');
  // Outside of git only sources are listed.
  const listed = code.files.filter((file) => /(?:^|\/)Cargo\.toml$/u.test(file));
  const manifests = [...new Set(['Cargo.toml', ...listed])];
  if (manifests.some((file) => TOKIO.test(code.textOf(file) ?? ''))) found.add('Tokio');
  return found;
}

/** Returns why rules about async code do not apply, or null if they do. */
export function skipWithoutAsync(audited: AuditedCode): string | null {
  const found = detectAsyncFrameworks(audited);
  if (found.has('asyncio') || found.has('Node.js async')) return null;
  return found.has('Tokio')
    ? 'the async code uses Tokio (Rust), which no rule analyses'
    : 'the project has no async Python or Node.js code';
}
