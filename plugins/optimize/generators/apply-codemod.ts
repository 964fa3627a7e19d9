import type { Codemod, CodemodEdit, CodemodMatch, CodemodSource } from './codemod.ts';
import { selectMatches } from './match-locations.ts';
import { type ReadFile, readSource } from './read-source.ts';

/** A file as the project has it; `path` from its root, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Text of a file before and after a codemod. */
export interface FileChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Applies a codemod to these files at the given places (`src/users.ts:14`, or with the
 * functions around it, `src/users.ts:14#load`, by which it is found where lines have moved; none given:
 * everywhere).
 * Files in which nothing changes are left out, so that an empty answer says that it applies nowhere.
 * Where two places overlap, the one that stands first is changed: applying it again does the other.
 *
 * @param read - For the files that types come from. Default: they are not known.
 * @throws Error where the codemod makes something of a file that does not parse: a defect of it.
 */
export function applyCodemod(
  codemod: Codemod,
  files: readonly SourceFile[],
  places: readonly string[],
  read?: ReadFile,
): readonly FileChange[] {
  return files.flatMap(({ path, text }) => {
    const source = readSource(path, text, read);
    if (source === null) return [];
    const matches = selectMatches(path, codemod.find(source), places);
    const after = applyEdits(text, withoutOverlap(matches));
    if (after === text) return [];
    verify(codemod, source, after);
    return [{ path, before: text, after }];
  });
}

/**
 * Matches whose edits touch none of an earlier one; equal places are where both only insert. What
 * several of them ask for, such as an import or a helper function, is put in once.
 */
function withoutOverlap(matches: readonly CodemodMatch[]): readonly CodemodEdit[] {
  const kept: CodemodEdit[] = [];
  const isKept = (edit: CodemodEdit): boolean =>
    kept.some(
      ({ start, end, text }) => start === edit.start && end === edit.end && text === edit.text,
    );
  for (const { edits } of matches) {
    const wanted = edits.filter((edit) => !isKept(edit));
    const isFree = wanted.every((edit) => kept.every((other) => !overlap(edit, other)));
    if (isFree) kept.push(...wanted);
  }
  return kept;
}

function overlap(codemodEdit: CodemodEdit, other: CodemodEdit): boolean {
  return codemodEdit.start < other.end && other.start < codemodEdit.end;
}

/** Insertions at one place stand in the order in which they were given. */
function applyEdits(text: string, edits: readonly CodemodEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: put } of edits.toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    result = apart(apart(result, text.slice(at, start)), put);
    at = end;
  }
  return apart(result, text.slice(at));
}

/** `return` and a name would be one word where a bracket stood between them. */
function apart(before: string, behind: string): string {
  const isWord = /[\p{ID_Continue}$]$/u.test(before.slice(-2));
  return isWord && /^[\p{ID_Continue}$]/u.test(behind) ? `${before} ${behind}` : before + behind;
}

function verify(codemod: Codemod, { path, root }: CodemodSource, after: string): void {
  const changed = readSource(path, after);
  const errors = (node: CodemodSource['root'] | undefined): number =>
    node === undefined ? 0 : node.findAll({ rule: { kind: 'ERROR' } }).length + missing(node);
  if (errors(changed?.root) > errors(root)) {
    throw new Error(`codemod ${codemod.id} makes of ${path} what does not parse`);
  }
}

/** Marks that the parser puts in where they are not: they have no width. */
function missing(node: CodemodSource['root']): number {
  const children = node.children();
  const { start, end } = node.range();
  const isMark = children.length === 0 && !node.isNamed() && start.index === end.index;
  return children.reduce((sum, child) => sum + missing(child), isMark ? 1 : 0);
}
