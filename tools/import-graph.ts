/** Import graph of the repository's own modules, tests included: which files run code of which others. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** File → files that import it, start it as a process, or run its command. */
export type ImportersByFile = ReadonlyMap<string, ReadonlySet<string>>;

const MODULES =
  '{*.ts,{api,bench,cli,harness,options,plugins,profilers,project,registry,reports,scenarios,test,tools}/**/*.ts}';

/**
 * Modules that load a command or an API function when it is called. Their importers depend on them
 * alone, and not on everything that they could load.
 */
const LOADS_ON_CALL =
  /^(?:index\.ts$|cli\/commands\/[^/]+\/[\w-]+-(?:command|tool)\.ts$|plugins\/[^/]+\/(?:plugin|command\/commands)\.ts$|test\/support\/in-process-auditors\.ts$)/u;
/** Module that contains the paths of the entries but imports none of them. */
const NAMES_ENTRIES = 'harness/loader/register-self-reference.ts';
const COMMANDS = 'cli/{program/add-*,commands/*/*-command}.ts';

/** Types are gone when a module runs. */
const TYPE_IMPORT = /^(?:import|export) type [^;]*? from '[^']*';/gmu;
const LAZY_IMPORT = /\bimport\(\s*'[^']*'/gu;
const RELATIVE_PATH = /['"`](\.\.?\/[^'"`\s]+)['"`]/gu;

/** Modules started as separate processes, without an import. */
const STARTED: Readonly<Record<string, string>> = {
  'test/support/built-package-module-paths.ts': 'cli/bin.ts',
};

/** Reads every module below the current folder; takes about half a second. */
export function readImporters(): ImportersByFile {
  const files = globSync(MODULES).filter((file) => !file.startsWith('test/fixtures/'));
  const known = new Set(files);
  const commands = globSync(COMMANDS);
  const importers = new Map<string, Set<string>>(files.map((file) => [file, new Set()]));
  for (const file of files) {
    if (file === NAMES_ENTRIES) continue;
    const text = readFileSync(file, 'utf8').replace(TYPE_IMPORT, '');
    const always = LOADS_ON_CALL.test(file) ? text.replace(LAZY_IMPORT, '') : text;
    const imported = [...pathsIn(file, always), ...(STARTED[file] ? [STARTED[file]] : [])];
    // Plugins, benchmarks and tests import the public entry by its name.
    if (/'perf-harness'/u.test(text)) imported.push('index.ts');
    if (/'perf-harness\/plugin'/u.test(text)) imported.push('plugin.ts');
    if (/^test\/(?:cli|plugins\/mcp)\//u.test(file)) {
      imported.push(...commands.flatMap((command) => loadedByCommand(command, text)));
    }
    for (const path of imported) if (known.has(path)) importers.get(path)?.add(file);
  }
  return importers;
}

/** Relative paths that a module names: of imports, workers and preloads, which have no ending. */
function pathsIn(file: string, text: string): readonly string[] {
  return [...text.matchAll(RELATIVE_PATH)]
    .map(([, path = '']) => join(dirname(file), path))
    .flatMap((path) => [path, `${path}.ts`]);
}

/** Returns the modules that a command loads when it is called, if the test names the command. */
function loadedByCommand(command: string, test: string): readonly string[] {
  const [, added, called] =
    /(?:add-([a-z0-9]+)[\w-]*|commands\/([a-z0-9-]+)\/[\w-]+-command)\.ts$/u.exec(command) ?? [];
  const word = added ?? called ?? '';
  if (!new RegExp(`['"\`]${word}\\b`, 'u').test(test)) return [];
  return [command, ...pathsIn(command, readFileSync(command, 'utf8'))];
}

/**
 * Returns the files that depend on these, directly or not, with the number of imports in between; 0
 * for the files themselves.
 */
export function findDependents(
  files: readonly string[],
  importers: ImportersByFile,
): ReadonlyMap<string, number> {
  const distances = new Map(files.map((file) => [file, 0]));
  for (const [file, distance] of distances) {
    for (const importer of importers.get(file) ?? []) {
      if (!distances.has(importer)) distances.set(importer, distance + 1);
    }
  }
  return distances;
}
