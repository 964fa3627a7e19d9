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
  /** Names, declared in its module, imported, or of the language. */
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

// biome-ignore lint/suspicious/noExplicitAny: any kind of node, walked by its keys
type Node = any;

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
  const { program, module, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const resolve = (specifier: string): string => resolveFile(file, specifier);
  const imports = new Map<string, Target>();
  const evaluated: string[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const from = resolve(moduleRequest.value);
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
      const from = moduleRequest === null ? null : resolve(moduleRequest.value);
      const name = exportName.kind === 'Default' ? 'default' : exportName.name;
      if (from === null) exports.set(name ?? '', localName.name ?? 'default');
      else if (name === null) handedOn.push(from);
      else exports.set(name, { file: from, name: importName.name ?? '*' });
    }
  }
  const declarations = new Map<string, References>();
  const effects = noReferences();
  const context = { file, known, resolve };
  for (const statement of program.body as readonly Node[]) {
    if (/^(Import|ExportAll)/.test(statement.type)) continue;
    const declared = statement.declaration ?? statement;
    const names = statement.source == null ? namesOf(declared) : [];
    const isDefault = statement.type === 'ExportDefaultDeclaration';
    if (isDefault && names.length === 0) names.push('default');
    if (names.length === 0) {
      if (statement.type !== 'ExportNamedDeclaration') collect(statement, effects, context);
      continue;
    }
    for (const name of names) {
      const found = declarations.get(name) ?? noReferences();
      collect(declared, found, context);
      declarations.set(name, found);
    }
  }
  return { declarations, effects, imports, exports, handedOn, evaluated };
}

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
function namesOf(statement: Node): string[] {
  if (statement.type === 'VariableDeclaration') {
    return statement.declarations.flatMap(({ id }: Node) => boundNames(id));
  }
  return statement.id?.type === 'Identifier' && /Declaration$/.test(statement.type)
    ? [statement.id.name]
    : [];
}

function boundNames(pattern: Node): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property: Node) =>
        boundNames(property.value ?? property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    default:
      return [];
  }
}

interface Context {
  readonly file: string;
  readonly known: ReadonlySet<string>;
  readonly resolve: (specifier: string) => string;
}

/** Collects all references below a node. */
function collect(node: Node, found: References, context: Context): void {
  if (Array.isArray(node)) {
    for (const child of node) if (child !== null) collect(child, found, context);
    return;
  }
  if (node.type === 'Identifier') found.names.add(node.name);
  if (node.type === 'Literal' || node.type === 'TemplateElement') addEntry(node, found, context);
  const imported = importedBy(node);
  if (imported !== null) {
    const file = context.resolve(imported.specifier);
    for (const name of imported.names) found.targets.push({ file, name });
  }
  for (const key in node) {
    const value = node[key];
    if (value === null || typeof value !== 'object' || value === imported?.within) continue;
    if ((key === 'property' || key === 'key') && node.computed !== true) continue;
    collect(value, found, context);
  }
}

/** Adds modules named by texts such as `./worker`, relative to the file. */
function addEntry({ value }: Node, { entries }: References, { file, known }: Context): void {
  const text = typeof value === 'string' ? value : value?.cooked;
  if (typeof text !== 'string' || !/^[\w.][\w./-]*$/.test(text)) return;
  if (!/[/.]|-(preload|child|provider)$/.test(text)) return;
  for (const path of [text, `${text}.ts`, text.replace(/\.js$/, '.ts')]) {
    for (const whole of [normalize(join(dirname(file), path)), normalize(path)]) {
      if (known.has(whole) && whole !== file) entries.add(whole);
    }
  }
}

/** Returns module and names of an `import()`; `*` unless the result is destructured at once. */
function importedBy(
  node: Node,
): { readonly specifier: string; readonly names: readonly string[]; readonly within: Node } | null {
  const of = (within: Node, names: readonly string[]) => {
    const call = within?.type === 'AwaitExpression' ? within.argument : within;
    const specifier = call?.type === 'ImportExpression' ? call.source?.value : undefined;
    return typeof specifier === 'string' && names.length > 0 ? { specifier, names, within } : null;
  };
  switch (node.type) {
    case 'VariableDeclarator':
      return of(node.init, keysOf(node.id));
    case 'MemberExpression':
      return node.property.name === 'then' || node.computed
        ? null
        : of(node.object, [node.property.name]);
    case 'CallExpression': {
      const [taken] = node.arguments;
      return node.callee.property?.name === 'then'
        ? of(node.callee.object, keysOf(taken?.params?.[0]))
        : null;
    }
    case 'ImportExpression':
      return of(node, ['*']);
    case 'TSImportType':
      return { specifier: node.source?.value ?? '', names: ['*'], within: null };
    default:
      return null;
  }
}

/** Returns the keys of `{ a, b: c }`; none if it is not such a pattern, or has a rest element. */
function keysOf(pattern: Node): readonly string[] {
  if (pattern?.type !== 'ObjectPattern') return [];
  const keys = pattern.properties.map((property: Node) => property.key?.name);
  return keys.every((key: unknown) => typeof key === 'string') ? keys : [];
}
