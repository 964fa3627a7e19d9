import { type BranchFile, firstChangedLine, parseBranchFile } from '../read/branch-diff.ts';
import { type ModuleUses, readModuleUses } from '../read/find-users-of-module-exports.ts';
import { type ModuleExport, readExports } from '../read/read-exports.ts';
import { type CheckFinding, completedCheck, type ReviewCheck } from './review-check.ts';

/**
 * Changed exports of modules: removed names, and signatures that no longer match what callers rely
 * on. Severe where others can import the module, or where a file of the project that uses it is
 * unchanged; Medium where all its users change too. Optional parameters may be appended.
 */
export const EXPORTED_SIGNATURES: ReviewCheck = {
  id: 'exported-signatures',
  dimension: 'side_effects',
  run: async (branch) => {
    const changes = branch.files.flatMap(changesIn);
    if (changes.length === 0) return completedCheck([]);
    const uses = await readModuleUses(branch);
    const changed = new Set(branch.files.map(({ path }) => path));
    return completedCheck(changes.map((change) => weighed(change, uses, changed)));
  },
};

interface ChangedExport extends CheckFinding {
  readonly name: string;
  /** Wrong use of a type does not compile, which another check reports. */
  readonly isType: boolean;
}

function changesIn(file: BranchFile): readonly ChangedExport[] {
  const before = parseBranchFile(file, 'base');
  if (before === null || isTest(file.path)) return [];
  const after = parseBranchFile(file, 'head');
  const known = after === null ? new Map<string, ModuleExport>() : readExports(after);
  return [...readExports(before)].flatMap(([name, old]): readonly ChangedExport[] => {
    const fresh = known.get(name);
    const about = {
      file: file.path,
      name,
      isType: /^(?:interface|type|enum)\b/u.test(old.signature),
    };
    if (fresh === undefined) {
      const line = after === null ? old.line : firstChangedLine(file);
      const message = `${name} is no longer exported`;
      return [{ ...about, line, message, fix: `keep the export ${name}` }];
    }
    if (isCompatible(old, fresh)) return [];
    const message = `the signature of ${name} changed from ${written(old)} to ${written(fresh)}`;
    return [{ ...about, line: fresh.line, message, fix: 'restore the previous signature' }];
  });
}

/** Files that a message names; the others are counted. */
const MAX_USERS = 3;

function weighed(
  { name, isType, ...place }: ChangedExport,
  { isPublic, usersOf }: ModuleUses,
  changed: ReadonlySet<string>,
): CheckFinding {
  const isOpen = isPublic(place.file);
  if (isOpen === true) return { ...place, message: `${place.message}, and others can import it` };
  const users = usersOf(place.file, name);
  const left = isType ? [] : users.filter((file) => !changed.has(file));
  if (left.length > 0) {
    const shown = left.slice(0, MAX_USERS).join(', ');
    const more = left.length > MAX_USERS ? ` and ${left.length - MAX_USERS} more` : '';
    return {
      ...place,
      message: `${place.message}, but the previous form is still used by ${shown}${more}`,
    };
  }
  // Without known users, and without a declaration of what can be imported, anyone may depend on
  // it.
  if (users.length === 0 && isOpen === null) return place;
  return { ...place, severity: 'Medium' };
}

function isCompatible(old: ModuleExport, fresh: ModuleExport): boolean {
  if (old.signature !== fresh.signature) return false;
  if (old.parameters === null || fresh.parameters === null) {
    return old.parameters === fresh.parameters;
  }
  const kept = old.parameters.every(
    (parameter, at) => callForm(parameter) === callForm(fresh.parameters?.[at]),
  );
  return kept && fresh.parameters.slice(old.parameters.length).every(isOptional);
}

/** Parameter as callers see it: its type, if any, and whether it is optional. */
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

/** Returns true for test files, whose exports nobody imports. */
function isTest(path: string): boolean {
  return /[.-](?:test|spec)\.[a-z]+$|(?:^|\/)(?:__tests__|tests?)\//u.test(path);
}
