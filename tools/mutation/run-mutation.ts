/**
 * Runs mutation tests one file at a time: with all files mutated at once every test is about fifty
 * times slower, with one file hardly at all. `npm run mutation [-- <file or folder>…]`. Installs
 * Stryker in its own folder first. Prints the counts over all files at the end, and exits with 1
 * below `LEAST`.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';

/** Share of the changes that some test has to notice. */
const LEAST = 0.85;
const FOLDER = 'reports-out/mutation';
/** Path of the report of a run according to stryker.config.json. */
const REPORT = 'reports-out/mutation.json';

interface MutationReport {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { readonly status: string }[] }>
  >;
}

interface Counts {
  /** A test failed, or did not end. */
  readonly noticed: number;
  readonly unnoticed: number;
  /** Runs while a module is loaded, or does not compile: not tried. */
  readonly left: number;
}

/**
 * Installs Stryker separately from the root's `npm ci`, since its Babel requires a newer Node.js
 * than new contributors may have.
 */
function installStryker(): void {
  const { status } = spawnSync('npm', ['ci', '--prefix', import.meta.dirname], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('npm ci in tools/mutation failed; see above');
}

function countOf(statuses: readonly string[]): Counts {
  const count = (...wanted: readonly string[]): number =>
    statuses.filter((status) => wanted.includes(status)).length;
  const [noticed, unnoticed] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage')];
  return { noticed, unnoticed, left: statuses.length - noticed - unnoticed };
}

/** Returns the status of each mutation. */
function mutate(file: string): readonly string[] {
  rmSync(REPORT, { force: true });
  const incremental = `${FOLDER}/${file.replaceAll('/', '_')}.json`;
  const { status, error } = spawnSync(
    `${import.meta.dirname}/node_modules/.bin/stryker`,
    [
      'run',
      `${import.meta.dirname}/stryker.config.json`,
      '--mutate',
      file,
      '--incrementalFile',
      incremental,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`stryker ended with ${status} for ${file}`);
  const report = JSON.parse(readFileSync(REPORT, 'utf8')) as MutationReport;
  return Object.values(report.files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
}

function tell(name: string, { noticed, unnoticed, left }: Counts): void {
  const all = noticed + unnoticed;
  const share = all === 0 ? '–' : `${((100 * noticed) / all).toFixed(1)} %`;
  console.log(`${share.padStart(7)}  ${noticed} of ${all} noticed, ${left} not tried: ${name}`);
}

installStryker();
const wanted = process.argv.slice(2);
const files = (wanted.length > 0 ? wanted : ['harness/stats'])
  .flatMap((path) => (statSync(path).isDirectory() ? globSync(`${path}/**/*.ts`) : [path]))
  .sort();
mkdirSync(FOLDER, { recursive: true });
const statuses = files.flatMap((file) => {
  const own = mutate(file);
  tell(file, countOf(own));
  return own;
});
const total = countOf(statuses);
tell(`${files.length} files`, total);
if (total.noticed < LEAST * (total.noticed + total.unnoticed)) process.exitCode = 1;
