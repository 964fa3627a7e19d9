/** Path handling of our modules where `node:path` is that of Windows. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const FIXTURE = new URL('../../fixtures/windows/paths/', import.meta.url);
const placeOf = (name: string): string => fileURLToPath(new URL(name, FIXTURE));

const ROOT = 'C:\\work\\my project';
const at = (...names: readonly string[]): string => [ROOT, ...names].join('\\');

const SCENARIO = "import { defineScenario } from 'perf-harness'; export default 1;";
const WORKSPACE = {
  [at('package.json')]: '{"workspaces":["packages/*"]}',
  [at('packages', 'a', 'package.json')]: '{}',
  [at('packages', 'a', 'scenarios', 'own.ts')]: SCENARIO,
  [at('tools', 'scenarios', 'none.ts')]: SCENARIO,
  [at('src', 'sort.perf.ts')]: SCENARIO,
  [at('src', 'fixtures', 'no.perf.ts')]: SCENARIO,
};

/** Title, file and name of the function, its arguments, and its result. */
const CASES: readonly (readonly [string, string, string, readonly unknown[], unknown])[] = [
  [
    'scenarios beside what they measure, and those of packages, are found',
    'harness/scenario/find-scenario-files.ts',
    'discoverScenarioFiles',
    [{ files: WORKSPACE }, ROOT],
    [at('packages', 'a', 'scenarios', 'own.ts'), at('src', 'sort.perf.ts')],
  ],
  [
    'a repository keeps its packages among its files',
    'harness/snapshot/dependencies/plan-compared-side-dependencies.ts',
    'hasVendoredDependencies',
    [{ folder: 'apps/web' }, ['apps/web/node_modules/a/index.js']],
    true,
  ],
  [
    'what is laid over a side is named as git names it',
    'harness/snapshot/copy-scenario-files-to-base-and-head.ts',
    'listOverlayPaths',
    [{ projectRoot: ROOT, paths: [at('scenarios', 'a.ts'), 'bench\\b.ts'] }, 'apps/web'],
    ['apps/web/scenarios/a.ts', 'apps/web/bench/b.ts'],
  ],
  [
    'a path is moved to its side, in whatever case it is written',
    'harness/host/path-mappings.ts',
    'relocatePath',
    ['c:\\WORK\\My Project\\src\\a.js', [[ROOT, 'D:\\cache\\0\\a']]],
    'D:\\cache\\0\\a\\src\\a.js',
  ],
  [
    'a path on another drive stays',
    'harness/host/path-mappings.ts',
    'relocatePath',
    ['D:\\data\\a.json', [[ROOT, 'D:\\cache\\0\\a']]],
    'D:\\data\\a.json',
  ],
  [
    'a file that a side lacks is named as git names it',
    'harness/live-comparison/measure-and-record-next-trial-pair.ts',
    'findFileMissingOnSide',
    [
      { files: { 'D:\\cache\\b\\bench\\server.js': '' } },
      { cwd: 'D:\\cache\\a' },
      { message: "Error: Cannot find module 'D:\\cache\\a\\bench\\server.js'" },
      { failing: [[ROOT, 'D:\\cache\\a']], other: [[ROOT, 'D:\\cache\\b']] },
    ],
    'bench/server.js',
  ],
  [
    'a source is told from the root',
    'profilers/performance-map/classify-wait.ts',
    'formatPlace',
    [ROOT, 'C:/work/my project/src/a.js', 14],
    'src/a.js:14',
  ],
  [
    'a source of a package is told from there',
    'profilers/performance-map/classify-wait.ts',
    'formatPlace',
    [ROOT, at('node_modules', 'a', 'index.js'), 3],
    'node_modules/a/index.js:3',
  ],
  [
    'a source elsewhere is told whole',
    'profilers/performance-map/classify-wait.ts',
    'formatPlace',
    [ROOT, 'D:/other/a.js', 1],
    'D:/other/a.js:1',
  ],
  [
    'a file of a package is no source of the project',
    'harness/loader/source-extensions.ts',
    'isPackageFile',
    [at('node_modules', 'a', 'index.ts')],
    true,
  ],
  ...[
    `Error: no\n    at make (file:///C:/work/my%20project/scenarios/a.ts:3:7)`,
    `Error: no\n    at make (${at('scenarios', 'a.ts')}:3:7)`,
    `file:///C:/work/my%20project/scenarios/a.ts:3\n  make();\n  ^\n\nError: no`,
  ].map(
    (stack) =>
      [
        `what a scenario threw is told with its line: ${stack.split('\n', 2).join(' ')}`,
        'harness/scenario/load/module-load-error.ts',
        'describeModuleError',
        [at('scenarios', 'a.ts'), { name: 'Error', message: 'no', stack }, '', ROOT],
        expect.objectContaining({
          problem: expect.stringContaining('loading the module failed at line 3'),
        }),
      ] as const,
  ),
  [
    'a function that V8 names is of the project, by its path with slashes',
    'profilers/create-v8-profiled-function.ts',
    'createV8ProfiledFunction',
    [
      {
        functionName: 'sort',
        url: 'file:///c:/work/my%20project/src/a.js',
        lineNumber: 6,
        columnNumber: 2,
      },
      'C:\\perf-harness\\',
    ],
    {
      name: 'sort',
      owner: 'project',
      package: null,
      file: 'C:/work/my project/src/a.js',
      line: 7,
      column: 3,
    },
  ],
];

/** Runs all cases in one process, since starting Node.js takes longer than all of them. */
function answers(): readonly unknown[] {
  const questions = CASES.map(([, module, name, args]) => ({ module, name, args }));
  const printed = execFileSync(
    process.execPath,
    [`--import=${placeOf('register.mjs')}`, placeOf('ask.ts')],
    { input: JSON.stringify(questions), encoding: 'utf8' },
  );
  return JSON.parse(printed) as unknown[];
}

describe('paths by the rules of Windows', () => {
  const given = answers();

  test.each(CASES.map(([title, , , , expected], index) => ({ title, expected, index })))(
    '$title',
    ({ expected, index }) => {
      expect(given[index]).toEqual(expected);
    },
  );
});
