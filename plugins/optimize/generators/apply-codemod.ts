import {
  type Codemod,
  type CodemodEdit,
  type CodemodMatch,
  type CodemodSource,
  readSource,
} from './codemod.ts';

/** A file as the project has it; `path` from its root, with slashes. */
interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface FileChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Applies a codemod to these files at the given places; without places, everywhere. A place is
 * `src/users.ts:14`, or `src/users.ts:14#load` with the enclosing functions, by which it is found
 * where lines have moved. Files that do not change are left out, so an empty result means that it
 * applies nowhere. Where two places overlap, the first is changed; applying it again changes the
 * other.
 *
 * @throws Error where the result does not parse: a defect of the codemod.
 */
export function applyCodemod(
  codemod: Codemod,
  files: readonly SourceFile[],
  places: readonly string[],
): readonly FileChange[] {
  return files.flatMap(({ path, text }) => {
    const source = readSource(path, text);
    if (source === null) return [];
    const matches = selectMatches(path, codemod.find(source), places);
    const after = applyEdits(text, withoutOverlap(matches));
    if (after === text) return [];
    verify(codemod, source, after);
    return [{ path, before: text, after }];
  });
}

/**
 * Returns the edits of matches that do not overlap an earlier match; two insertions at the same
 * offset do not overlap. An edit that several matches share, such as an import or a helper
 * function, is inserted once.
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

/** Applies edits to a text; insertions at the same offset keep their order. */
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

/** Joins two texts, spacing words that would merge: `return` and a name past a removed bracket. */
function apart(before: string, behind: string): string {
  const isWord = /[\p{ID_Continue}$]$/u.test(before.slice(-2));
  return isWord && /^[\p{ID_Continue}$]/u.test(behind) ? `${before} ${behind}` : before + behind;
}

function verify(codemod: Codemod, { path, root }: CodemodSource, after: string): void {
  const changed = readSource(path, after);
  const errors = (node: CodemodSource['root'] | undefined): number =>
    node === undefined ? 0 : node.findAll({ rule: { kind: 'ERROR' } }).length + missing(node);
  if (errors(changed?.root) > errors(root)) {
    throw new Error(`codemod ${codemod.id} produces invalid syntax in ${path}`);
  }
}

/** Counts the zero-width tokens that the parser inserts for missing ones. */
function missing(node: CodemodSource['root']): number {
  const children = node.children();
  const { start, end } = node.range();
  const isMark = children.length === 0 && !node.isNamed() && start.index === end.index;
  return children.reduce((sum, child) => sum + missing(child), isMark ? 1 : 0);
}

/** Formats the functions around a match, innermost first: `inner<outer`; empty at module level. */
export function formatEnclosingFunctions({ within }: Pick<CodemodMatch, 'within'>): string {
  return within.join('<');
}

/** `src/users.ts:14` to `src/users.ts:14#inner<outer`, as `isWanted` reads it. */
export function formatLocations(
  places: readonly string[],
  within: readonly string[] = [],
): readonly string[] {
  return places.map((place, index) => {
    const functions = within[index];
    return functions === undefined ? place : `${place}#${functions}`;
  });
}

/**
 * Selects the matches in a file that places refer to: those on the line in the functions, or, if an
 * earlier change has moved lines, those in the same functions.
 *
 * @param places - `src/users.ts:14`, optionally with the enclosing functions after `#`. An empty
 * list selects all matches.
 */
function selectMatches<T extends CodemodMatch>(
  path: string,
  matches: readonly T[],
  places: readonly string[],
): readonly T[] {
  if (places.length === 0) return matches;
  const wanted = new Set<T>();
  for (const place of places) {
    const [, file, line, functions] = /^(.*?):(\d+)(?:#(.*))?$/su.exec(place) ?? [];
    if (file !== path) continue;
    const near = matches.filter(
      (match) => functions === undefined || formatEnclosingFunctions(match) === functions,
    );
    const exact = near.filter((match) => match.line === Number(line));
    const moved = functions === undefined ? [] : near;
    for (const match of exact.length > 0 ? exact : moved) wanted.add(match);
  }
  return matches.filter((match) => wanted.has(match));
}
