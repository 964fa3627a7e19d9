/** Code that reads files: both sides get the recorded content, and other content. */
import { describe, expect, it } from 'vitest';
import { checkChangedProjectBehaviour } from '../../../support/check-changed-project-behaviour.ts';
import { recordProjectFunctionCalls } from '../../../support/record-project-function-calls.ts';

/** Calls `run` with a file that is gone when the calls are replayed. */
const useOf = (file: string, content = 'one\\ntwo\\n') => `
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './${file}';
const folder = mkdtempSync(join(tmpdir(), 'read-'));
const path = join(folder, 'words.txt');
writeFileSync(path, '${content}');
try {
  console.log(await run(path));
} finally {
  rmSync(folder, { recursive: true });
}
`;
const check = (before: string, after: string, file = 'lib.mjs') =>
  checkChangedProjectBehaviour({
    files: { [file]: before, 'use.mjs': useOf(file) },
    change: { [file]: after },
    maxMade: 40,
  });

const DIGEST = `import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
export async function run(path) {
  const hash = createHash('sha1');
`;
const END = "  return hash.digest('hex');\n}\n";
const LINES = "const { readFileSync } = require('node:fs');\nexports.run = (path) => ";
const TEXT = `import { createReadStream, readFileSync } from 'node:fs';
export async function run(path) {
`;

describe('a check of code that reads a file which is gone by then', () => {
  it.each([
    [
      'digests a stream',
      'lib.mjs',
      `${DIGEST}  for await (const chunk of createReadStream(path)) hash.update(chunk);\n${END}`,
      `${DIGEST}  hash.update(await readFile(path));\n${END}`,
      `${DIGEST}  for await (const chunk of createReadStream(path)) { hash.update(chunk); break; }\n${END}`,
    ],
    [
      'counts lines by a function that it kept',
      'lib.cjs',
      `${LINES}readFileSync(path, 'utf8').split('\\n').filter((line) => line !== '').length;\n`,
      `${LINES}(readFileSync(path, 'utf8').match(/[^\\n]+/g) ?? []).length;\n`,
      `${LINES}readFileSync(path, 'utf8').split('\\n').length - 1;\n`,
    ],
    [
      'decodes a stream',
      'lib.mjs',
      `${TEXT}  return readFileSync(path, 'utf8').length;\n}\n`,
      `${TEXT}  let length = 0;
  for await (const text of createReadStream(path, 'utf8')) length += text.length;
  return length;\n}\n`,
      `${TEXT}  let length = 0;
  for await (const chunk of createReadStream(path)) length += chunk.toString().length;
  return length;\n}\n`,
    ],
  ])('judges code that %s', async (_, file, before, right, wrong) => {
    const same = await check(before, right, file);
    expect(same, JSON.stringify(same)).toMatchObject({ state: 'same', functions: ['run'] });
    const different = await check(before, wrong, file);
    expect(different, JSON.stringify(different)).toMatchObject({
      state: 'differs',
      counterexample: {
        origin: 'made',
        call: expect.stringMatching(/run\(".*words\.txt"\), where .*words\.txt has [\d,]+ bytes$/u),
        // Found to pass before the change and to fail after it.
        test: expect.stringContaining('gunzipSync'),
      },
    });
  });

  it('tries other content of a file that lies in the project', async () => {
    const text = (count: string) => `import { readFileSync } from 'node:fs';
const path = new URL('./data/words.txt', import.meta.url);
export const run = (least) => { const words = readFileSync(path, 'utf8').split('\\n'); return ${count}; };
`;
    const project = {
      'lib.mjs': text('words.filter((word) => word.length >= least).length'),
      'data/words.txt': 'one\nthree',
      'use.mjs': "import { run } from './lib.mjs';\nrun(1); run(4);\n",
    };
    const changed = (count: string) =>
      checkChangedProjectBehaviour({
        files: project,
        change: { 'lib.mjs': text(count) },
        maxMade: 40,
      });
    expect(
      await changed('words.reduce((all, word) => all + Number(word.length >= least), 0)'),
    ).toMatchObject({ state: 'same' });
    expect(await changed('[0, 1].filter((at) => words[at].length >= least).length')).toMatchObject({
      state: 'differs',
    });
  });
});

it('a recording holds the files that a call and the calls around it read, but no modules', async () => {
  const { sessions } = await recordProjectFunctionCalls(
    {
      'lib.mjs': `import { readFile } from 'node:fs/promises';
export const run = async (path) => { await import('./other.mjs'); return (await readFile(path, 'utf8')).length; };
`,
      'other.mjs': 'export const other = 1;\n',
      'use.mjs': useOf('lib.mjs'),
    },
    'lib.mjs',
    `"${process.execPath}" use.mjs`,
  );
  expect(sessions[0]?.calls).toMatchObject([
    {
      outcome: { type: 'resolved', value: 8 },
      files: [
        {
          path: expect.stringMatching(/words\.txt$/u),
          content: Buffer.from('one\ntwo\n').toString('base64'),
        },
      ],
    },
  ]);
  expect(sessions[0]?.calls[0]?.files?.[0]?.project).toBeUndefined();
});
