import type { CodeRoute } from '../../../harness/model/program/code-analysis-results.ts';
import type { RawDecorator } from '../extract/calls-functions-and-imports-of-source-file.ts';
import type { CodeIndex, IndexedFile } from '../link/index-code-declarations-by-name.ts';
import type { LinkedFunctions } from '../link/link-calls-to-target-functions.ts';
import type { SymbolResolver } from '../link/symbol-resolver.ts';
import { toFunctionSymbol } from '../link/type-resolver.ts';
import {
  joinPath,
  listRouterPrefixes,
  normalisePath,
  type RouteContext,
  type RouteDeclarations,
  readStringLiteral,
  readStringOption,
  resolveRouterId,
} from './route-declarations.ts';
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

const NEST_METHOD = /^(Get|Post|Put|Patch|Delete|All|Head|Options)$/u;
const PYTHON_METHOD = /^([\w.]+)\.(get|post|put|patch|delete|head|options|api_route|websocket)$/u;
const NEXT_METHOD = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/u;

/** Controllers of Nest: `@Controller('users')` and the methods of the class. */
function readNestRoutes({ parts, globalIndex }: RouteContext, here: IndexedFile): void {
  const { file, classes, functions } = here.facts;
  for (const { name, decorators } of classes) {
    const controller = decorators.find((decorator) => decorator.name === 'Controller');
    if (controller === undefined) continue;
    const base = pathOf(controller);
    for (const [local, method] of functions.entries()) {
      if (method.owner !== name) continue;
      for (const decorator of method.decorators) {
        const verb = NEST_METHOD.exec(decorator.name)?.[1];
        if (verb === undefined) continue;
        parts.routes.push({
          framework: 'nest',
          router: `${file}#${name}`,
          method: verb.toUpperCase(),
          path: joinPath(base, pathOf(decorator)),
          file,
          line: method.line,
          handler: globalIndex(file, local),
        });
      }
    }
  }
}

/** `('users')`, `({ path: 'users' })`, `()`. */
function pathOf({ argumentText }: RawDecorator): string {
  const inner = argumentText.replace(/^\(\s*|\s*\)$/gu, '');
  return readStringLiteral(inner) ?? readStringOption(inner, 'path') ?? '';
}

/** Reads the routes of Next.js from file paths: `app/…/route.ts` and `pages/api/…`. */
function readNextRoutes({ parts, globalIndex }: RouteContext, here: IndexedFile): void {
  const { file, functions, exports } = here.facts;
  const inApp = /(?:^|\/)app\/(?:(.*)\/)?route\.[cm]?[jt]sx?$/u.exec(file);
  const inPages = /(?:^|\/)pages\/(api(?:\/.*)?)\.[cm]?[jt]sx?$/u.exec(file);
  const add = (method: string, path: string, local: number): void => {
    const line = functions[local]?.line ?? 1;
    const handler = globalIndex(file, local);
    parts.routes.push({ framework: 'next', router: file, method, path, file, line, handler });
  };
  if (inApp !== null) {
    // Folders in brackets are route groups and not part of the path; those with `@` are slots.
    const kept = (inApp[1] ?? '').split('/').filter((part) => !/^\(.*\)$|^@/u.test(part));
    for (const [local, { name, parent }] of functions.entries()) {
      if (parent === 0 && NEXT_METHOD.test(name)) add(name, kept.join('/'), local);
    }
  } else if (inPages !== null) {
    const main = exports.find(({ exported }) => exported === 'default')?.local;
    const local = functions.findIndex(({ name }) => name === main);
    if (local > 0) add('ALL', (inPages[1] ?? '').replace(/(?:^|\/)index$/u, ''), local);
  }
}

/** FastAPI: `@router.get("/x")`, `APIRouter(prefix="/x")`, `app.include_router(r, prefix="/x")`. */
function readPythonRoutes({ index, parts, globalIndex }: RouteContext, here: IndexedFile): void {
  const { file, functions, variables } = here.facts;
  if (!file.endsWith('.py')) return;
  for (const { name, expression, argumentText, scope } of variables) {
    if (!/(?:^|\.)APIRouter$/u.test(expression) || scope !== -1) continue;
    const prefix = readStringOption(argumentText, 'prefix');
    if (prefix !== null) parts.own.set(`${file}#${name}`, prefix);
  }
  for (const [local, raw] of functions.entries()) {
    for (const { name, argumentText, line } of raw.decorators) {
      const [, receiver = '', verb = ''] = PYTHON_METHOD.exec(name) ?? [];
      const path = /^\(\s*(?:path\s*=\s*)?[rf]?(['"])([^'"]*)\1/u.exec(argumentText)?.[2];
      if (verb === '' || path === undefined) continue;
      const listed = /\bmethods\s*=\s*\[([^\]]*)\]/u.exec(argumentText)?.[1]?.match(/\w+/gu);
      const methods =
        verb === 'api_route' ? (listed ?? ['ALL']) : [verb === 'websocket' ? 'get' : verb];
      const router = resolveRouterId(index, file, raw.parent, receiver) ?? `${file}#${receiver}`;
      for (const method of methods) {
        parts.routes.push({
          framework: 'fastapi',
          router,
          method: method.toUpperCase(),
          path,
          file,
          line,
          handler: globalIndex(file, local),
        });
      }
    }
    for (const { callee, arguments: given } of raw.calls) {
      const receiver = /^([\w.]+)\.include_router$/u.exec(callee)?.[1];
      const first = given[0]?.text;
      if (receiver === undefined || first === undefined) continue;
      const [parent, child] = [receiver, first].map((expression) =>
        resolveRouterId(index, file, local, expression),
      );
      const options = given.map(({ text }) => text).join(', ');
      if (typeof parent !== 'string' || typeof child !== 'string') continue;
      parts.mounts.push({ parent, child, prefix: readStringOption(options, 'prefix') ?? '' });
    }
  }
}
