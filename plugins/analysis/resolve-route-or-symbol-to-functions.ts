import type { CodeFacts, CodeFunction } from '../../harness/model/program/code-analysis-results.ts';
import { matchRoute } from '../../harness/model/scenario/match-server-route.ts';
import { nearestWord } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { defaultExportName } from '../../harness/packages/default-export-name.ts';
import { MODULE_FUNCTION } from './extract/calls-functions-and-imports-of-source-file.ts';

const ROUTE = /^(?:([A-Za-z]+)\s+)?(\/\S*)$/u;

/**
 * Returns the indexes of the functions that a target names: `src/users.ts::list`, a route such as
 * `GET /users/:id` or `/users/7`, a file (its top-level code and its exports), or the name of a
 * function: that of its file if it is exported without a name.
 * @throws UserError if the code has no such target.
 */
export function resolveEntry(facts: CodeFacts, target: string): readonly number[] {
  const [, method, path] = ROUTE.exec(target.trim()) ?? [];
  if (path !== undefined) return fromRoute(facts, target, method?.toUpperCase() ?? null, path);
  const [place = '', symbol] = target.trim().replace(/^\.\//u, '').split('::');
  const isFile = facts.functions.some(({ file }) => file === place);
  if (symbol !== undefined || isFile || /[/\\]|\.[cm]?[jt]sx?$|\.py$/u.test(place)) {
    return fromFile(facts, target, place, symbol);
  }
  const named = indexesOf(facts.functions, (codeFunction) => isNamed(codeFunction, place));
  if (named.length === 0) throw notInCode(facts, target);
  return named;
}

function fromRoute(
  facts: CodeFacts,
  target: string,
  method: string | null,
  path: string,
): readonly number[] {
  const route = matchRoute(facts.routes, method, path);
  if (route === null) throw notInCode(facts, target);
  if (route.handler === null) {
    throw new UserError({
      code: 'entry-not-traced',
      message: `cannot identify code path for ${target}`,
      remedy: `${route.file}:${route.line} declares the route, but its handler could not be resolved. Name the function itself: file::name.`,
    });
  }
  return [route.handler];
}

function fromFile(
  { functions }: CodeFacts,
  target: string,
  file: string,
  symbol: string | undefined,
): readonly number[] {
  const found = indexesOf(functions, (codeFunction) => {
    if (codeFunction.file !== file) return false;
    if (symbol !== undefined) return isNamed(codeFunction, symbol);
    return codeFunction.name === MODULE_FUNCTION || codeFunction.isExported;
  });
  if (found.length > 0) return found;
  const inFile = functions
    .filter((codeFunction) => codeFunction.file === file)
    .map(({ name }) => name);
  const nearest =
    inFile.length === 0
      ? nearestWord(file, [...new Set(functions.map((codeFunction) => codeFunction.file))])
      : nearestWord(symbol ?? '', inFile);
  throw new UserError({
    code: 'entry-not-found',
    message: `file/function not found at ${target}`,
    remedy: `Name a file relative to the project root, and a function in it after "::".${nearest === null || nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
  });
}

function notInCode({ routes }: CodeFacts, target: string): UserError {
  const known = routes.slice(0, 5).map(({ method, path }) => `${method} ${path}`);
  const listed =
    known.length === 0 ? 'No routes were found in the code.' : `Routes found: ${known.join(', ')}.`;
  return new UserError({
    code: 'entry-not-found',
    message: `cannot find ${target} in codebase`,
    remedy: `Name a route, a file, or a function as file::name. ${listed}`,
  });
}

function isNamed({ file, name }: CodeFunction, symbol: string): boolean {
  if (name === symbol || name.endsWith(`.${symbol}`)) return true;
  return name === 'default' && defaultExportName(file) === symbol;
}

function indexesOf(
  functions: readonly CodeFunction[],
  isMeant: (codeFunction: CodeFunction) => boolean,
): readonly number[] {
  return functions.flatMap((codeFunction, index) => (isMeant(codeFunction) ? [index] : []));
}
