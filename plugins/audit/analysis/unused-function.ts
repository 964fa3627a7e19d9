import type { AuditedCode } from '../rule.ts';

/**
 * True if a function of a module is unused: the project calls others of the module, and mentions
 * this function nowhere. A function called by a framework has a decorator, or is mentioned.
 */
export function isUnusedFunction({ code }: AuditedCode, index: number): boolean {
  const { functions } = code.facts;
  const { owner, name, parent, decorators, start, end } = code.rawOf(index);
  const isPlain = owner === null && parent <= 0 && decorators.length === 0;
  if (!isPlain || name.startsWith('(') || code.callersOf(index).length > 0) return false;
  const own = functions[index]?.file;
  const isModuleCalled = functions.some(
    ({ file }, at) =>
      file === own &&
      at !== index &&
      code.callersOf(at).some((site) => functions[site.function]?.file !== own),
  );
  const mention = new RegExp(`\\b${name.replaceAll('$', '\\$')}\\b`, 'u');
  const isMentioned = code.sources.some((file) => {
    const text = code.textOf(file) ?? '';
    return mention.test(file === own ? text.slice(0, start) + text.slice(end) : text);
  });
  return isModuleCalled && !isMentioned;
}
