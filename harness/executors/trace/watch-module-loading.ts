import { readFileSync as read } from 'node:fs';
import nodeModule, { type ResolveHookContext, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPackageScope, type PackageScope } from '../../loader/package-scope.ts';
import { isLoaderActive, trackLoaderActivity } from '../../loader/track-loader-own-activity.ts';
import type { TracedInputRecorder, TracedWorkloadKind } from './external-input-recorder.ts';
import { watchFunction, watchMembers } from './report-function-calls-and-property-reads.ts';

/** Node.js modules for files only, traced at a lower level, or with each function watched. */
const TRACEABLE: ReadonlySet<string> = new Set([
  'assert',
  'assert/strict',
  'async_hooks',
  'buffer',
  'console',
  'constants',
  'crypto',
  'diagnostics_channel',
  'events',
  'fs',
  'fs/promises',
  'module',
  'os',
  'path',
  'path/posix',
  'path/win32',
  'process',
  'punycode',
  'querystring',
  'stream',
  'stream/consumers',
  'stream/promises',
  'stream/web',
  'string_decoder',
  'sys',
  'timers',
  'timers/promises',
  'tty',
  'url',
  'util',
  'util/types',
  'v8',
  'zlib',
]);

/** Modules many load and few use: connections, processes, threads reported before they exist. */
export const MODULES_REPORTED_ON_USE: ReadonlySet<string> = new Set([
  'child_process',
  'dns',
  'http',
  'http2',
  'https',
  'net',
  'tls',
  'worker_threads',
]);

/** Folder of perf-harness: three levels above this file, in sources as well as in the package. */
const OWN = new URL('../../../', import.meta.url).href;

/** Watches the modules that a program requests, and how each name is resolved. */
export function watchModuleLoading(seen: TracedInputRecorder, unit: TracedWorkloadKind): void {
  /** Modules the loader loaded for itself, which are cached when a program requests them. */
  const ofLoader = new Set<string>();
  const refuseBuiltin = (name: string): void => {
    const plain = name.replace(/^node:/u, '');
    if (TRACEABLE.has(plain) || (unit !== 'function' && MODULES_REPORTED_ON_USE.has(plain))) return;
    seen.refuse(`it loads node:${plain}`);
  };
  const tell = (request: string, from: string | undefined, url: string): void => {
    if (url.startsWith('node:')) {
      refuseBuiltin(url);
      if (url === 'node:process' && takesOfProcess(from)) seen.refuse('it accesses process.pid');
      return;
    }
    if (ofLoader.has(url))
      seen.refuse(`it loads ${request}, which the perf-harness loader also loads`);
    // The entry module is requested by its URL, which differs between the sides.
    seen.resolution({ request: pathOf(request) ?? request, from: pathOf(from), to: pathOf(url) });
  };
  const refuseScope = (request: string): void =>
    seen.refuse(`it requires ${request}, whose resolution depends on its package.json`);
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const isOwn = isLoaderActive();
      const from = context.parentURL;
      if (!isOwn && isByScope(specifier, context)) refuseScope(specifier);
      let url: string;
      try {
        const found = nextResolve(specifier, context);
        ({ url } = found);
        if (isOwn) ofLoader.add(url);
        else if (!isOwnModule(from)) tell(specifier, from, url);
        if (!isOwn && isModuleByScope(url, context)) refuseScope(specifier);
        return found;
      } catch (error) {
        if (!isOwn && !isOwnModule(from)) {
          seen.resolution({
            request: specifier,
            from: pathOf(from),
            to: null,
            code: codeOf(error),
          });
          for (const place of placesOf(specifier, from)) seen.path(place);
        }
        throw error;
      }
    },
  });
  const { getBuiltinModule } = process;
  process.getBuiltinModule = watchFunction(getBuiltinModule, ([name]) =>
    refuseBuiltin(String(name)),
  );
  // The program's own hooks run before these, and may return modules that are not traced.
  watchMembers(nodeModule, ['register', 'registerHooks'], (name) =>
    seen.refuse(`it customizes module loading (module.${name})`),
  );
  watchMembers(nodeModule, ['findPackageJSON'], (name) =>
    seen.refuse(`it looks for a package.json (module.${name})`),
  );
  watchLookUps(seen);
}

/** `process` members a module may import by name: copied before any access can be watched. */
const BY_NAME = /\b(?:pid|ppid|report)\b|\bexport\b[^;]*['"](?:node:)?process['"]/u;

function takesOfProcess(from: string | undefined): boolean {
  const file = pathOf(from);
  return file?.startsWith('/') === true && BY_NAME.test(textOf(file));
}

const textOf = trackLoaderActivity((file: string): string => read(file, 'utf8'));

/** Watches the path lookup of CommonJS, which a few programs call themselves. */
function watchLookUps(seen: TracedInputRecorder): void {
  const inside = nodeModule as unknown as {
    _findPath: (request: string, paths: readonly string[]) => string | false;
  };
  const { _findPath: findPath } = inside;
  inside._findPath = (request, paths, ...more: []) => {
    const found = findPath.call(inside, request, paths, ...more);
    if (!isLoaderActive()) {
      const to = found === false ? null : found;
      seen.resolution({ request, from: paths?.[0] ?? null, to });
    }
    return found;
  };
}

/** Returns a missing package's package.json paths, as a program may detect that it is missing. */
function placesOf(specifier: string, from: string | undefined): readonly string[] {
  const [name] = /^(?:@[^/]+\/)?[^./#:@][^/:]*(?=\/|$)/u.exec(specifier) ?? [];
  if (name === undefined || from?.startsWith('file:') !== true) return [];
  const folders = nodeModule.createRequire(from).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, 'package.json'));
}

/**
 * True for a request that is resolved by package scope. Under `--permission-audit`, `require` of
 * Node.js finds no package.json above a file, so its rules for names that begin with `#`, for the
 * package's own name and for the module type do not apply in a trace.
 */
function isByScope(specifier: string, { conditions, parentURL }: ResolveHookContext): boolean {
  if (!conditions.includes('require')) return false;
  if (specifier.startsWith('#')) return true;
  const { name } = manifestOf(parentURL);
  return typeof name === 'string' && (specifier === name || specifier.startsWith(`${name}/`));
}

function isModuleByScope(url: string, { conditions }: ResolveHookContext): boolean {
  return conditions.includes('require') && url.endsWith('.js') && manifestOf(url).type === 'module';
}

const scopeOf = trackLoaderActivity(findPackageScope);

function manifestOf(url: string | undefined): PackageScope['manifest'] {
  const file = pathOf(url);
  return (file?.startsWith('/') === true ? scopeOf(dirname(file))?.manifest : null) ?? {};
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown } | null)?.code);
}

function isOwnModule(url: string | undefined): boolean {
  return url?.startsWith(OWN) === true && !url.slice(OWN.length).includes('node_modules/');
}

/** Returns the path of a file URL; any other URL unchanged. */
function pathOf(url: string | undefined): string | null {
  if (url === undefined) return null;
  return url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/u, '')) : url;
}
