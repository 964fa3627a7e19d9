import { expect, test } from 'vitest';
import { findReferencedFiles } from '../../../api/comparison-sides/base-and-head-snapshot-request-and-creation.ts';
import type { CommandLine, Scenario } from '../../../harness/model/scenario/scenario.ts';

const argv = (...words: [string, ...string[]]): CommandLine => ({ type: 'argv', argv: words });
const shell = (text: string): CommandLine => ({ type: 'shell', text });
const named = (scenario: object): readonly string[] =>
  findReferencedFiles([{ cwd: '/app', prepare: null, ...scenario } as unknown as Scenario]);

test.each([
  [{ kind: 'command', command: argv('node', 'cli.js', '-v') }, ['/app/cli.js']],
  [{ kind: 'command', command: shell('node "a b.js"&&sh run.sh>log') }, ['/app/run.sh']],
  [
    { kind: 'command', command: argv('node', '--import=./a.js', '/x/y.js') },
    ['/app/a.js', '/x/y.js'],
  ],
  [{ kind: 'http', server: { command: argv('node', 's.js'), cwd: '/app/in' } }, ['/app/in/s.js']],
  [{ kind: 'k6', script: '/app/load.js', server: null }, ['/app/load.js']],
  [{ kind: 'function', prepare: argv('sh', 'build.sh') }, ['/app/build.sh']],
])('%j names %j', (scenario, paths) => {
  expect(named(scenario)).toEqual(expect.arrayContaining(paths));
  expect(named(scenario).some((path) => path.includes('/-'))).toBe(false);
});
