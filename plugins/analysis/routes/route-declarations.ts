import type { CodeIndex } from '../link/index-code-declarations-by-name.ts';
import type { SymbolResolver } from '../link/symbol-resolver.ts';

/** Input of the route readers, and the `parts` to which they add their results. */
export interface RouteContext {
  readonly index: CodeIndex;
  readonly symbols: SymbolResolver;
  readonly parts: RouteDeclarations;
  /** Converts the index of a function in its file to its index in the project. */
  readonly globalIndex: (file: string, local: number) => number;
  /** Returns the function that a name refers to within a function of a file; null if unknown. */
  readonly functionOf: (file: string, scope: number, name: string) => number | null;
  /** The first framework of these that any file imports. */
  readonly mainFramework: (packages: Readonly<Record<string, string>>) => string | null;
}

/** Route as declared, before the prefixes of its router's mounts are added. */
interface DeclaredRoute {
  readonly framework: string;
  readonly router: string;
  /** Set when it counts as a route only if its router is mounted somewhere. */
  readonly isDoubtful?: boolean;
  readonly method: string;
  readonly path: string;
  readonly file: string;
  readonly line: number;
  /** Index into the functions of the project. */
  readonly handler: number | null;
}

interface Mount {
  readonly parent: string;
  readonly child: string;
  readonly prefix: string;
}

export interface RouteDeclarations {
  readonly routes: DeclaredRoute[];
  readonly mounts: Mount[];
  /** Paths that routers put before all of their own: `new Router({ prefix })`. */
  readonly own: Map<string, string>;
  /** Paths before all routes of the project: `app.setGlobalPrefix('api')`. */
  globalPrefix: string;
}

/** Maximum number of nested mounts followed, since mounts may form a cycle. */
const DEEPEST_MOUNT = 8;
/** Names that lead to names through files. */
const MOST_STEPS = 12;

/**
 * Returns a name for the value of a variable that is the same in every file. A variable or
 * parameter inside a function takes the name of the function, such as a plugin or a factory.
 */
export function resolveRouterId(
  index: CodeIndex,
  file: string,
  scope: number,
  expression: string,
  steps = 0,
): string | null {
  const here = index.files.get(file);
  const [name = '', member] = expression.split('.');
  if (here === undefined || steps > MOST_STEPS) return null;
  for (let at = scope; at > 0; at = here.facts.functions[at]?.parent ?? 0) {
    const raw = here.facts.functions[at];
    const inner = here.variables.get(name)?.some((variable) => variable.scope === at);
    if (inner === true || raw?.parameters.includes(name) === true) return `${file}@${at}`;
  }
  const imported = here.imports.get(name);
  if (imported !== undefined) {
    const target = index.resolveModule(file, imported.source);
    if (imported.imported === '*' || member !== undefined) {
      const whole = target ?? null;
      const inside = pythonModule(index, file, imported.source, imported.imported);
      const module = inside ?? whole;
      return module === null
        ? null
        : resolveExportedRouterId(index, module, member ?? 'default', steps + 1);
    }
    return target === null
      ? null
      : resolveExportedRouterId(index, target, imported.imported, steps + 1);
  }
  const own = here.functions.get(name)?.find((local) => here.facts.functions[local]?.parent === 0);
  if (own !== undefined) return `${file}@${own}`;
  const alias = here.variables.get(name)?.find((variable) => variable.scope === -1);
  return alias === undefined ? null : `${file}#${name}`;
}

/** `from .routers import users` names a file. */
function pythonModule(index: CodeIndex, file: string, source: string, name: string): string | null {
  if (!file.endsWith('.py') || name === '*') return null;
  return index.resolveModule(file, source.endsWith('.') ? source + name : `${source}.${name}`);
}

export function resolveExportedRouterId(
  index: CodeIndex,
  file: string,
  name: string,
  steps = 0,
): string | null {
  const here = index.files.get(file);
  if (here === undefined || steps > MOST_STEPS) return null;
  const exported = here.exports.get(name);
  if (exported === undefined) {
    for (const source of here.stars) {
      const target = index.resolveModule(file, source);
      const found =
        target === null ? null : resolveExportedRouterId(index, target, name, steps + 1);
      if (found !== null) return found;
    }
    return null;
  }
  if (exported.source === null || file.endsWith('.py')) {
    return resolveRouterId(index, file, 0, exported.local, steps + 1);
  }
  const target = index.resolveModule(file, exported.source);
  return target === null ? null : resolveExportedRouterId(index, target, exported.local, steps + 1);
}

/** Lists all prefixes under which a router is reachable; an unmounted router has only its own. */
export function listRouterPrefixes(
  router: string,
  parts: RouteDeclarations,
  depth = 0,
): readonly string[] {
  const own = parts.own.get(router) ?? '';
  const above = parts.mounts.filter(({ child, parent }) => child === router && parent !== router);
  if (above.length === 0 || depth > DEEPEST_MOUNT) return [own];
  const paths = above.flatMap(({ parent, prefix }) =>
    listRouterPrefixes(parent, parts, depth + 1).map((path) =>
      joinPath(joinPath(path, prefix), own),
    ),
  );
  return [...new Set(paths)];
}

/** Joins two paths with a single slash, without a trailing slash. */
export function joinPath(first: string, second: string): string {
  return `/${first}/${second}`.replace(/\/{2,}/gu, '/').replace(/(.)\/$/u, '$1');
}

/** Rewrites the parameters of any framework's paths as `:name`. */
export function normalisePath(path: string): string {
  return joinPath('', path)
    .replace(/\{(\w+)(?::\w+)?\}/gu, ':$1')
    .replace(/(:\w+)(?:\([^)]*\)|\{[^}]*\}|<[^>]*>)/gu, '$1')
    .replace(/\[\[?\.\.\.(\w+)\]?\]/gu, ':$1*')
    .replace(/\[(\w+)\]/gu, ':$1');
}

/** Returns the text of a string literal without placeholders; null if it is not one. */
export function readStringLiteral(text: string | undefined): string | null {
  return /^[rfb]?(['"`])((?:(?!\1)[^\\]|\\.)*)\1$/su.exec(text ?? '')?.[2] ?? null;
}

/** The string behind a name in the text of an object or of keyword arguments. */
export function readStringOption(text: string, name: string): string | null {
  return new RegExp(`\\b${name}\\s*[:=]\\s*(['"\`])([^'"\`]*)\\1`, 'u').exec(text)?.[2] ?? null;
}
