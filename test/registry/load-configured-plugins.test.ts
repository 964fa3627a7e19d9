/** An external plugin, written from docs/plugins.md alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callTool, connectMcpClient } from '../plugins/mcp/mcp-test-project-server-and-client.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const PLUGIN = readFileSync(
  join(import.meta.dirname, '../fixtures/plugins/line-counter/plugin.mjs'),
  'utf8',
);

function projectWith(plugin: string, name = './tools/lines.mjs'): string {
  return createProject({
    'package.json': '{"name":"counted","type":"module"}',
    'perf-harness.config.json': JSON.stringify({ plugins: [name] }),
    'tools/lines.mjs': plugin,
    'three.txt': 'one\ntwo\nthree\n',
  });
}

describe('a configured plugin', () => {
  it('adds a command with a document in every format', async () => {
    const cwd = projectWith(PLUGIN);
    const formats = ['json=r.json', 'html=r.html', 'markdown=r.md', 'junit=r.xml', 'comment=c.md'];
    const reporters = formats.flatMap((format) => ['--reporter', format]);
    const { code, out, err } = await runCommandInProcess(
      ['lines', 'three.txt', '--most', '2', '--reporter', 'terminal', ...reporters],
      { cwd },
    );
    expect(err).toBe('');
    expect(code).toBe(1);
    expect(out).toBe(`✗ TOO LONG  three.txt has 3 lines
  at most 2

Files
  file       lines
  three.txt      3
`);
    const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');
    expect(JSON.parse(read('r.json'))).toEqual({
      schema: 'line-counter/lines@1',
      file: 'three.txt',
      lines: 3,
      most: 2,
    });
    expect(read('r.html')).toContain('<p id="own">three.txt</p>');
    expect(read('r.md')).toContain('| `three.txt` | 3 |');
    expect(read('r.xml')).toContain('<failure type="failure" message="three.txt has 3 lines"/>');
    expect(read('c.md')).toContain('<!-- perf-harness:lines -->');
  });

  it('annotates on GitHub and gives facts to agents', async () => {
    const cwd = projectWith(PLUGIN);
    const run = (reporter: string) =>
      runCommandInProcess(['lines', 'three.txt', '--most', '2', '--reporter', reporter], { cwd });
    expect((await run('github')).out).toBe(
      '::error file=three.txt,title=length::three.txt has 3 lines\nperf-harness: three.txt has 3 lines\n',
    );
    expect((await run('agent')).out).toBe(
      'lines file=three.txt count=3 most=2\nsummary outcome=too-long text="three.txt has 3 lines"\n',
    );
  });

  it('has help with its options, and its errors in one paragraph', async () => {
    const cwd = projectWith(PLUGIN);
    const { out } = await runCommandInProcess(['lines', '--help'], { cwd });
    expect(out).toContain('perf-harness lines src/index.js --most 100');
    expect(out).toMatch(/--most <count> +fails above so many lines/u);
    const { code, err } = await runCommandInProcess(['lines'], { cwd });
    expect([code, err]).toEqual([2, 'error: lines needs the name of a file.\n']);
  });

  it('adds a tool that a client calls when it is allowed', async () => {
    const cwd = projectWith(PLUGIN);
    const { client } = await connectMcpClient(cwd, '--allow', 'lines');
    try {
      const { structured } = await callTool(client, 'count_lines', { file: 'three.txt' });
      expect(structured).toEqual({ file: 'three.txt', lines: 3 });
      const { refused, text } = await callTool(client, 'count_lines', { file: '../three.txt' });
      expect(refused).toBe(true);
      expect(text).toContain('is outside the project');
    } finally {
      await client.close();
    }
  });

  it.each([
    [
      './tools/none.mjs',
      PLUGIN,
      5,
      'The plugin ./tools/none.mjs from the configuration was not found.',
    ],
    ['perf-harness-plugin-none', PLUGIN, 5, 'npm install --save-dev perf-harness-plugin-none'],
    ['./tools/lines.mjs', 'export const a = 1;', 2, 'has no default export that is a plugin'],
    ['./tools/lines.mjs', 'export default { apiVersion: 1 };', 2, 'has no name'],
    [
      './tools/lines.mjs',
      'export default { name: "x", apiVersion: 9 };',
      2,
      'written for version 9',
    ],
    ['./tools/lines.mjs', 'throw new Error("no such luck");', 2, 'no such luck'],
  ])(
    'is rejected when it cannot be used (%s: %s), with exit code %i',
    async (name, plugin, exitCode, message) => {
      const cwd = projectWith(plugin, name);
      const { code, err } = await runCommandInProcess(['lines', 'three.txt'], { cwd });
      expect(code).toBe(exitCode);
      expect(err.replaceAll(/\s+/gu, ' ')).toContain(message);
    },
  );
});
