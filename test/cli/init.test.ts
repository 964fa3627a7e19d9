import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import { runCommand } from '../support/command-line.ts';
import { memoryHost } from '../support/memory-host.ts';
import { writeFiles } from '../support/run-cli.ts';

async function init(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { host, written } = memoryHost();
  writeFiles(host.cwd, files);
  const code = await main(host, ['init', ...args]);
  const read = (path: string): string => readFileSync(join(host.cwd, path), 'utf8');
  return { root: host.cwd, code, written, read };
}

const manifest = (text: object): string => JSON.stringify({ type: 'module', ...text });
const LISTENING = `import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(PORT, () => console.log('up'));`;

describe('init', () => {
  it('finds framework and start script, and takes PORT where the program reads it', async () => {
    const { code, written, read } = await init({
      'package.json': manifest({
        dependencies: { express: '5' },
        scripts: { start: 'node app.js' },
      }),
      'app.js': LISTENING.replace('PORT', 'process.env.PORT ?? 3000'),
    });
    expect(code).toBe(0);
    expect(written.err).toContain(
      'server (Express), started with "npm run --silent start" on the port in PORT',
    );
    expect(read('scenarios/first.mjs')).not.toContain('port:');
    expect(read('perf-harness.config.mjs')).toContain(`scenarios: 'scenarios/'`);
  });

  it('names the port that the program insists on', async () => {
    const { written, read } = await init({
      'package.json': manifest({ dependencies: { fastify: '5' } }),
      'server.js': LISTENING.replace('PORT', '4321'),
    });
    expect(written.err).toContain('port 4321');
    expect(read('scenarios/first.mjs')).toContain('ready: { port: 4321 }');
  });

  it.for([
    ['next', 'Next.js'],
    ['@nestjs/core', 'NestJS'],
    ['hono', 'hono'],
  ] as const)('knows a project on %s', async ([dependency, name]) => {
    const { written } = await init({
      'package.json': manifest({ dependencies: { [dependency]: '1' }, scripts: { start: 'x' } }),
    });
    expect(written.err.toLowerCase()).toContain(name.toLowerCase());
  });

  it('writes TypeScript where the project has it', async () => {
    const { read } = await init({ 'package.json': manifest({}), 'tsconfig.json': '{}' });
    expect(read('scenarios/first.ts')).toContain('defineScenario');
  });

  it('keeps files that are there, and writes over them only when told to', async () => {
    const files = { 'package.json': manifest({}), 'scenarios/first.mjs': 'mine' };
    const kept = await init(files);
    expect(kept.read('scenarios/first.mjs')).toBe('mine');
    expect(kept.written.out).toContain('kept scenarios/first.mjs');
    const forced = await init(files, '--force');
    expect(forced.read('scenarios/first.mjs')).toContain('defineScenario');
  });

  it.for([
    [
      'a server',
      { 'package.json': manifest({}), 'server.js': LISTENING.replace('PORT', 'process.env.PORT') },
    ],
    [
      'a command',
      { 'package.json': manifest({ name: 'tool', bin: 'tool.js' }), 'tool.js': 'console.log(1)' },
    ],
    [
      'a package',
      { 'package.json': manifest({ name: 'lib', main: 'lib.js' }), 'lib.js': 'export default 1' },
    ],
    ['an empty project', { 'package.json': '{}' }],
  ] as const)('writes a scenario for %s that works as it is', async ([, files]) => {
    const { root } = await init(files);
    const { code, err } = await runCommand(['run', '--quick'], { cwd: root });
    expect(err).not.toContain('error:');
    expect(code).toBe(0);
  });
});
