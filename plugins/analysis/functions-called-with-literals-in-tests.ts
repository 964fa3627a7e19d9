import { dirname, join, relative } from 'node:path';
import type { SgNode } from '@ast-grep/napi';
import type { Files } from '../../harness/host/file-operations.ts';
import type { Host } from '../../harness/host.ts';
import { readManifest } from '../../harness/packages/package-manifest.ts';
import { detectLanguage, loadParser } from './load-parser.ts';
import { partsOf } from './syntax/syntax-node-kinds-spans-and-children.ts';

/** A function of the project that its tests call with values that are written out. */
export interface CalledFunction {
  /** From the root, with `/`. */
  readonly file: string;
  /** The export that it is, or that it belongs to. */
  readonly name: string;
  readonly import: 'named' | 'default';
  /** Member of the export, such as a static method; null for the export itself. */
  readonly member: string | null;
  /** Number of calls. */
  readonly calls: number;
  /** Arguments of the longest of these calls, as they are written, without brackets. */
  readonly arguments: string;
  /** Test file and line: `test/total.test.ts:12`. */
  readonly place: string;
}

/** Maximum number of test files read, and of characters per file. */
const MOST_FILES = 200;
const LONGEST_FILE = 300_000;
/** Maximum length of arguments; longer text is data, which does not belong in a scenario. */
const LONGEST_ARGUMENTS = 2_000;

const IS_TEST =
  /(?:^|\/)(?:tests?|specs?|__tests__)\/|(?:^|[/._-])(?:tests?|spec)\.[cm]?[jt]sx?$/iu;
const IS_SCRIPT = /\.[cm]?[jt]sx?$/u;
const IS_LEFT_OUT =
  /^(?:node_modules|dist|build|coverage|fixtures?|snapshots?|__snapshots__|\..*)$/u;
/** Called thousands of times, these would do harm, or change how all else behaves. */
const IS_HARMFUL =
  /^(?:write|delete|remove|unlink|rm|drop|exec|spawn|install|publish|deploy|save|send|kill|clear|reset|exit|enable|disable|configure|register|mock)|^set(?![a-z])/u;

const FROM = /\bimport\s+(?!type\b)([^'";]+?)\s+from\s*['"]([^'"]+)['"]/gu;
/** `require` of a module or of one of its exports; a module called at once does not match. */
const REQUIRED =
  /\b(?:const|let|var)\s+([\w$]+|\{[^}]*\})\s*=\s*require\(\s*['"]([^'"]+)['"]\s*\)(?:\.([\w$]+))?(?![\w$]|\s*[.[(])/gu;

/** True if a function's name says that calling it thousands of times would do harm. */
export function isHarmfulName(name: string): boolean {
  return IS_HARMFUL.test(name);
}

/** Name of a function of the project in a test file. */
interface Binding {
  readonly file: string;
  readonly name: string;
  readonly import: 'named' | 'default' | 'namespace';
}

/**
 * The functions that the tests of a project call most with literals, the most called first.
 * @param root - Folder of the project, absolute.
 * @param own - Names of its packages, with the file that an import of each leads to.
 */
export async function calledFunctions(
  host: Host,
  root: string,
  own: ReadonlyMap<string, string>,
): Promise<readonly CalledFunction[]> {
  const { files } = host;
  const found = new Map<string, CalledFunction>();
  const tests = files
    .below(root, (name) => IS_LEFT_OUT.test(name))
    .filter((path) => IS_SCRIPT.test(path) && IS_TEST.test(slashes(relative(root, path))));
  for (const path of tests.slice(0, MOST_FILES)) {
    const text = files.read(path) ?? '';
    if (text.length > LONGEST_FILE) continue;
    const bindings = bindingsOf(text, (specifier) => resolveOwn(files, root, path, specifier, own));
    if (bindings.size === 0) continue;
    const language = detectLanguage(path);
    if (language === null) continue;
    const node = (await loadParser(host)).parse(language, text).root();
    for (const call of node.findAll({ rule: { kind: 'call_expression' } })) {
      const calledFunction = readCall(call, bindings, slashes(relative(root, path)));
      if (calledFunction === null) continue;
      const key = `${calledFunction.file}::${calledFunction.name}.${calledFunction.member}`;
      const before = found.get(key);
      const longest =
        before !== undefined && before.arguments.length >= calledFunction.arguments.length
          ? before
          : calledFunction;
      found.set(key, { ...longest, calls: (before?.calls ?? 0) + 1 });
    }
  }
  return [...found.values()].sort((a, b) => b.calls - a.calls);
}

function readCall(
  call: SgNode,
  bindings: ReadonlyMap<string, Binding>,
  test: string,
): CalledFunction | null {
  const [object = '', member = null, ...deeper] = (call.field('function')?.text() ?? '').split('.');
  const binding = bindings.get(object);
  if (binding === undefined || deeper.length > 0) return null;
  const called = whatIsCalled(binding, member);
  if (called === null || isHarmfulName(member ?? called.name)) return null;
  const given =
    call
      .field('arguments')
      ?.children()
      .filter((node) => node.isNamed()) ?? [];
  const text = given.map((node) => node.text()).join(', ');
  if (given.length === 0 || text.length > LONGEST_ARGUMENTS || !given.every(isLiteral)) return null;
  if (isToThrow(call)) return null;
  const place = `${test}:${call.range().start.line + 1}`;
  return { file: binding.file, ...called, calls: 1, arguments: text, place };
}

/** True where the test expects the call to throw: in a function passed to an assertion. */
function isToThrow(call: SgNode): boolean {
  let isInFunction = false;
  for (const outer of call.ancestors()) {
    if (/function|arrow/u.test(String(outer.kind()))) isInFunction = true;
    if (outer.kind() !== 'call_expression') continue;
    const name = outer.field('function')?.text() ?? '';
    if (isInFunction && /^expect$|[tT]hrows?$|rejects$/u.test(name)) return true;
    if (/^(?:test|it|describe)\b/u.test(name)) return false;
  }
  return false;
}

function whatIsCalled(
  { import: how, name }: Binding,
  member: string | null,
): Pick<CalledFunction, 'name' | 'import' | 'member'> | null {
  if (member !== null && !/^[\w$]+$/u.test(member)) return null;
  if (how !== 'namespace') return { name, import: how, member };
  return member === null ? null : { name: member, import: 'named', member: null };
}

function bindingsOf(
  text: string,
  resolve: (specifier: string) => string | null,
): ReadonlyMap<string, Binding> {
  const bindings = new Map<string, Binding>();
  const add = (clause: string, specifier: string): void => {
    const file = resolve(specifier);
    if (file === null) return;
    const [, list] = /\{([^}]*)\}/u.exec(clause) ?? [];
    for (const part of list?.split(',') ?? []) {
      const [, name, own] =
        /^\s*(?!type\s)([\w$]+)(?:\s*(?:\bas\b|:)\s*([\w$]+))?\s*$/u.exec(part) ?? [];
      if (name === undefined) continue;
      const how = name === 'default' ? 'default' : 'named';
      bindings.set(own ?? name, {
        file,
        name: how === 'default' ? (own ?? name) : name,
        import: how,
      });
    }
    const [, namespace] = /\*\s*as\s+([\w$]+)/u.exec(clause) ?? [];
    if (namespace !== undefined) {
      bindings.set(namespace, { file, name: namespace, import: 'namespace' });
    }
    const [, whole] = /^\s*([\w$]+)\s*(?:,|$)/u.exec(clause) ?? [];
    if (whole !== undefined) bindings.set(whole, { file, name: whole, import: 'default' });
  };
  for (const [, clause = '', specifier = ''] of text.matchAll(FROM)) add(clause, specifier);
  for (const [, clause = '', specifier = '', member] of text.matchAll(REQUIRED)) {
    if (member === undefined) add(clause, specifier);
    else if (!clause.startsWith('{')) add(`{ ${member} as ${clause} }`, specifier);
  }
  return bindings;
}

const ENDINGS = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** Returns the project source an import resolves to; null: outside, or defines no function. */
function resolveOwn(
  files: Pick<Files, 'isFile' | 'read'>,
  root: string,
  test: string,
  specifier: string,
  own: ReadonlyMap<string, string>,
): string | null {
  if (!specifier.startsWith('.')) return own.get(specifier) ?? null;
  const base = join(dirname(test), specifier);
  const typed = base.replace(/\.([cm]?)js(x?)$/u, '.$1ts$2');
  // The entry point of a folder is the `main` of its package.json, if it has one.
  const main = readManifest(files, base)?.main;
  const places = [...(typeof main === 'string' ? [join(base, main)] : []), base, typed].flatMap(
    (place) => [
      ...ENDINGS.map((ending) => place + ending),
      ...ENDINGS.slice(1).map((ending) => join(place, `index${ending}`)),
    ],
  );
  const found = places.find((place) => IS_SCRIPT.test(place) && files.isFile(place));
  if (found === undefined) return null;
  const path = slashes(relative(root, found));
  return path.startsWith('../') || IS_TEST.test(path) ? null : path;
}

const LITERALS = new Set(['string', 'number', 'true', 'false', 'null', 'undefined', 'regex']);

/** A value is written out, so that it means the same in any file. */
function isLiteral(node: SgNode): boolean {
  const kind = String(node.kind());
  if (LITERALS.has(kind)) return true;
  const parts = partsOf(node);
  switch (kind) {
    case 'array':
      return parts.every(isLiteral);
    case 'object':
      return parts.every((part) => {
        const value = part.kind() === 'pair' ? part.field('value') : null;
        return (
          value !== null &&
          part.field('key')?.kind() !== 'computed_property_name' &&
          isLiteral(value)
        );
      });
    case 'unary_expression':
      return /^[-+]/u.test(node.text()) && parts.every(isLiteral);
    case 'template_string':
      return parts.every((part) => part.kind() !== 'template_substitution');
    default:
      return false;
  }
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
