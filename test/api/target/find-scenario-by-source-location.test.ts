import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../../api/target/resolve-code-target.ts';
import { createHost } from '../../../harness/host.ts';
import { createProject } from '../../support/run-cli.ts';

// A single module for all scenarios, since loading a module takes a process.
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
const resolved = (target: string) => resolveTarget(createHost(), { root, target });

describe('a place in the code', () => {
  it.each([
    ['src/parse.js::parse', 'parse a line'],
    // A scenario that uses the function directly is nearer than one that calls a caller of it.
    ['src/words.js::words', 'words of a line'],
    ['src/words.js::join', 'serve'],
  ])('%s is measured by the scenario that calls it', async (target, name) => {
    expect(await resolved(target)).toEqual({ kind: 'scenario', name });
  });

  it('that no scenario calls stands for itself', async () => {
    expect(await resolved('src/parse.js::unused')).toEqual({
      kind: 'code',
      location: 'src/parse.js',
      route: null,
    });
  });
});

describe('several words', () => {
  it('are a command where its program is there', async () => {
    const target = 'node server.js --once';
    expect(await resolved(target)).toEqual({ kind: 'command', argv: target.split(' ') });
  });

  it('that name no scenario are told which they may have meant, and not looked for in PATH', async () => {
    await expect(resolved('pars a line')).rejects.toMatchObject({
      message: 'cannot find pars a line in codebase. Did you mean "parse a line"?',
      remedy: expect.stringContaining('"parse a line", "words of a line", "serve"'),
      exitCode: 8,
    });
  });
});
