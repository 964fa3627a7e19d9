/** Which tests are asked about a fault: those that load its file, the nearest first. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Tests beyond these have so much between them and the fault that others notice it first. */
const MOST = 40;

/** What starts the command line as a process of its own does not import it. */
const STARTS: Readonly<Record<string, string>> = { 'test/support/run-cli.ts': 'cli/bin.ts' };

/** Every relative path that a module names, of imports, workers and preloads alike. */
function namedBy(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const started = STARTS[file];
  // Modules that are started as a process are named without their ending.
  const children = [...text.matchAll(/childModule\(import\.meta\.url, '(\.[^']+)'\)/g)].map(
    ([, path]) => `${join(dirname(file), path ?? '')}.ts`,
  );
  const named = [...text.matchAll(/['"`](\.\.?\/[^'"`\s]+\.(?:ts|mts|cjs|js))['"`]/g)].map(
    ([, path]) => join(dirname(file), path ?? ''),
  );
  return [...named, ...children, ...(started === undefined ? [] : [started])];
}

/** Of each file, those that name it. */
function namers(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const file of globSync(
    '{api,cli,exchange,harness,options,reports,plugins,profilers,project,test}/**/*.ts',
  )) {
    if (file.startsWith('test/fixtures/')) continue;
    for (const named of namedBy(file)) found.set(named, [...(found.get(named) ?? []), file]);
  }
  // Plugins import the public entry by its name.
  found.set('index.ts', globSync('plugins/**/*.ts'));
  return found;
}

const graph = namers();

/** Test files of the quick set and how many imports lie between them and a file. */
function distances(file: string): ReadonlyMap<string, number> {
  const seen = new Map([[file, 0]]);
  for (const [path, distance] of seen) {
    for (const namer of graph.get(path) ?? []) if (!seen.has(namer)) seen.set(namer, distance + 1);
  }
  return seen;
}

export interface ChosenTests {
  /** In the folder that mirrors that of the file. */
  readonly own: readonly string[];
  readonly others: readonly string[];
}

export function chooseTests(file: string): ChosenTests {
  const own = globSync(`test/${dirname(file)}/*.test.ts`).sort();
  // Of tests equally near, those in the folders above first.
  const folders = `test/${file}`.split('/');
  const inCommon = (path: string): number =>
    path.split('/').findIndex((part, index) => part !== folders[index]);
  const others = [...distances(file)]
    .filter(([path]) => path.endsWith('.test.ts') && !own.includes(path))
    .sort(([a, one], [b, other]) => one - other || inCommon(b) - inCommon(a) || (a < b ? -1 : 1))
    .slice(0, MOST)
    .map(([path]) => path);
  return { own, others };
}
