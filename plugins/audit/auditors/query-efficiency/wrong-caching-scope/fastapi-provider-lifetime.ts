import type { AuditedCode } from '../../../rule.ts';

/** Provider that creates a class for each request, or the reason why it is created only once. */
export type ProviderLifetime =
  | string
  | { readonly by: string; readonly file: string; readonly line: number };

/** Decorators that cache the first result of a provider. */
const CACHES = /(?:^|\.)(?:lru_cache|cache)$/u;

/** Returns how `Depends` provides a class; null: no FastAPI dependency returns it. */
export function findProviderLifetime(audited: AuditedCode, name: string): ProviderLifetime | null {
  const { code } = audited;
  const files = code.sources.filter((source) => source.endsWith('.py'));
  for (const [index, { file, line, name: provider }] of code.facts.functions.entries()) {
    const { parent, start, end, decorators } = code.functionAt(index);
    const text = parent === -1 ? '' : (code.textOf(file) ?? '').slice(start, end);
    if (!file.endsWith('.py') || !returnsInstance(text, name)) continue;
    const depends = new RegExp(
      `\\bDepends\\(\\s*(?:\\w+\\.)?${provider.replace(/^.*\./u, '')}\\b`,
      'u',
    );
    if (!files.some((source) => depends.test(code.textOf(source) ?? ''))) continue;
    const cache = decorators.find((decorator) => CACHES.test(decorator.name));
    return cache === undefined
      ? { by: provider, file, line }
      : `${cache.name} caches the first result of ${provider}`;
  }
  for (const file of files) {
    const text = code.textOf(file) ?? '';
    const depends = new RegExp(
      `Depends\\(\\s*${name}\\s*\\)|\\b${name}\\s*=\\s*Depends\\(\\s*\\)`,
      'u',
    );
    const found = depends.exec(text);
    if (found !== null) {
      const line = text.slice(0, found.index).split('\n').length;
      return { by: `Depends(${name})`, file, line };
    }
    const instance = new RegExp(`^(\\w+)\\s*=\\s*${name}\\s*\\(`, 'mu').exec(text)?.[1];
    if (instance !== undefined) return `${instance} in ${file} is created once per process`;
  }
  return null;
}

/** True for `return Service(…)`, `yield Service(…)`, or a variable with a new instance. */
function returnsInstance(text: string, name: string): boolean {
  const variable = new RegExp(`\\b(\\w+)\\s*=\\s*${name}\\s*\\(`, 'u').exec(text)?.[1];
  const value = variable === undefined ? `${name}\\s*\\(` : `(?:${name}\\s*\\(|${variable}\\s*$)`;
  return new RegExp(`\\b(?:return|yield)\\s+${value}`, 'mu').test(text);
}
