/** Projects that use the package, and its command line in them. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { readCodeBlocks } from './parse-markdown.ts';
import { readRepositoryFile } from './read-repository-sources.ts';

/** Runs the package's command line in a project, one Node.js for itself and measured code. */
export function runPackedCommand(
  project: string,
  node: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): SpawnSyncReturns<string> {
  const path = [dirname(node), process.env.PATH].join(delimiter);
  return spawnSync(node, [join(project, 'node_modules/perf-harness/dist/cli/bin.js'), ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, ...env, PATH: path },
    timeout: 240_000,
  });
}

interface FoundTool {
  readonly name: string;
  readonly state: string;
  readonly required: boolean;
  readonly path?: string;
}

/** Returns the tools that the package's doctor finds in a project, by name. */
export function listDoctorTools(
  project: string,
  env: NodeJS.ProcessEnv,
): ReadonlyMap<string, FoundTool> {
  const { stdout } = runPackedCommand(project, process.execPath, ['doctor', '--json'], env);
  const { tools } = JSON.parse(stdout) as { readonly tools: readonly FoundTool[] };
  return new Map(tools.map((tool) => [tool.name, tool]));
}

/** A scenario of a page, and its server, in this project. */
export function writePageScenario(project: string): void {
  mkdirSync(join(project, 'pages'), { recursive: true });
  writeFileSync(join(project, 'pages/home.ts'), PAGE_SCENARIO);
  writeFileSync(join(project, 'page-server.mjs'), PAGE_SERVER);
}

const PAGE_SCENARIO = `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'home page',
  server: { command: ['node', 'page-server.mjs'] },
  page: { url: '/', flow: ({ page, step }) => step('press', () => page.click('button')) },
  trials: 3,
});
`;
const PAGE_SERVER = `import { createServer } from 'node:http';
createServer((_, response) => {
  response.setHeader('content-type', 'text/html').end('<h1>Shop</h1><button>Menu</button>');
}).listen(Number(process.env.PORT));
`;

/** Writes the files that the README shows, scenarios and server, into a project. */
export function writeReadmeFiles(project: string): void {
  for (const { language, text } of readCodeBlocks(readRepositoryFile('README.md'))) {
    const path = /^\/\/ (\S+)\n/.exec(text)?.[1];
    if (path === undefined || !['js', 'ts'].includes(language)) continue;
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
}

/** Runs the compiler on the scenarios of a project. */
export function checkTypes(project: string, more: { readonly skipLibCheck: boolean }) {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    types: [],
    ...more,
  };
  const settings = { compilerOptions, include: ['scenarios'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(settings));
  const { status, stdout } = spawnSync('tsc', ['--project', project], { encoding: 'utf8' });
  return { status, stdout };
}
