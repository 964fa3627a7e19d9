import { join } from 'node:path';
import { type NapiConfig, parse, type SgNode } from '@ast-grep/napi';
import type { Host } from 'perf-harness/plugin';
import { scriptLanguage } from '../../../analysis/index.ts';

/** Literals of source code, from which texts can be made that the code treats differently. */
export interface SourceLiterals {
  readonly texts: readonly string[];
  readonly patterns: readonly { readonly source: string; readonly flags: string }[];
  /** Integers that may be code points, compared with those of a text. */
  readonly codePoints: readonly number[];
  /** True if the folders differ in loops over inherited properties: `for (… in …)`. */
  readonly distinguishesInherited: boolean;
}

const MOST_LITERALS = 200;
const MOST_CHARACTERS = 40;
const MAX_CODE_POINT = 0x10ffff;
/** Smaller numbers are counts and indexes. */
const MIN_CODE_POINT = 0x20;

const NONE: SourceLiterals = {
  texts: [],
  patterns: [],
  codePoints: [],
  distinguishesInherited: false,
};

/** Collects the literals of a script in several folders; files that are missing have none. */
export function collectSourceLiterals(
  { files }: Pick<Host, 'files'>,
  folders: readonly string[],
  file: string,
): SourceLiterals {
  const language = scriptLanguage(file);
  if (language === null) return NONE;
  const roots = folders.flatMap((folder) => {
    const text = files.read(join(folder, file));
    return text === null ? [] : [parse(language, text).root()];
  });
  const nodesOf = (kind: string): readonly SgNode[] => {
    const rule: NapiConfig = { rule: { kind } };
    return roots.flatMap((root) => root.findAll(rule));
  };
  return {
    texts: distinct(
      [...nodesOf('string_fragment'), ...nodesOf('escape_sequence')]
        .map((node) => unescaped(node.text()))
        .filter((text) => text !== '' && text.length <= MOST_CHARACTERS),
    ),
    patterns: distinct(nodesOf('regex').map((node) => node.text())).map(patternOf),
    codePoints: distinct(
      nodesOf('number')
        .map((node) => Number(node.text().replaceAll('_', '')))
        .filter((number) => Number.isInteger(number))
        .filter((number) => number >= MIN_CODE_POINT && number < MAX_CODE_POINT),
    ),
    distinguishesInherited: new Set(roots.map(countForInLoops)).size > 1,
  };
}

function countForInLoops(root: SgNode): number {
  const loops = root.findAll({ rule: { kind: 'for_in_statement' } });
  return loops.filter((loop) => loop.field('operator')?.text() === 'in').length;
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)].slice(0, MOST_LITERALS);
}

/** Returns what an escape sequence stands for; other text unchanged. */
function unescaped(text: string): string {
  const [, hex] = /^\\(?:x|u\{?)([\da-f]+)\}?$/iu.exec(text) ?? [];
  if (hex !== undefined)
    return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), MAX_CODE_POINT));
  const known: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\r': '\r' };
  return known[text] ?? (text.length === 2 && text.startsWith('\\') ? text.slice(1) : text);
}

function patternOf(text: string): { readonly source: string; readonly flags: string } {
  const end = text.lastIndexOf('/');
  return { source: text.slice(1, end), flags: text.slice(end + 1) };
}
