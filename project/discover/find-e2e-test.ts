import { dirname, join, relative } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import type { EntryPoint } from './resolve-code-entry-point.ts';
import { END_TO_END_GLOBS, isTestFile } from './source-and-test-globs.ts';

/** End-to-end test that exercises an entry point. */
export interface FoundE2eTest {
  /** From the root of the project, with `/`. */
  readonly file: string;
  readonly source: 'route' | 'function' | 'module';
}

/**
 * Finds an end-to-end or integration test of an entry point: a test that requests its route, else
 * one that names its function, else one that imports its module. The first in the order of paths is
 * returned.
 * @param root - Folder of the project, absolute.
 */
export function findE2eTest(
  files: Pick<Files, 'read' | 'glob'>,
  root: string,
  entry: EntryPoint,
): FoundE2eTest | null {
  const paths = new Set(END_TO_END_GLOBS.flatMap((glob) => files.glob(glob, root)));
  const tests = [...paths]
    .sort()
    .map((path) => ({ file: relative(root, path).replaceAll('\\', '/'), path }))
    .filter(({ file }) => isTestFile(file) && file !== entry.file && !isHidden(file))
    .map(({ file, path }) => ({ file, text: files.read(path) ?? '' }));
  for (const [source, isMatch] of searchesFor(root, entry)) {
    const found = tests.find(({ file, text }) => isMatch(text, file));
    if (found !== undefined) return { file: found.file, source };
  }
  return null;
}

type IsMatch = (text: string, file: string) => boolean;

function searchesFor(
  root: string,
  entry: EntryPoint,
): readonly (readonly [FoundE2eTest['source'], IsMatch])[] {
  const searches: (readonly [FoundE2eTest['source'], IsMatch])[] = [];
  if (entry.route !== null) {
    const pattern = routePattern(entry.route);
    searches.push(['route', (text) => pattern.test(text)]);
  }
  if (entry.function !== null) {
    const word = entry.function.replaceAll('$', '\\$');
    // Not within a path, since routes and files often have the same name as their function.
    const pattern = new RegExp(`(?<![\\w$/-])${word}(?![\\w$/-]|\\.(?:[cm]?[jt]sx?|py)(?!\\w))`);
    searches.push(['function', (text) => pattern.test(text)]);
  }
  if (entry.file !== null) {
    const { file } = entry;
    searches.push(['module', (text, test) => importsModule(root, text, test, file)]);
  }
  return searches;
}

/** A route as a test would write it: with a value, or with an expression, for each parameter. */
function routePattern(route: string): RegExp {
  if (route === '/') return /['"`]\/['"`?#]/;
  const segments = route
    .split('/')
    .map((segment) =>
      /^(?::.+|\{.+\}|<.+>|\[.+\])$/.test(segment)
        ? '(?:\\$?\\{[^}]*\\}|[^/\\s\'"`?#]+)'
        : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
  return new RegExp(`${segments.join('/')}(?![\\w-]|/[\\w$:{-])`);
}

function importsModule(root: string, text: string, test: string, file: string): boolean {
  const withoutExtension = file.replace(/\.\w+$/, '').replace(/\/(?:index|__init__|mod)$/, '');
  const specifiers = [...text.matchAll(/(?:from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g)];
  const fromHere = specifiers
    .map(([, specifier = '']) => specifier)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(root, join(root, dirname(test), specifier)))
    .map((path) =>
      path
        .replaceAll('\\', '/')
        .replace(/\.\w+$/, '')
        .replace(/\/index$/, ''),
    );
  if (fromHere.includes(withoutExtension)) return true;
  if (!file.endsWith('.py')) return false;
  // Python names the module from a root that is often `src`.
  const dotted = withoutExtension.replace(/^src\//, '').replaceAll('/', '.');
  const [last = '', ...parents] = dotted.split('.').reverse();
  const parent = parents.reverse().join('.');
  const isNamed = (pattern: string): boolean => new RegExp(pattern, 'm').test(text);
  const escaped = dotted.replaceAll('.', '\\.');
  return (
    isNamed(`^\\s*(?:from|import)\\s+(?:src\\.)?${escaped}(?![\\w])`) ||
    (parent !== '' &&
      isNamed(
        `^\\s*from\\s+(?:src\\.)?${parent.replaceAll('.', '\\.')}\\s+import\\b.*(?<!\\w)${last}(?!\\w)`,
      ))
  );
}

/** True for a file in a folder that belongs to a tool. */
function isHidden(file: string): boolean {
  return /(?:^|\/)(?:\.[^/]+|dist|build|target|coverage|vendor|venv)\//.test(file);
}
