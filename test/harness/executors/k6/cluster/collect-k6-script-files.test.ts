import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collectK6ScriptFiles } from '../../../../../harness/executors/k6/cluster/collect-k6-script-files.ts';
import { createHost } from '../../../../../harness/host.ts';
import { findK6Program } from '../../../../support/find-k6-program.ts';
import { writeFiles } from '../../../../support/run-cli.ts';

const host = createHost();
const k6 = { path: findK6Program(), version: 'any' };
const root = mkdtempSync(join(tmpdir(), 'perf-harness-files-'));
afterAll(() => rmSync(root, { recursive: true }));

const LONG = `${'very-long-name-of-a-folder/'.repeat(6)}users.json`;

describe('files of a script', () => {
  it('are those that it imports and opens, with their folders, and no others', async () => {
    writeFiles(root, {
      'load/checkout.js': `import { step } from '../steps/one.js';
const users = JSON.parse(open('../${LONG}'));
const logo = open('./logo.bin', 'b');
if (__ENV.BASE_URL === undefined) throw new Error('no address');
export default function () { step(users, logo); }
`,
      'steps/one.js': `export { step } from './two.js';\n`,
      'steps/two.js': `export function step() {}\n`,
      'steps/unused.js': `export const nothing = 0;\n`,
      [LONG]: '[1,2]',
    });
    host.files.writeBytes(join(root, 'load/logo.bin'), new Uint8Array([0, 255, 128, 10]));
    const scenario = { script: join(root, 'load/checkout.js'), cwd: root };
    const { main, files } = await collectK6ScriptFiles(host, k6, scenario, {
      BASE_URL: 'http://x.test',
    });
    expect(main).toBe('load/checkout.js');
    expect(files.map(({ path }) => path)).toEqual([
      'load/checkout.js',
      'load/logo.bin',
      'steps/one.js',
      'steps/two.js',
      LONG,
    ]);
    const contents = files.map(({ bytes }) => Buffer.from(bytes));
    expect(contents[0]?.toString()).toContain('step(users, logo)');
    expect([...(contents[1] ?? [])]).toEqual([0, 255, 128, 10]);
    expect(contents[4]?.toString()).toBe('[1,2]');
  });

  it('give an error in the words of k6 when the script cannot be read', async () => {
    writeFiles(root, { 'broken.js': 'export default function () {' });
    const scenario = { script: join(root, 'broken.js'), cwd: root };
    await expect(collectK6ScriptFiles(host, k6, scenario, {})).rejects.toThrow(/could not be read/);
  });
});
