import type { CodeRoute } from '../../../harness/model/program/code-analysis-results.ts';
import type { CodeIndex } from '../link/index-code-declarations-by-name.ts';
import type { LinkedFunctions } from '../link/link-calls-to-target-functions.ts';
import type { SymbolResolver } from '../link/symbol-resolver.ts';
import { toFunctionSymbol } from '../link/type-resolver.ts';
import {
  readNestRoutes,
  readNextRoutes,
  readPythonRoutes,
} from './read-nest-next-python-routes.ts';
import {
  joinPath,
  listRouterPrefixes,
  normalisePath,
  type RouteDeclarations,
} from './route-declarations.ts';
import type { RouteContext } from './route-reader-inputs.ts';
import { readRouterCallRoutes } from './routes-declared-by-router-calls.ts';

/** Returns every route of the project, with the prefixes of its mounts. */
export function readRoutes(
  index: CodeIndex,
  symbols: SymbolResolver,
  { offsets }: LinkedFunctions,
): readonly CodeRoute[] {
  const parts: RouteDeclarations = { routes: [], mounts: [], own: new Map(), globalPrefix: '' };
  const globalIndex = (file: string, local: number): number => (offsets.get(file) ?? 0) + local;
  const used = new Set(
    [...index.files.values()].flatMap(({ facts }) => facts.imports.map(({ source }) => source)),
  );
  const context: RouteContext = {
    index,
    symbols,
    parts,
    globalIndex,
    functionOf: (file, scope, name) => {
      const handler = toFunctionSymbol(symbols.evaluate(file, scope, name));
      return handler === null ? null : globalIndex(handler.file, handler.local);
    },
    mainFramework: (packages) =>
      Object.entries(packages).find(([name]) => used.has(name))?.[1] ?? null,
  };
  for (const here of index.files.values()) {
    if (here.facts.language === 'python') readPythonRoutes(context, here);
    else {
      readRouterCallRoutes(context, here);
      readNestRoutes(context, here);
      readNextRoutes(context, here);
    }
  }
  const mounted = new Set(parts.mounts.map(({ child }) => child));
  const certain = parts.routes.filter(
    ({ isDoubtful, framework, router }) =>
      isDoubtful !== true || (framework !== '' && mounted.has(router)),
  );
  return certain.flatMap((declared) => {
    const { framework, method, file, line, handler, router } = declared;
    const isNest = framework === 'nest';
    const prefixes = isNest ? [parts.globalPrefix] : listRouterPrefixes(router, parts);
    return prefixes.map((prefix) => {
      const path = normalisePath(joinPath(prefix, declared.path));
      return { framework, method, path, file, line, handler };
    });
  });
}
