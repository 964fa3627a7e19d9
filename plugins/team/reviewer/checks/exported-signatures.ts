import { type BranchFile, firstChangedLine, syntaxOf } from '../read/branch-view.ts';
import { exportsOf, type ModuleExport } from '../read/exports-of.ts';
import { done, type FoundPlace, type ReviewCheck } from './review-check.ts';

/**
 * What modules give others: names that are gone, and signatures that are no longer what callers rely
 * on. Nobody can tell who else imports them, so that all count. Parameters that need not be given may
 * be added at the end.
 */
export const EXPORTED_SIGNATURES: ReviewCheck = {
  id: 'exported-signatures',
  dimension: 'side_effects',
  look: ({ files }) => done(files.flatMap(brokenIn)),
};

function brokenIn(file: BranchFile): readonly FoundPlace[] {
  const before = syntaxOf(file, 'base');
  if (before === null || isTest(file.path)) return [];
  const after = syntaxOf(file, 'head');
  const known = after === null ? new Map<string, ModuleExport>() : exportsOf(after);
  return [...exportsOf(before)].flatMap(([name, old]): readonly FoundPlace[] => {
    const fresh = known.get(name);
    if (fresh === undefined) {
      const line = after === null ? old.line : firstChangedLine(file);
      const message = `${name} is exported no longer`;
      return [{ file: file.path, line, message, fix: `keep the export ${name}` }];
    }
    if (isCompatible(old, fresh)) return [];
    const message = `the signature of ${name} changed from ${written(old)} to ${written(fresh)}`;
    return [{ file: file.path, line: fresh.line, message, fix: 'keep the signature as it was' }];
  });
}

function isCompatible(old: ModuleExport, fresh: ModuleExport): boolean {
  if (old.signature !== fresh.signature) return false;
  if (old.parameters === null || fresh.parameters === null) {
    return old.parameters === fresh.parameters;
  }
  const kept = old.parameters.every(
    (one, at) => callForm(one) === callForm(fresh.parameters?.[at]),
  );
  return kept && fresh.parameters.slice(old.parameters.length).every(isOptional);
}

/** What callers see of a parameter: its type where it has one, and whether it may be left out. */
function callForm(parameter: string | undefined): string | null {
  if (parameter === undefined) return null;
  const optional = isOptional(parameter) ? '?' : '';
  if (parameter.startsWith('{') || parameter.startsWith('[')) return `${optional}${parameter}`;
  const rest = parameter.startsWith('...') ? '...' : '';
  const type = /^[^:=]*:(?<type>[^=]*)/u.exec(parameter)?.groups?.type?.trim() ?? '';
  return `${rest}${optional}${type}`;
}

function isOptional(parameter: string): boolean {
  return /^[^:=]*\?|^\.\.\.|=(?!>)/u.test(parameter);
}

function written({ parameters, signature }: ModuleExport): string {
  return parameters === null ? signature : `(${parameters.join(', ')}) ${signature}`;
}

/** Nobody imports what a test exports. */
function isTest(path: string): boolean {
  return /[.-](?:test|spec)\.[a-z]+$|(?:^|\/)(?:__tests__|tests?)\//u.test(path);
}
