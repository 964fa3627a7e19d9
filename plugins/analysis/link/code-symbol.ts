export interface ClassReference {
  readonly file: string;
  readonly name: string;
}

export interface FunctionSymbol {
  readonly type: 'function';
  readonly file: string;
  readonly local: number;
  /** Class that the method was looked up on, possibly a subclass of its own: the type of `Self`. */
  readonly lookupClass?: ClassReference;
}

export type CodeSymbol =
  | FunctionSymbol
  | ({ readonly type: 'class' } & ClassReference)
  | ({ readonly type: 'instance' } & ClassReference)
  | ({ readonly type: 'object' } & ClassReference)
  | { readonly type: 'module'; readonly file: string }
  /** A collection: `element` is its elements' symbol, `container` that of its methods. */
  | { readonly type: 'list'; readonly container: CodeSymbol | null; readonly element: CodeSymbol }
  /** A member of an external package. */
  | {
      readonly type: 'package';
      readonly source: string;
      /** Full name without brackets: `requests.Session.get`. */
      readonly name: string;
      /** The only project function passed to the package to create this symbol. */
      readonly wraps?: FunctionSymbol;
      /** True for a project function's inferred result: named, but its calls are not followed. */
      readonly isReturned?: true;
    };

/** Modules of Node.js that are imported without `node:`. */
const BUILTINS = new Set(
  'assert async_hooks buffer child_process cluster crypto dgram diagnostics_channel dns events fs http http2 https inspector module net os path perf_hooks process querystring readline stream string_decoder timers tls url util v8 vm worker_threads zlib'.split(
    ' ',
  ),
);

/** Returns the canonical name of a module; built-in modules of Node.js get the prefix `node:`. */
export function normalizeModuleName(source: string): string {
  const first = source.split('/')[0] ?? '';
  return BUILTINS.has(first) ? `node:${source}` : source;
}

export function toPackageMember(from: string, source: string, name: string): CodeSymbol {
  // `os` and `http` are also modules of Python.
  const module = from.endsWith('.py') ? source : normalizeModuleName(source);
  const isModule = name === '*' || name === 'default';
  return { type: 'package', source, name: isModule ? module : `${module}.${name}` };
}
