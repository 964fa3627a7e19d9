/** Exports, by module, that are reachable from the entry points of programs, benches and tools. */
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';
import { readRepositoryFile } from './read-repository-sources.ts';

/** A name exported by another module; `*`: all names. */
interface Target {
  readonly file: string;
  readonly name: string;
}

/** References in a piece of code. */
interface References {
  /** Names, declared in its module, imported, or of the language; also words of texts. */
  readonly names: Set<string>;
  /** By `import()`. */
  readonly targets: Target[];
  /** Modules that are named in a text, since they run in a process of their own. */
  readonly entries: Set<string>;
}

interface Module {
  /** By their names: functions, classes, types and constants at the top. */
  readonly declarations: Map<string, References>;
  /** References in all other top-level code. */
  readonly effects: References;
  readonly imports: ReadonlyMap<string, Target>;
  /** Local name or re-export, by exported name. */
  readonly exports: ReadonlyMap<string, string | Target>;
  readonly handedOn: readonly string[];
  readonly evaluated: readonly string[];
}

/**
 * Returns exports that are unreachable from these entries, as `file: name`, and completely
 * unreachable modules, as `file`. A name declared twice in a module counts once, so some are
 * missed.
 */
export function findUnreachableExports(
  files: readonly string[],
  entries: readonly string[],
): readonly string[] {
  const known = new Set(files);
  const modules = new Map(files.map((file) => [file, readModule(file, known)]));
  const reached = reach(modules, entries);
  return files.flatMap((file) => {
    const names = [...(modules.get(file)?.exports.keys() ?? [])];
    const unreached = names.filter((name) => !reached.has(`${file}#${name}`));
    const isWhole = unreached.length === names.length && !reached.has(file);
    return isWhole ? [file] : unreached.map((name) => `${file}: ${name}`);
  });
}

/** Returns the modules that are evaluated, as `file`, and the exports in use, as `file#name`. */
function reach(
  modules: ReadonlyMap<string, Module>,
  entries: readonly string[],
): ReadonlySet<string> {
  const reached = new Set<string>();
  const isNew = (key: string): boolean => !reached.has(key) && Boolean(reached.add(key));
  const follow = (file: string, { names, targets, entries: children }: References): void => {
    for (const name of names) reachLocal(file, name);
    for (const target of targets) reachExport(target);
    for (const child of children) reachAll(child);
  };
  const reachLocal = (file: string, name: string): void => {
    const module = modules.get(file);
    const [declared, imported] = [module?.declarations.get(name), module?.imports.get(name)];
    if ((declared ?? imported) === undefined || !isNew(`${file}: ${name}`)) return;
    if (declared !== undefined) follow(file, declared);
    if (imported !== undefined) reachExport(imported);
    for (const [exported, local] of module?.exports ?? []) {
      if (local === name) reached.add(`${file}#${exported}`);
    }
  };
  const reachExport = ({ file, name }: Target): void => {
    evaluate(file);
    const module = modules.get(file);
    if (name === '*') {
      for (const exportName of module?.exports.keys() ?? [])
        reachExport({ file, name: exportName });
      for (const other of module?.handedOn ?? []) reachExport({ file: other, name });
      return;
    }
    const exported = module?.exports.get(name);
    if (exported === undefined) {
      for (const other of module?.handedOn ?? []) reachExport({ file: other, name });
    } else if (isNew(`${file}#${name}`)) {
      if (typeof exported === 'string') reachLocal(file, exported);
      else reachExport(exported);
    }
  };
  const evaluate = (file: string): void => {
    const module = modules.get(file);
    if (module === undefined || !isNew(file)) return;
    follow(file, module.effects);
    for (const other of module.evaluated) evaluate(other);
  };
  const reachAll = (file: string): void => reachExport({ file, name: '*' });
  for (const entry of entries) reachAll(entry);
  return reached;
}

function readModule(file: string, known: ReadonlySet<string>): Module {
  const text = readRepositoryFile(file);
  const { module, comments, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const imports = new Map<string, Target>();
  const evaluated: string[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const from = resolveFile(file, moduleRequest.value);
    if (entries.length === 0 || entries.some(({ isType }) => !isType)) evaluated.push(from);
    for (const { importName, localName } of entries) {
      const { kind, name } = importName;
      const wanted = kind === 'Name' ? (name ?? '') : kind === 'Default' ? 'default' : '*';
      imports.set(localName.value, { file: from, name: wanted });
    }
  }
  const exports = new Map<string, string | Target>();
  const handedOn: string[] = [];
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, importName, exportName, localName } of entries) {
      const from = moduleRequest === null ? null : resolveFile(file, moduleRequest.value);
      const name = exportName.kind === 'Default' ? 'default' : exportName.name;
      if (from === null) exports.set(name ?? '', localName.name ?? 'default');
      else if (name === null) handedOn.push(from);
      else exports.set(name, { file: from, name: importName.name ?? '*' });
    }
  }
  let code = text;
  for (const { start, end } of [...comments, ...module.staticImports]) {
    code = code.slice(0, start) + ' '.repeat(end - start) + code.slice(end);
  }
  const declarations = new Map<string, References>();
  const effects = noReferences();
  for (const statement of code.split(TOP_LEVEL)) {
    if (EXPORT_LIST.test(statement)) continue;
    const names = declaredNames(statement);
    for (const name of names) {
      const found = declarations.get(name) ?? noReferences();
      collect(statement, found, file, known);
      declarations.set(name, found);
    }
    if (names.length === 0) collect(statement, effects, file, known);
  }
  return { declarations, effects, imports, exports, handedOn, evaluated };
}

/** Beginnings of statements at the top: the formatter indents everything else, except in texts. */
const TOP_LEVEL = /^(?=[\w$@(])/mu;
/** `export { … }` and `export * from`. */
const EXPORT_LIST = /^export (?:type )?[{*]/u;
const DECLARATION =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|interface|type|enum|const|let|var) ([\w$]+|[[{][^=]*)/u;
/** A name, unless it is a property. */
const NAME = /(?<![\w$])(?<!(?<!\.)\.)[A-Za-z_$][\w$]*/gu;
const TEXT = /(['"`])([\w.][\w./-]*)\1/gu;
/** `import()`, with what is taken of the module at once. */
const IMPORT =
  /(?:\{([^{}]*)\}\s*=\s*)?(?:await\s+)?import\(\s*(['"])([^'"]+)\2,?\s*\)(?:\)?\s*\.(?:then\(\s*\(\{([^{}]*)\}|(?!then\b)([\w$]+)))?/gu;

function noReferences(): References {
  return { names: new Set(), targets: [], entries: new Set() };
}

/** Resolves a specifier; `perf-harness` is the public entry. */
function resolveFile(from: string, specifier: string): string {
  if (specifier === 'perf-harness') return 'index.ts';
  if (specifier === 'perf-harness/plugin') return 'plugin.ts';
  return specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : specifier;
}

/** Names that a statement at the top declares. */
function declaredNames(statement: string): readonly string[] {
  const [, declared] = DECLARATION.exec(statement) ?? [];
  if (declared === undefined) return statement.startsWith('export default') ? ['default'] : [];
  return declared.match(NAME) ?? [];
}

/** Collects all references of a statement. */
function collect(
  statement: string,
  { names, targets, entries }: References,
  file: string,
  known: ReadonlySet<string>,
): void {
  for (const name of statement.match(NAME) ?? []) names.add(name);
  for (const [, , text = ''] of statement.matchAll(TEXT)) {
    for (const entry of namedModules(text, file, known)) entries.add(entry);
  }
  for (const [, taken, , specifier = '', handed, member] of statement.matchAll(IMPORT)) {
    const target = resolveFile(file, specifier);
    const keys = taken ?? handed ?? member;
    const wanted = keys === undefined || keys.includes('...') ? ['*'] : keys.split(',');
    for (const key of wanted) {
      const name = key.split(':')[0]?.trim() ?? '';
      if (name !== '') targets.push({ file: target, name });
    }
  }
}

/** Modules named by texts such as `./worker`, relative to the file. */
function namedModules(text: string, file: string, known: ReadonlySet<string>): readonly string[] {
  if (!/[/.]|-(preload|child|provider)$/.test(text)) return [];
  return [text, `${text}.ts`, text.replace(/\.js$/, '.ts')]
    .flatMap((path) => [normalize(join(dirname(file), path)), normalize(path)])
    .filter((path) => known.has(path) && path !== file);
}
