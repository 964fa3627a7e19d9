import type { ProjectCode } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';
import { isExcludedFile } from '../scoring/excluded-files.ts';
import { findImporters } from './file-importers.ts';

/**
 * True if a function of a module is unused: the project calls others of the module, and mentions
 * this function nowhere. A function called by a framework has a decorator, or is mentioned.
 */
export function isUnusedFunction({ code }: AuditedCode, index: number): boolean {
  const { owner, name, parent, decorators } = code.rawOf(index);
  const file = code.facts.functions[index]?.file ?? '';
  const isPlain = owner === null && parent <= 0 && decorators.length === 0;
  if (!isPlain || name.startsWith('(') || code.callersOf(index).length > 0) return false;
  const hasCalled = code.facts.functions.some(
    (codeFunction, at) =>
      codeFunction.file === file &&
      at !== index &&
      code.callersOf(at).some((site) => code.facts.functions[site.function]?.file !== file),
  );
  return hasCalled && !isSpokenOf(code, file, index, name);
}

function isSpokenOf(code: ProjectCode, file: string, index: number, name: string): boolean {
  const { start, end } = code.rawOf(index);
  const text = code.textOf(file) ?? '';
  const others = text.slice(0, start) + text.slice(end);
  if (new RegExp(`(?<![.\\w]|def )${name}\\b(?!\\s*=)`, 'u').test(others)) return true;
  return (findImporters(code).get(file) ?? []).some(({ by }) => {
    if (isExcludedFile(by)) return false;
    const written = code.textOf(by) ?? '';
    const locals = code
      .importsOf(by)
      .filter((rawImport) => leadsTo(code, by, rawImport.source, rawImport.imported) === file)
      .map((rawImport) => rawImport.local);
    return locals.some(
      (local) => local === name || local === '*' || written.includes(`${local}.${name}`),
    );
  });
}

/** Resolves `from orders import service` to that module, else to the module with the name in it. */
function leadsTo(code: ProjectCode, by: string, source: string, imported: string): string | null {
  const dotted = source.endsWith('.') ? `${source}${imported}` : `${source}.${imported}`;
  return code.moduleOf(by, dotted) ?? code.moduleOf(by, source);
}
