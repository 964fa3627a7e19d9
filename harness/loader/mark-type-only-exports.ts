/** Whole-project compilers let types be exported as values; ES modules fail on missing names. */
import { readFileSync } from 'node:fs';
import { stripNonCode } from './detect-source-syntax-features.ts';
import { findTypeDeclaration } from './resolve-project-file.ts';

const EXPORTS = /\bexport\s*\{([^}]*)\}(?:\s*from\s*(['"])([^'"\n]+)\2)?/gu;
const IMPORTS = /\bimport\s*(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*(['"])([^'"\n]+)\2/gu;
const STARS = /\bexport\s*\*\s*from\s*(['"])([^'"\n]+)\1/gu;

/** The source, with `type` before every name that it hands on from elsewhere and that is a type there. */
export function markTypeOnlyExports(file: string, source: string): string {
  if (!source.includes('export')) return source;
  const handedOn = new Set<string>();
  const exported = source.replaceAll(EXPORTS, (found, names: string, _, from: string | undefined) =>
    marked(found, names, (name) => {
      const origin = from === undefined ? importOf(source, name) : { name, from };
      const isMarked = origin !== null && isType(file, origin, new Set());
      if (isMarked && from === undefined) handedOn.add(name);
      return isMarked;
    }),
  );
  if (handedOn.size === 0) return exported;
  return exported.replaceAll(IMPORTS, (found, names: string) =>
    marked(found, names, (_, local) => handedOn.has(local)),
  );
}

/** A statement with `type` before some of the names in its braces. */
function marked(
  statement: string,
  names: string,
  isMarked: (name: string, alias: string) => boolean,
): string {
  const places = withoutComments(names)
    .matchAll(NAME)
    .filter(([, name = '', alias = name]) => isMarked(name, alias))
    .map(({ index }) => index)
    .toArray();
  const parts = places.map((at, index) => `type ${names.slice(at, places[index + 1])}`);
  return statement.replace(names, () => names.slice(0, places[0]) + parts.join(''));
}

/** Name in braces that is not already marked as a type, with its external name. */
const NAME = /(?<![\w$]\s*)(?!type\s+[\w$])([\w$]+)(?:\s+as\s+([\w$]+))?/gu;

/** Name in another module. */
interface Origin {
  readonly name: string;
  readonly from: string;
}

/** Comments become blanks, so that places stay. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/gu, (found) => found.replaceAll(/\S/gu, ' '));
}

/** Returns the origin of a name that this file imports; null where the name is its own. */
function importOf(source: string, local: string): Origin | null {
  for (const [, names = '', , from = ''] of source.matchAll(IMPORTS)) {
    for (const [name, alias] of pairsOf(names)) if (alias === local) return { name, from };
  }
  return null;
}

/** The names of an import or an export: `a as b` is a and b. */
function pairsOf(names: string): readonly (readonly [name: string, alias: string])[] {
  return withoutComments(names)
    .split(',')
    .flatMap((specifier) => {
      const [, name, alias] =
        /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/u.exec(specifier) ?? [];
      return name === undefined ? [] : [[name, alias ?? name] as const];
    });
}

const known = new Map<string, boolean>();

/** True if a name is declared as a type, however often re-exported; if in doubt, a value. */
function isType(file: string, { name, from }: Origin, seen: Set<string>): boolean {
  const declared = findTypeDeclaration(file, from);
  if (declared === null) return false;
  const key = `${declared}\0${name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (seen.has(key)) return false;
  seen.add(key);
  const answer = isTypeIn(declared, name, seen);
  known.set(key, answer);
  return answer;
}

function isTypeIn(file: string, name: string, seen: Set<string>): boolean {
  const source = read(file);
  if (source === null) return false;
  const code = stripNonCode(source);
  const word = `${name.replaceAll('$', '\\$')}(?![\\w$])`;
  if (
    new RegExp(`\\b(?:class|function\\s*\\*?|const|let|var|enum|namespace)\\s+${word}`, 'u').test(
      code,
    )
  ) {
    return false;
  }
  if (new RegExp(`\\b(?:interface|type)\\s+${word}`, 'u').test(code)) return true;
  for (const [, names = '', , from] of source.matchAll(EXPORTS)) {
    for (const [inner, alias] of pairsOf(names)) {
      if (alias !== name) continue;
      const origin = from === undefined ? importOf(source, inner) : { name: inner, from };
      if (origin !== null) return isType(file, origin, seen);
    }
  }
  return [...source.matchAll(STARS)].some(([, , from = '']) => isType(file, { name, from }, seen));
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
