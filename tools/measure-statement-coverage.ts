/**
 * Statement coverage of the harness, that of child processes merged in. The tests run with V8's own
 * coverage switched on, which every process that they start inherits; as sources run as they are,
 * places in all of it mean the same. Fails below the threshold.
 *
 *   npm run coverage                        runs the tests first
 *   npm run coverage -- --from-last-test    reports on what an earlier run left
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CoverageReport } from 'monocart-coverage-reports';

const THRESHOLD_PERCENT = 90;
const RAW = 'coverage/raw';
const FOLDERS = [
  'harness',
  'project',
  'api',
  'cli',
  'plugins/dashboard',
  'plugins/exchange',
  'plugins/mcp',
  'plugins/monitoring',
  'reports',
];

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly unknown[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

if (!process.argv.includes('--from-last-test')) {
  rmSync(RAW, { recursive: true, force: true });
  const tests = spawnSync('vitest', ['run'], {
    stdio: 'inherit',
    env: { ...process.env, TEST_COVERAGE: RAW },
  });
  if (tests.status !== 0) process.exit(tests.status ?? 1);
}
if (!existsSync(RAW))
  throw new Error(`no coverage in ${RAW}: run the tests with TEST_COVERAGE=${RAW}`);

/** Types blanked out: the same places as in the source, in a language that the report can parse. */
const sources = new Map(
  globSync(FOLDERS.map((folder) => `${folder}/**/*.ts`)).map((path) => [
    pathToFileURL(join(root, path)).href,
    stripTypeScriptTypes(readFileSync(path, 'utf8')),
  ]),
);

const report = new CoverageReport({
  name: 'perf-harness',
  outputDir: 'coverage/report',
  reports: ['v8', 'json-summary'],
  logging: 'error',
});
/** Reads one process's coverage. A process killed by a test leaves a truncated or empty file. */
function readScripts(path: string): readonly ScriptCoverage[] {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { result: readonly ScriptCoverage[] }).result;
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

const seen = new Set<string>();
for (const name of readdirSync(RAW)) {
  const result = readScripts(join(RAW, name));
  const own = result.flatMap((entry) => {
    const source = sources.get(entry.url);
    return source === undefined ? [] : [{ ...entry, source }];
  });
  for (const { url } of own) seen.add(url);
  if (own.length > 0) await report.add(own);
}
// A file that was never loaded counts as uncovered rather than absent.
const unseen = [...sources].filter(([url, source]) => !seen.has(url) && /\S/.test(source));
if (unseen.length > 0) {
  await report.add(
    unseen.map(([url, source]) => ({
      url,
      source,
      functions: [
        {
          functionName: '',
          isBlockCoverage: true,
          ranges: [{ startOffset: 0, endOffset: source.length, count: 0 }],
        },
      ],
    })),
  );
}
const result = await report.generate();
if (result === undefined) throw new Error(`no coverage of ${FOLDERS.join(', ')} in ${RAW}`);

const totals = new Map<string, { covered: number; total: number }>();
for (const file of result.files) {
  const path = relative(root, fileURLToPath(file.url ?? ''));
  const folder = path.split('/')[0] ?? '';
  const { covered, total } = file.summary.statements;
  const known = totals.get(folder) ?? { covered: 0, total: 0 };
  totals.set(folder, { covered: known.covered + covered, total: known.total + total });
  if (total > 0 && covered / total < THRESHOLD_PERCENT / 100) {
    console.log(
      `${((100 * covered) / total).toFixed(0).padStart(4)} %  ${path} (${covered}/${total})`,
    );
  }
}
for (const [folder, { covered, total }] of totals) {
  console.log(`${folder}: ${((100 * covered) / total).toFixed(1)} % of ${total} statements`);
}
const harness = totals.get('harness') ?? { covered: 0, total: 1 };
const percent = (100 * harness.covered) / harness.total;
if (percent < THRESHOLD_PERCENT) {
  console.error(
    `Statement coverage of harness/ is ${percent.toFixed(1)} %, below ${THRESHOLD_PERCENT} %. Add tests for the files listed above.`,
  );
  process.exitCode = 1;
}
