/**
 * Each way to write TypeScript, as a function, a server, the line of a profile and a comparison, by the commands:
 * real units of real sources.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type {
  ComparisonReport,
  Report,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createLiveProject, type LiveProject } from '../support/live-comparison-project.ts';
import { TYPESCRIPT_FEATURES } from '../support/typescript-language-features.ts';

const NAMES = Object.keys(TYPESCRIPT_FEATURES);
/** Every module is imported as people do: without an ending. */
const IMPORTS = NAMES.map((name, index) => `import * as at${index} from '../src/${name}/main';`);
const FUNCTIONS = `${IMPORTS.join('\n')}
export default [
${NAMES.map((name, index) => `  { name: '${name}', run: at${index}.hot, duration: '20 ms', warmup: '10 ms' },`).join('\n')}
];
`;
const SERVERS = `export default [
${NAMES.map((name) => `  { name: 'serve ${name}', server: { command: ['node', 'src/server.ts', '${name}'], cwd: '..' }, http: { url: '/', connections: 1, duration: '100 ms', warmup: '20 ms' } },`).join('\n')}
];
`;
const SERVER = `import { createServer } from 'node:http';
import { Answer } from './answer';
const { hot } = await import(\`./\${process.argv[2]}/main\`);
createServer((request, response) => response.end(String(hot() + Answer.None)))
  .listen(Number(process.env.PORT), '127.0.0.1');
`;

let project: LiveProject;

beforeAll(() => {
  const sources = NAMES.flatMap((name) =>
    Object.entries(TYPESCRIPT_FEATURES[name]?.files ?? {}).map(
      ([path, text]) => [`src/${name}/${path}`, text] as const,
    ),
  );
  project = createLiveProject({
    ...Object.fromEntries(sources),
    'tsconfig.json': '{ "compilerOptions": { "target": "es2024", "module": "nodenext" } }',
    'scenarios/work.ts': FUNCTIONS,
    'scenarios/servers.ts': SERVERS,
    'src/answer.ts': 'export enum Answer { None }\n',
    'src/server.ts': SERVER,
  });
  for (const [path, text] of sources) {
    const file = join(project.root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (/main[.]tsx?$/u.test(path)) writeFileSync(file, `${text}\n// The working tree.\n`);
  }
});

async function reportOf<R>(...args: readonly string[]): Promise<R> {
  const { out, err } = await project.command([...args, '--reporter', 'json']);
  try {
    return JSON.parse(out) as R;
  } catch (cause) {
    throw new Error(`no report of ${args.join(' ')}: ${err}`, { cause });
  }
}

describe('TypeScript in all its usual forms', () => {
  it('is measured as a function', async () => {
    const { runs } = await reportOf<Report>('run', '--quick', ...NAMES);
    const worked = runs.filter(({ trials }) => trials.every(({ state }) => state === 'completed'));
    expect(worked.map(({ scenario }) => scenario).toSorted()).toEqual(NAMES.toSorted());
  });

  it('is measured as a server', async () => {
    const names = NAMES.map((name) => `serve ${name}`);
    const { runs } = await reportOf<Report>('run', '--quick', ...names);
    const worked = runs.filter(({ trials }) => trials.every(({ state }) => state === 'completed'));
    expect(worked.map(({ scenario }) => scenario).toSorted()).toEqual(names.toSorted());
  });

  it('is compared with another commit', async () => {
    const limits = ['--time', '1ms', '--no-explain'];
    const { comparisons } = await reportOf<ComparisonReport>(
      'compare',
      'main',
      '.',
      ...NAMES,
      ...limits,
    );
    const compared = comparisons.filter(({ metric, pairs }) => metric === 'wall_time' && pairs > 0);
    expect(compared.map(({ scenario }) => scenario).toSorted()).toEqual(NAMES.toSorted());
    expect(comparisons.map(({ verdict }) => verdict)).not.toContain('incomparable');
  });

  it.each(NAMES)('%s: a profile names the line as written', async (name) => {
    const plain = ['--no-map', '--no-instrument', '--trials', '1'];
    const { functions } = await reportOf<ProfileReport>('profile', name, ...plain);
    const { file = '', files = {} } = TYPESCRIPT_FEATURES[name] ?? {};
    const lines = (files[file] ?? '').split('\n');
    expect(functions.filter((profiledFunction) => profiledFunction.name === 'hot')).toMatchObject([
      {
        file: join(project.root, 'src', name, file),
        line: 1 + lines.findIndex((line) => line.includes('function hot')),
      },
    ]);
  });
});
