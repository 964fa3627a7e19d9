import type {
  RawArgument,
  RawCall,
} from '../extract/calls-functions-and-imports-of-source-file.ts';
import type { IndexedFile } from '../link/index-code-declarations-by-name.ts';
import {
  type RouteContext,
  readStringLiteral,
  readStringOption,
  resolveExportedRouterId,
  resolveRouterId,
} from './route-declarations.ts';

const METHOD = /\.(get|post|put|patch|delete|del|all|head|options)$/u;
/** `.route('/x')` and the calls chained to it: `router.route('/x').get(a).post(b)`. */
const CHAINED = /^([\w$.]+)\.route\((['"`])([^'"`]*)\2\)/u;
const PACKAGES: Readonly<Record<string, string>> = {
  express: 'express',
  'express-promise-router': 'express',
  fastify: 'fastify',
  hono: 'hono',
  '@hono/zod-openapi': 'hono',
  'koa-router': 'koa',
  '@koa/router': 'koa',
};
/** Usual names of routers, for receivers of unknown origin. */
const ROUTER_NAME = /(?:^|\.)(?:app|api|router|server|routes|fastify|\w*[rR]outer|\w*App)$/u;
const HANDLER_KINDS = new Set([
  'arrow_function',
  'function_expression',
  'identifier',
  'member_expression',
  'call_expression',
]);

/** Routes that are declared by calls: Express, Fastify, Hono, the routers of Koa. */
export function readRouterCallRoutes(context: RouteContext, here: IndexedFile): void {
  readOwnPrefixes(context, here);
  for (const [scope, { calls }] of here.facts.functions.entries()) {
    for (const call of calls) {
      if (call.arguments.length > 0) readCall(context, here, scope, call);
    }
  }
}

/** `new Router({ prefix: '/x' })` of Koa, `new Hono().basePath('/x')`. */
function readOwnPrefixes({ parts }: RouteContext, here: IndexedFile): void {
  const { file, variables } = here.facts;
  for (const { name, expression, argumentText, scope, owner } of variables) {
    if (owner !== null || !/(?:\.basePath|Router)$/u.test(expression)) continue;
    const prefix = expression.endsWith('.basePath')
      ? readStringLiteral(argumentText.slice(1, -1).trim())
      : readStringOption(argumentText, 'prefix');
    if (prefix !== null)
      parts.own.set(scope === -1 ? `${file}#${name}` : `${file}@${scope}`, prefix);
  }
}

function readCall(context: RouteContext, here: IndexedFile, scope: number, call: RawCall): void {
  const [first] = call.arguments;
  const path = readStringLiteral(first?.text);
  const chained = CHAINED.exec(call.callee);
  const method = METHOD.exec(call.callee)?.[1];
  if (chained !== null && method !== undefined) {
    const [, receiver = '', , routed = ''] = chained;
    declare(context, here, scope, {
      call,
      receiver,
      method,
      path: routed,
      handlers: call.arguments,
    });
    return;
  }
  const receiver = call.callee.replace(/\.[\w$]+$/u, '');
  const name = call.callee.slice(receiver.length + 1);
  if (!/^[\w$.]+$/u.test(receiver)) return;
  if (method !== undefined) {
    const handlers = call.arguments.slice(1);
    const isRoute = path !== null && /^(?:\/|$|\*)/u.test(path) && handlers.some(isHandler);
    if (isRoute) declare(context, here, scope, { call, receiver, method, path, handlers });
  } else if (name === 'on' && path !== null) {
    const [, second, ...handlers] = call.arguments;
    const routed = readStringLiteral(second?.text);
    if (/^[A-Z]+$/u.test(path) && routed?.startsWith('/')) {
      declare(context, here, scope, { call, receiver, method: path, path: routed, handlers });
    }
  } else if (name === 'route' && first?.kind === 'object') {
    declareFastify(context, here, scope, receiver, call);
  } else if (name === 'prefix' && path !== null) {
    const id = resolveRouterId(context.index, here.facts.file, scope, receiver);
    if (id !== null) context.parts.own.set(id, path);
  } else if (name === 'setGlobalPrefix' && path !== null) {
    context.parts.globalPrefix = path;
  } else if (['use', 'register', 'route', 'mount'].includes(name)) {
    mount(context, here, scope, receiver, call);
  }
}

interface Declared {
  readonly call: RawCall;
  readonly receiver: string;
  readonly method: string;
  readonly path: string;
  readonly handlers: readonly RawArgument[];
}

function declare(context: RouteContext, here: IndexedFile, scope: number, route: Declared): void {
  const { file } = here.facts;
  const framework = frameworkOf(context, here, scope, route.receiver);
  const id = resolveRouterId(context.index, file, scope, route.receiver);
  if (framework === null && id === null) return;
  const router = id ?? `${file}#${route.receiver}`;
  const method = route.method === 'del' ? 'DELETE' : route.method.toUpperCase();
  context.parts.routes.push({
    framework: framework ?? context.mainFramework(PACKAGES) ?? '',
    router,
    method,
    path: route.path,
    file,
    line: route.call.line,
    isDoubtful: framework === null,
    handler: handlerOf(context, here, scope, route.call, route.handlers),
  });
}

/** `fastify.route({ method: ['GET', 'HEAD'], url: '/x', handler })`. */
function declareFastify(
  context: RouteContext,
  here: IndexedFile,
  scope: number,
  receiver: string,
  call: RawCall,
): void {
  const text = call.arguments[0]?.text ?? '';
  const path = readStringOption(text, 'url') ?? readStringOption(text, 'path');
  const methods = /\bmethod\s*:\s*(\[[^\]]*\]|['"`]\w+['"`])/u.exec(text)?.[1]?.match(/\w+/gu);
  if (path === null || methods === undefined || methods === null) return;
  const named = /\bhandler\s*:\s*([\w$.]+)\s*[,}\n]/u.exec(text)?.[1];
  const inside = here.facts.functions.findIndex(
    ({ name, start, end }) => name.endsWith('handler') && start >= call.start && end <= call.end,
  );
  const handlers =
    named === undefined ? [] : [{ kind: 'identifier', text: named, start: 0, end: 0 }];
  const own = inside === -1 ? null : context.globalIndex(here.facts.file, inside);
  const { file } = here.facts;
  for (const method of methods) {
    context.parts.routes.push({
      framework: 'fastify',
      method: method.toUpperCase(),
      path,
      file,
      line: call.line,
      router: resolveRouterId(context.index, file, scope, receiver) ?? `${file}#${receiver}`,
      handler: own ?? handlerOf(context, here, scope, call, handlers),
    });
  }
}

/** `app.use('/api', router)`, `app.register(plugin, { prefix })`, `app.route('/api', sub)`. */
function mount(
  context: RouteContext,
  here: IndexedFile,
  scope: number,
  receiver: string,
  call: RawCall,
): void {
  const { index, parts } = context;
  const { file } = here.facts;
  const parent = resolveRouterId(index, file, scope, receiver);
  if (parent === null) return;
  const [first] = call.arguments;
  const literal = readStringLiteral(first?.text);
  const prefix = literal ?? readStringOption(call.arguments[1]?.text ?? '', 'prefix') ?? '';
  for (const argument of call.arguments.slice(literal === null ? 0 : 1)) {
    const child = mounted(context, here, scope, argument, call);
    if (child !== null && child !== parent) parts.mounts.push({ parent, child, prefix });
  }
}

function mounted(
  { index }: RouteContext,
  here: IndexedFile,
  scope: number,
  { kind, text, start }: RawArgument,
  call: RawCall,
): string | null {
  const { file, functions } = here.facts;
  const required = /^(?:require|import)\(\s*['"`]([^'"`]+)['"`]\s*\)(?:\.(\w+))?/u.exec(text);
  if (required !== null) {
    const target = index.resolveModule(file, required[1] ?? '');
    return target === null
      ? null
      : resolveExportedRouterId(index, target, required[2] ?? 'default');
  }
  if (/function|arrow/u.test(kind)) {
    const inline = call.callbacks.find((callback) => functions[callback]?.start === start);
    return inline === undefined ? null : `${file}@${inline}`;
  }
  const name = /^[\w$]+(?:\.[\w$]+)?/u
    .exec(text)?.[0]
    .replace(/\.(?:routes|router|middleware)$/u, '');
  return name === undefined ? null : resolveRouterId(index, file, scope, name);
}

/** Returns the last function among the arguments: those before it are middleware. */
function handlerOf(
  context: RouteContext,
  here: IndexedFile,
  scope: number,
  call: RawCall,
  handlers: readonly RawArgument[],
): number | null {
  const { file, functions } = here.facts;
  for (const { start, end, text } of handlers.toReversed()) {
    const written = call.callbacks.find((callback) => functions[callback]?.start === start);
    if (written !== undefined) return context.globalIndex(file, written);
    // `wrap(async (req, res) => …)` and `controller.list.bind(controller)`
    const wrapped = functions.findIndex(
      (rawFunction, at) =>
        at > 0 &&
        rawFunction.start > start &&
        rawFunction.end < end &&
        rawFunction.name === '(anonymous)',
    );
    if (wrapped !== -1) return context.globalIndex(file, wrapped);
    const plain = /^[\w$.]+/u.exec(text.replace(/\.bind\(.*$/su, ''))?.[0];
    const inner = /\(\s*([\w$.]+)\s*\)$/u.exec(text)?.[1];
    for (const name of [inner, plain]) {
      const found = name === undefined ? null : context.functionOf(file, scope, name);
      if (found !== null) return found;
    }
  }
  return null;
}

function isHandler({ kind }: RawArgument): boolean {
  return HANDLER_KINDS.has(kind);
}

/** Returns a receiver's framework by origin, else by file or project imports; null: no router. */
function frameworkOf(
  context: RouteContext,
  here: IndexedFile,
  scope: number,
  receiver: string,
): string | null {
  const { file, imports, variables } = here.facts;
  const symbol = context.symbols.evaluate(file, scope, receiver);
  if (symbol?.type === 'package') return PACKAGES[symbol.source] ?? null;
  if (symbol !== null && symbol.type !== 'object') return null;
  const made = variables.find(({ name, kind }) => name === receiver && kind !== 'alias');
  if (made !== undefined && /^Fastify/u.test(made.expression)) return 'fastify';
  if (!ROUTER_NAME.test(receiver)) return null;
  if (/fastify/iu.test(receiver)) return 'fastify';
  const known = imports
    .map(({ source }) => PACKAGES[source])
    .find((framework) => framework !== undefined);
  return known ?? context.mainFramework(PACKAGES);
}
