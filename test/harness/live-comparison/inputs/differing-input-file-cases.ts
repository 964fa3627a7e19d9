/** Differences between the files read by two sides that a trace could miss. */
import type { TracedFunction } from './trace-scenario-inputs-of-base-and-head.ts';

const FS = "import * as fs from 'node:fs';\n";
export const CHANGED_DATA_FILE = { files: { 'data.txt': 'one' }, head: { 'data.txt': 'two' } };

/** Case of a function and the path that is reported. */
export type DifferenceCase = readonly [TracedFunction, string];

/** Returns the case of an expression that is evaluated while these files differ. */
function reads(
  expression: string,
  path = 'data.txt',
  files: Partial<TracedFunction> = CHANGED_DATA_FILE,
): DifferenceCase {
  return [{ code: `${FS}export default { run: () => ${expression} };`, ...files }, path];
}

export const DIFFERENT_FILE_CASES: Readonly<Record<string, DifferenceCase>> = {
  'a file': reads("fs.readFileSync('data.txt')"),
  'a file by a promise': reads("fs.promises.readFile('data.txt')"),
  'a file by a callback': reads("new Promise((done) => fs.readFile('data.txt', () => done()))"),
  'a file as a stream': reads(
    "new Promise((done) => fs.createReadStream('data.txt').on('close', done).resume())",
  ),
  'a file by its descriptor': reads(
    "{ const file = fs.openSync('data.txt'); fs.readSync(file, Buffer.alloc(3)); fs.closeSync(file); }",
  ),
  'a file by a handle': reads("fs.promises.open('data.txt').then((file) => file.close())"),
  'a file by bytes that are its path': reads("fs.readFileSync(Buffer.from('data.txt'))"),
  'a file by its address': reads("fs.readFileSync(new URL('./data.txt', import.meta.url))"),
  'a file of variables': reads("process.loadEnvFile('data.txt')"),
  'a file that fs was taken for earlier': [
    {
      code: "const { readFileSync } = process.getBuiltinModule('fs');\nexport default { run: () => readFileSync('data.txt') };",
      ...CHANGED_DATA_FILE,
    },
    'data.txt',
  ],
  'a file after another folder was entered': [
    {
      code: `${FS}process.chdir('sub');\nexport default { run: () => fs.readFileSync('data.txt') };`,
      files: { 'sub/data.txt': 'one' },
      head: { 'sub/data.txt': 'two' },
    },
    'sub/data.txt',
  ],
  'a file, where the program says that it is in another folder': [
    {
      code: `${FS}process.cwd = () => '/elsewhere';\nexport default { run: () => fs.readFileSync('data.txt') };`,
      ...CHANGED_DATA_FILE,
    },
    'data.txt',
  ],
  'a file that setup reads': [
    {
      code: `${FS}export default { setup: () => fs.readFileSync('data.txt'), run: () => 1 };`,
      ...CHANGED_DATA_FILE,
    },
    'data.txt',
  ],
  'that a file exists': reads("fs.existsSync('data.txt')", 'data.txt', {
    head: { 'data.txt': 'two' },
  }),
  'that a file may be read': reads("{ try { fs.accessSync('data.txt'); } catch {} }", 'data.txt', {
    head: { 'data.txt': 'two' },
  }),
  'that a file may be run': reads(
    "{ try { fs.accessSync('run.sh', fs.constants.X_OK); } catch {} }",
    'run.sh',
    { files: { 'run.sh': ' #!' }, head: { 'run.sh': '#!' } },
  ),
  'which files there are': reads("fs.readdirSync('.')", '.', { head: { 'new.txt': '' } }),
  'which files fit a pattern': reads("fs.globSync('sub/*')", 'sub', {
    files: { 'sub/a': '' },
    head: { 'sub/b': '' },
  }),
  'where a link leads': reads("fs.readFileSync('link')", 'link', {
    files: { one: 'same', two: 'same', link: '->one' },
    head: { link: '->two' },
  }),
  'what stands behind a link': reads("fs.readFileSync('link')", 'link', {
    files: { one: 'one', link: '->one' },
    head: { one: 'two' },
  }),
  'where a link leads, and nothing else': reads("fs.realpathSync('link')", 'link', {
    files: { one: '', two: '', link: '->one' },
    head: { link: '->two' },
  }),
  'a file that stands before .. and behind a link': reads(
    "fs.readFileSync('link/../data.txt')",
    'link/../data.txt',
    {
      files: { 'deep/er/x': '', link: '->deep/er', 'deep/data.txt': 'one' },
      head: { 'deep/data.txt': 'two' },
    },
  ),
};
