import type {
  FileFacts,
  RawClass,
  RawExport,
  RawImport,
  RawVariable,
} from '../extract/calls-functions-and-imports-of-source-file.ts';

export interface IndexedFile {
  readonly facts: FileFacts;
  readonly functions: ReadonlyMap<string, readonly number[]>;
  readonly imports: ReadonlyMap<string, RawImport>;
  readonly exports: ReadonlyMap<string, RawExport>;
  readonly stars: readonly string[];
  /** By name; of fields by `Class.name`. */
  readonly variables: ReadonlyMap<string, readonly RawVariable[]>;
  readonly classes: ReadonlyMap<string, RawClass>;
}

/** All files of a project, and how they find each other. */
export interface CodeIndex {
  readonly files: ReadonlyMap<string, IndexedFile>;
  /** null: it leads out of the project. */
  readonly resolveModule: (from: string, source: string) => string | null;
}

export function indexFiles(
  files: readonly FileFacts[],
  resolveModule: CodeIndex['resolveModule'],
): CodeIndex {
  return { files: new Map(files.map((facts) => [facts.file, indexFile(facts)])), resolveModule };
}

function indexFile(facts: FileFacts): IndexedFile {
  const functions = new Map<string, number[]>();
  for (const [index, { name }] of facts.functions.entries()) {
    const known = functions.get(name);
    if (known === undefined) functions.set(name, [index]);
    else known.push(index);
  }
  const variables = new Map<string, RawVariable[]>();
  for (const variable of facts.variables) {
    const key = variable.owner === null ? variable.name : `${variable.owner}.${variable.name}`;
    variables.set(key, [...(variables.get(key) ?? []), variable]);
  }
  return {
    facts,
    functions,
    variables,
    imports: new Map(facts.imports.flatMap(namesOf)),
    exports: new Map(facts.exports.map((rawExport) => [rawExport.exported, rawExport])),
    stars: facts.exports.flatMap(({ exported: name, source }) =>
      name === '*' && source !== null ? [source] : [],
    ),
    classes: new Map(facts.classes.map((rawClass) => [rawClass.name, rawClass])),
  };
}

/** Returns the names an import introduces: Python's `import a.b` adds `a` and the full path. */
function namesOf(rawImport: RawImport): readonly (readonly [string, RawImport])[] {
  const [first = ''] = rawImport.local.split('.');
  const own = [rawImport.local, rawImport] as const;
  return first === rawImport.local
    ? [own]
    : [[first, { local: first, imported: '*', source: first }], own];
}
