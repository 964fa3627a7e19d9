import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Lifetime of a provided class: created for each request, or only once for the stated reason. */
export type ProviderLifetime =
  | { readonly how: 'each time'; readonly by: string; readonly file: string; readonly line: number }
  | { readonly how: 'once'; readonly reason: string };

/** Decorators that cache the first result of a provider. */
const KEEPS = /(?:^|\.)(?:lru_cache|cache|cached|alru_cache|singleton)$/u;

/** Returns how `Depends` provides a class; null: no FastAPI dependency returns it. */
export function findProviderLifetime(audited: AuditedCode, name: string): ProviderLifetime | null {
  const { code } = audited;
  for (const [index, { file, name: provider }] of code.facts.functions.entries()) {
    if (!file.endsWith('.py')) continue;
    const raw = code.rawOf(index);
    const text = raw.parent === -1 ? '' : (code.textOf(file) ?? '').slice(raw.start, raw.end);
    if (!makes(text, name) || !isDependedOn(audited, provider.replace(/^.*\./u, ''))) continue;
    const kept = raw.decorators.find((decorator) => KEEPS.test(decorator.name));
    if (kept !== undefined) {
      return { how: 'once', reason: `${kept.name} caches the first result of ${provider}` };
    }
    if (/\bglobal\s+\w+/u.test(text)) {
      return { how: 'once', reason: `${provider} stores the instance in a global variable` };
    }
    const node = findFunctionNode(audited, index);
    return { how: 'each time', by: provider, file, line: (node?.range().start.line ?? 0) + 1 };
  }
  return byItself(audited, name);
}

/** `return Service(…)`, `yield Service(…)`, or a variable that was just made. */
function makes(text: string, name: string): boolean {
  if (new RegExp(`\\b(?:return|yield)\\s+${name}\\s*\\(`, 'u').test(text)) return true;
  const variable = new RegExp(`\\b(\\w+)\\s*=\\s*${name}\\s*\\(`, 'u').exec(text)?.[1];
  return (
    variable !== undefined && new RegExp(`\\b(?:return|yield)\\s+${variable}\\s*$`, 'mu').test(text)
  );
}

/**
 * Returns how a class is provided by `Depends(Service)`, `Annotated[Service, Depends()]`, or a
 * returned instance of the module.
 */
function byItself(audited: AuditedCode, name: string): ProviderLifetime | null {
  for (const file of pythonFiles(audited)) {
    const text = audited.code.textOf(file) ?? '';
    const found = new RegExp(
      `Depends\\(\\s*${name}\\s*\\)|\\b${name}\\s*=\\s*Depends\\(\\s*\\)|Annotated\\[\\s*${name}\\s*,\\s*Depends\\(\\s*\\)`,
      'u',
    ).exec(text);
    if (found !== null) {
      const line = text.slice(0, found.index).split('\n').length;
      return { how: 'each time', by: `Depends(${name})`, file, line };
    }
    const instance = new RegExp(`^(\\w+)(?:\\s*:\\s*\\w+)?\\s*=\\s*${name}\\s*\\(`, 'mu').exec(
      text,
    )?.[1];
    if (instance !== undefined) {
      return { how: 'once', reason: `${instance} in ${file} is created once per process` };
    }
  }
  return null;
}

function isDependedOn(audited: AuditedCode, provider: string): boolean {
  const depends = new RegExp(`\\bDepends\\(\\s*(?:\\w+\\.)?${provider}\\b`, 'u');
  return pythonFiles(audited).some((file) => depends.test(audited.code.textOf(file) ?? ''));
}

function pythonFiles({ code }: AuditedCode): readonly string[] {
  return [...new Set(code.facts.functions.map(({ file }) => file))].filter((file) =>
    file.endsWith('.py'),
  );
}
