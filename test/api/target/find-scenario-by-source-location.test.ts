import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../../api/target/resolve-target-to-scenario-code-or-command.ts';
import { createHost } from '../../../harness/host.ts';
import { withInProcessModuleReader } from '../../support/in-process-module-reader.ts';
import { createProject } from '../../support/run-cli.ts';

const host = withInProcessModuleReader(createHost());
const root = createProject({
  'src/parse.js': `import { words } from './words.js';
export const parse = (text) => words(text).length;
export const unused = () => 1;
`,
  'src/words.js': `export function words(text) {
  return text.split(' ');
}
export function join(all) {
  return all.join(' ');
}
`,
  'server.js': `import { createServer } from 'node:http';
import { join } from './src/words.js';
createServer((request, response) => response.end(join(['a', 'b']))).listen(process.env.PORT);
`,
  'scenarios/all.js': `import { parse } from '../src/parse.js';
import { words } from '../src/words.js';
export default [
  { name: 'parse a line', run: () => parse('a b c') },
  { name: 'words of a line', run: words },
  { name: 'serve', server: { command: ['node', 'server.js'], cwd: '..' }, http: { url: '/', connections: 1 } },
];
`,
});
const resolved = (target: string) => resolveTarget(host, { root, target });

describe('a source location as the target', () => {
  it.each([
    ['src/parse.js::parse', 'parse a line'],
    // A scenario that uses the function directly is nearer than one that calls a caller of it.
    ['src/words.js::words', 'words of a line'],
    ['src/words.js::join', 'serve'],
  ])('resolves %s to the scenario that calls it', async (target, name) => {
    expect(await resolved(target)).toEqual({ kind: 'scenario', name });
  });

  it('stands for itself when no scenario calls it', async () => {
    expect(await resolved('src/parse.js::unused')).toEqual({
      kind: 'code',
      location: 'src/parse.js',
      route: null,
    });
  });
});

describe('a target of several words', () => {
  it('is a command when its program exists', async () => {
    const target = 'node server.js --once';
    expect(await resolved(target)).toEqual({ kind: 'command', argv: target.split(' ') });
  });

  it('suggests the intended scenario when none matches, and is not searched for in PATH', async () => {
    await expect(resolved('pars a line')).rejects.toMatchObject({
      message: 'cannot find pars a line in codebase. Did you mean "parse a line"?',
      remedy: expect.stringContaining('"parse a line", "words of a line", "serve"'),
      exitCode: 8,
    });
  });
});
