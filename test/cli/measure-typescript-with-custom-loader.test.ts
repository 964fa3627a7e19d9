/** Commands and servers of TypeScript as people write it, which plain Node.js cannot run. */
import { describe, expect, it } from 'vitest';
import type {
  ComparisonReport,
  Report,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';

const COLORS = 'export enum Color { Red = 4 }\n';
const TOOL = "import { Color } from './colors';\nif (Color.Red !== 4) process.exit(1);\n";
const SERVER = `import { createServer } from 'node:http';
import { Color } from './colors';
createServer((request, response) => response.end(String(Color.Red))).listen(Number(process.env.PORT));
`;
const FILES = { 'src/colors.ts': COLORS, 'src/tool.ts': TOOL, 'src/server.ts': SERVER };

const served = (file: string): string => `export default {
  name: 'serve', server: { command: ['node', 'src/${file}'], cwd: '..' }, trials: 3,
  // A percentile needs 20 answers.
  http: { url: '/', connections: 1, duration: '300 ms', warmup: '10 ms' },
};
`;

describe('TypeScript that plain Node.js cannot run', () => {
  it('runs as a command, and the record names its loader', async () => {
    const project = createLiveProject(FILES);
    const args = ['run', '--trials', '3', '--reporter', 'json', '--', 'node', 'src/tool.ts'];
    const { code, out, err } = await project.command(args, { isLight: true });
    expect(code, err).toBe(0);
    const [run] = (JSON.parse(out) as Report).runs;
    const told = run?.findings.filter(({ id }) => id === 'transformed-sources') ?? [];
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^src\/tool\.ts is loaded through @swc\/core [\d.]+, which counts towards the measured time, because Node\.js cannot load it by itself\.$/u,
      ),
    ]);
  });

  it('runs as a server, and both sides of a comparison get the loader if one side needs it', async () => {
    // The base is plain: its own server would run without.
    const project = createLiveProject({
      ...FILES,
      'scenarios/work.ts': served('server.ts'),
      'src/server.ts': SERVER.replace(
        "import { Color } from './colors';",
        'const Color = { Red: 4 };',
      ),
    });
    writeFiles(project.root, { 'src/server.ts': SERVER });
    const args = ['compare', 'main', '--time', '1ms', '--reporter', 'json'];
    const { code, out, err } = await project.command(args, { isLight: true });
    expect([0, 1], err).toContain(code);
    const report = JSON.parse(out) as ComparisonReport;
    expect(report.comparisons.some(({ verdict }) => verdict === 'incomparable')).toBe(false);
    expect(report.runs.flatMap(({ trials }) => trials).map(({ state }) => state)).not.toContain(
      'failed',
    );
  });

  it('is left to a loader that the command names itself', async () => {
    const project = createLiveProject({ ...FILES, 'own.mjs': '' });
    const command = ['node', '--import', './own.mjs', 'src/tool.ts'];
    const { code, out } = await project.command(['run', '--trials', '3', '--', ...command], {
      isLight: true,
    });
    expect(code).toBe(4);
    expect(out.replace(/\s+/gu, ' ')).toMatch(/Cannot find module|ERR_MODULE_NOT_FOUND/u);
  });
});
