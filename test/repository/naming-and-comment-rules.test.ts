/** Words of the code: those of docs/glossary.md, as a reader new to the rest expects them. */
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { listSourceFiles, readRepositoryFile } from './read-repository-sources.ts';

/** Words that stood for a term of the glossary, as they occur in names. */
const OLD_WORDS =
  /(?<![a-z])(strangers?|told|tells?|telling|asked|doors?|standing|excuses?|excused|holdings|fates?|handed|seldom|sparingly|untaken|twins?|weighed|calm|scenes?|opponents?|borne|roomy|contested|letters|gravest|mend|mended|kept|seen|shelf|lane|heart|undisturbed|beside|leans|undecided)(?![a-z])/u;

/** A comment that opens with a clause instead of the noun or the action. */
const CLAUSE = /^(?:What|Whether|How|That which|The same of)\s(?!.*\?$)/u;

interface Source {
  readonly path: string;
  readonly text: string;
  readonly parsed: ReturnType<typeof parseSync>;
}

const sources: readonly Source[] = listSourceFiles().map((path) => {
  const text = readRepositoryFile(path);
  return { path, text, parsed: parseSync(path, text) };
});

function lineOf({ text }: Source, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Returns the comments of a file; consecutive line comments count as one. */
function commentsOf(source: Source): readonly { readonly start: number; readonly text: string }[] {
  const comments: { start: number; end: number; text: string }[] = [];
  for (const { type, value, start, end } of source.parsed.comments) {
    const previous = comments.at(-1);
    const text = value
      .replace(/^\*/u, '')
      .replace(/^\s*\* ?/gmu, '')
      .trim();
    const follows =
      type === 'Line' &&
      previous !== undefined &&
      /^\n? *$/u.test(source.text.slice(previous.end, start));
    if (follows) Object.assign(previous, { end, text: `${previous.text} ${text}` });
    else comments.push({ start, end, text });
  }
  return comments;
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Returns the offsets of parameters, variables and parts of patterns named `one`. */
function bindingsNamedOne(node: SyntaxNode): readonly number[] {
  const found: number[] = [];
  const takeFrom = (pattern: unknown): void => {
    if (!isSyntaxNode(pattern)) return;
    if (pattern.type === 'Identifier' && pattern.name === 'one') found.push(pattern.start);
    const parts = [pattern.elements, pattern.properties].flat().filter(isSyntaxNode);
    for (const part of parts) takeFrom(part.type === 'Property' ? part.value : part);
    takeFrom(pattern.type === 'AssignmentPattern' ? pattern.left : pattern.argument);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isSyntaxNode(value)) return;
    if (value.type === 'VariableDeclarator') takeFrom(value.id);
    if (Array.isArray(value.params)) for (const parameter of value.params) takeFrom(parameter);
    for (const child of Object.values(value)) visit(child);
  };
  visit(node);
  return found;
}

/** The name in a place where a parameter, a variable or a part of a pattern is declared. */
const ONE_DECLARED = /(?:[(,{[:]\s*|\.\.\.|\b(?:const|let|var|async)\s+)one\b|\bone\s*=>/gu;

/** Spares walking the trees of files that have the word in prose alone, which is most of them. */
function hasOneInCode({ text, parsed }: Source): boolean {
  return [...text.matchAll(ONE_DECLARED)].some(
    ({ index }) => !parsed.comments.some(({ start, end }) => start <= index && index < end),
  );
}

/** `interimAnalysis` and `interim-analysis.ts` as words. */
function wordsOfName(name: string): string {
  return name
    .replace(/\.\w+$/u, '')
    .replace(/([a-z])([A-Z])/gu, '$1 $2')
    .replace(/[-_]/gu, ' ')
    .toLowerCase();
}

/** Package of a file: a plugin, the core, or a folder that is not shipped. Tests mirror sources. */
function packageOf(path: string): string {
  const [plugin] =
    /^plugins\/[^/]+|^test\/support(?=\/)|^(?:test|bench|tools|scenarios)(?=\/)/u.exec(path) ?? [];
  return plugin ?? 'core';
}

describe('the words of the code', () => {
  test('comments open with a noun or an action', () => {
    const found = sources.flatMap((source) =>
      commentsOf(source)
        .filter(({ text }) => CLAUSE.test(text.replaceAll('\n', ' ')))
        .map(({ start, text }) => `${source.path}:${lineOf(source, start)} ${text.split('\n')[0]}`),
    );
    expect(found).toEqual([]);
  });

  test('callbacks and variables are named after their value, not "one"', () => {
    const found = sources
      .filter(hasOneInCode)
      .flatMap((source) =>
        bindingsNamedOne(source.parsed.program as unknown as SyntaxNode).map(
          (start) => `${source.path}:${lineOf(source, start)}`,
        ),
      );
    expect(found).toEqual([]);
  });

  test('no two files of a package share a name, except rules and plugins', () => {
    const named = sources.filter(({ path }) => !/\/(?:rule|plugin)\.ts$/u.test(path));
    const groups = Map.groupBy(
      named,
      ({ path }) => `${packageOf(path)}: ${path.split('/').at(-1)}`,
    );
    const repeated = [...groups].filter(
      ([name, files]) => files.length > 1 && !name.startsWith('test:'),
    );
    expect(repeated.map(([name]) => name)).toEqual([]);
  });

  test('names of files and exports contain no word that the glossary replaces', () => {
    const files = sources
      .filter(({ path }) => OLD_WORDS.test(wordsOfName(path.split('/').at(-1) ?? '')))
      .map(({ path }) => path);
    const exported = sources.flatMap(({ path, parsed }) =>
      parsed.module.staticExports
        .flatMap(({ entries }) => entries)
        .flatMap(({ exportName, moduleRequest }) =>
          exportName.name !== null &&
          moduleRequest === null &&
          OLD_WORDS.test(wordsOfName(exportName.name))
            ? [`${path}: ${exportName.name}`]
            : [],
        ),
    );
    expect([...files, ...exported]).toEqual([]);
  });
});
