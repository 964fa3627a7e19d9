import { parse, type SgNode } from '@ast-grep/napi';
import {
  declaredNames,
  FUNCTION_KINDS,
  functionName,
  nodesOf,
  scriptLanguage,
} from '../../../analysis/index.ts';
import type { PatchHunk } from '../../strike/apply/parse-unified-diff.ts';
import { isProgramModule } from '../../verify/change/program-modules.ts';

/** A changed file, as text; null where a version does not have it. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Of a diff without context, in its order. */
  readonly hunks: readonly PatchHunk[];
}

/** Hunks of a change that are left out together. */
export interface ChangePart {
  /** Lines after the change, those in functions first. */
  readonly places: readonly { readonly file: string; readonly line: number }[];
  /** Number of removed and added lines. */
  readonly lines: number;
  readonly hunks: readonly PatchHunk[];
}

interface AnalyzedHunk {
  readonly hunk: PatchHunk;
  /** Line after the change, from 1. */
  readonly line: number;
  /** Key of the innermost named function around it; null: it is outside of functions. */
  readonly owner: string | null;
  /** Names that the module has only with it, or only without it. */
  readonly declares: ReadonlySet<string>;
  readonly isExported: boolean;
  readonly words: ReadonlySet<string>;
}

type HunkGroup = readonly AnalyzedHunk[];

/**
 * Splits a change into parts that may be left out one by one: the hunks of a function, with the
 * declarations that no other part uses. Fewer than two parts are none.
 */
export function splitChange(files: readonly ChangedFile[]): readonly ChangePart[] {
  const hunks = files.filter(({ path }) => isProgramModule(path)).flatMap(analyzeHunks);
  const owned = Map.groupBy(hunks, ({ hunk, line, owner }) => owner ?? `${hunk.file}:${line}`);
  const groups = joinDeclarations([...owned.values()]);
  const parts = groups
    .filter((group) => findUsers(group, groups).length === 0)
    .map((group): ChangePart => {
      const sorted = [...inFunctions(group), ...group.filter(({ owner }) => owner === null)];
      return {
        places: sorted.map(({ hunk, line }) => ({ file: hunk.file, line })),
        lines: group.reduce((sum, { hunk }) => sum + hunk.removed + hunk.added, 0),
        hunks: group.map(({ hunk }) => hunk),
      };
    });
  return parts.length < 2 ? [] : parts;
}

/** Returns the text of a file after the change without one of its parts; null: it is removed. */
export function textWithout(file: ChangedFile, { hunks }: ChangePart): string | null {
  const all = listReliableHunks(file);
  const kept = all.filter((hunk) => !hunks.some((omitted) => isSameHunk(omitted, hunk)));
  if (kept.length === all.length) return file.after;
  if (kept.length === 0) return file.before;
  return applyHunks(file, kept);
}

function isSameHunk(hunk: PatchHunk, other: PatchHunk): boolean {
  return hunk.file === other.file && hunk.line === other.line && hunk.addedLine === other.addedLine;
}

/** Returns the hunks of a file; one for all of it where they do not lead to its text. */
function listReliableHunks(file: ChangedFile): readonly PatchHunk[] {
  const { path, before, after, hunks } = file;
  if (applyHunks(file, hunks) === after) return hunks;
  const count = (text: string | null): number => text?.split('\n').length ?? 0;
  return [{ file: path, line: 1, removed: count(before), addedLine: 1, added: count(after) }];
}

function applyHunks({ before, after }: ChangedFile, hunks: readonly PatchHunk[]): string | null {
  if (before === null || after === null) return hunks.length === 0 ? before : after;
  const lines = before.split('\n');
  const added = after.split('\n');
  for (const hunk of hunks.toReversed()) {
    // A hunk that removes nothing names the line before it.
    const start = hunk.removed === 0 ? hunk.line : hunk.line - 1;
    const from = hunk.addedLine - 1;
    lines.splice(start, hunk.removed, ...added.slice(from, from + hunk.added));
  }
  return lines.join('\n');
}

const inFunctions = (group: HunkGroup): HunkGroup => group.filter(({ owner }) => owner !== null);

/** Joins declarations of the module with the only group that uses them. */
function joinDeclarations(initial: readonly HunkGroup[]): readonly HunkGroup[] {
  let groups = initial;
  for (;;) {
    const declaring = groups.find((group) => findUsers(group, groups).length === 1);
    if (declaring === undefined) return groups;
    const [user = []] = findUsers(declaring, groups);
    groups = groups
      .filter((group) => group !== declaring)
      .map((group) => (group === user ? [...user, ...declaring] : group));
  }
}

/** Returns the groups that use what a group declares for the module. */
function findUsers(group: HunkGroup, groups: readonly HunkGroup[]): readonly HunkGroup[] {
  if (inFunctions(group).length > 0) return [];
  const uses = (user: AnalyzedHunk): boolean =>
    group.some(
      ({ hunk, declares, isExported }) =>
        (isExported || user.hunk.file === hunk.file) &&
        [...declares].some((name) => user.words.has(name) && !user.declares.has(name)),
    );
  return groups.filter((other) => other !== group && other.some(uses));
}

const WORD = /[A-Za-z_$][\w$]*/gu;
const BLANK_OR_COMMENT = /^(?:$|\/\/|\/?\*)/u;

/** Reads the hunks of a file that change code, not only comments. */
function analyzeHunks(file: ChangedFile): readonly AnalyzedHunk[] {
  const { path, before, after } = file;
  const [base, head] = [outlineModule(path, before), outlineModule(path, after)];
  return listReliableHunks(file).flatMap((hunk): readonly AnalyzedHunk[] => {
    const removed = base.lines.slice(hunk.line - 1, hunk.line - 1 + hunk.removed);
    const added = head.lines.slice(hunk.addedLine - 1, hunk.addedLine - 1 + hunk.added);
    const lines = [...(hunk.removed === 0 ? [] : removed), ...(hunk.added === 0 ? [] : added)];
    if (lines.every((line) => BLANK_OR_COMMENT.test(line.trim()))) return [];
    const text = lines.join('\n');
    const declares = new Set([
      ...namesDeclaredWithin(head, hunk.addedLine, hunk.added).filter(
        (name) => !base.names.has(name),
      ),
      ...namesDeclaredWithin(base, hunk.line, hunk.removed).filter((name) => !head.names.has(name)),
    ]);
    const owner = findEnclosingFunction(head, hunk);
    return [
      {
        hunk,
        line: Math.max(1, hunk.addedLine),
        owner: owner === null ? null : `${path}#${owner}`,
        declares,
        isExported: /\bexports?\b/u.test(text),
        words: new Set(text.match(WORD)),
      },
    ];
  });
}

interface ModuleOutline {
  readonly lines: readonly string[];
  /** First and last line of each named function, from 1. */
  readonly functions: readonly { readonly first: number; readonly last: number }[];
  /** Lines of the names that the module declares, from 1. */
  readonly names: ReadonlyMap<string, number>;
}

function outlineModule(path: string, text: string | null): ModuleOutline {
  const language = scriptLanguage(path);
  if (text === null || language === null) return { lines: [], functions: [], names: new Map() };
  const root = parse(language, text).root();
  const lineAt = (node: SgNode): number => node.range().start.line + 1;
  return {
    lines: text.split('\n'),
    functions: nodesOf(root, ...FUNCTION_KINDS)
      .filter((node) => functionName(node) !== null)
      .map((node) => ({ first: lineAt(node), last: node.range().end.line + 1 })),
    names: new Map(
      declaredNames(root)
        .filter(({ scope }) => scope.end === Number.POSITIVE_INFINITY)
        .map(({ node }) => [node.text(), lineAt(node)]),
    ),
  };
}

function namesDeclaredWithin(
  { names }: ModuleOutline,
  first: number,
  count: number,
): readonly string[] {
  return [...names]
    .filter(([, line]) => line >= first && line < first + count)
    .map(([name]) => name);
}

/** Returns the first line of the innermost named function around a hunk; null: it is in none. */
function findEnclosingFunction(
  { functions, lines }: ModuleOutline,
  { addedLine, added }: PatchHunk,
): number | null {
  // Blank lines around a new function do not belong to it.
  const within = Array.from({ length: added }, (_, at) => addedLine + at).filter(
    (line) => lines[line - 1]?.trim() !== '',
  );
  const [first, last] =
    added === 0 ? [addedLine, addedLine + 1] : [within[0] ?? addedLine, within.at(-1) ?? addedLine];
  const [innermost] = functions
    .filter((candidate) => candidate.first <= first && candidate.last >= last)
    // A function that is new as a whole is a declaration.
    .filter((candidate) => candidate.first < first || candidate.last > last)
    .toSorted((a, b) => a.last - a.first - (b.last - b.first));
  return innermost?.first ?? null;
}
