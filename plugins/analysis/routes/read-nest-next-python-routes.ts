import type { RawDecorator } from '../extract/calls-functions-and-imports-of-source-file.ts';
import type { IndexedFile } from '../link/index-code-declarations-by-name.ts';
import {
  joinPath,
  readStringLiteral,
  readStringOption,
  resolveRouterId,
} from './route-declarations.ts';
import type { RouteContext } from './route-reader-inputs.ts';

const NEST_METHOD = /^(Get|Post|Put|Patch|Delete|All|Head|Options)$/u;
const PYTHON_METHOD = /^([\w.]+)\.(get|post|put|patch|delete|head|options|api_route|websocket)$/u;
const NEXT_METHOD = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/u;

/** Controllers of Nest: `@Controller('users')` and the methods of the class. */
export function readNestRoutes({ parts, globalIndex }: RouteContext, here: IndexedFile): void {
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
export function readNextRoutes({ parts, globalIndex }: RouteContext, here: IndexedFile): void {
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
export function readPythonRoutes(
  { index, parts, globalIndex }: RouteContext,
  here: IndexedFile,
): void {
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
