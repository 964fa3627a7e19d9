/** A project of CommonJS in TypeScript that uses the package as scenario, as configuration and as a program. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './read-repository-sources.ts';

const SCENARIO = `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'sort',
  run: () => [3, 1, 2].sort(),
  warmup: '10 ms',
  duration: '20 ms',
  trials: 3,
});
`;
const CONFIG = `import { defineConfig } from 'perf-harness';
export = defineConfig({ timeout: '30 s' });
`;
/** Prints its results as JSON, in one line. */
const PROGRAM = `import { EXIT, type Report, run, UserError } from 'perf-harness';

async function main(): Promise<void> {
  const report: Report = await run({ targets: ['out/scenarios/sort.js'] });
  const imported = await import('perf-harness');
  const states = report.runs.map(({ scenario, state }) => [scenario, state]);
  const isOne = imported.UserError === UserError;
  const refused = await run({ filter: '/(/' }).catch((error: unknown) => error instanceof UserError);
  console.log(JSON.stringify({ states, isOne, refused, usage: EXIT.usage }));
}

void main();
`;

/** Writes the project, with the package installed in another; neither declares ES modules. */
export function writeCommonJsConsumer(project: string, installed: string): void {
  cpSync(join(installed, 'node_modules'), join(project, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  symlinkSync(join(ROOT, 'node_modules/typescript'), join(project, 'node_modules/typescript'));
  write(project, 'package.json', '{ "name": "consumer" }\n');
  write(project, 'src/scenarios/sort.ts', SCENARIO);
  write(project, 'src/perf-harness.config.ts', CONFIG);
  write(project, 'src/main.ts', PROGRAM);
}

function write(project: string, path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** Compiles the project with one setting of `module`; returns the compiler's output. */
export function compileConsumer(project: string, module: string): string {
  const compilerOptions = {
    module,
    target: 'es2022',
    strict: true,
    types: [],
    typeRoots: [],
    lib: ['es2024', 'dom'],
    rootDir: 'src',
    outDir: 'out',
    skipLibCheck: false,
  };
  write(project, 'tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
  return spawnSync('tsc', ['--project', project], { encoding: 'utf8' }).stdout;
}
