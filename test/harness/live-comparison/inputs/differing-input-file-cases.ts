/** Differences between the files read by two sides that a trace could miss. */
import type { TracedFunction } from './trace-scenario-inputs-of-base-and-head.ts';

const FS = "import * as fs from 'node:fs';\n";
export const CHANGED_DATA_FILE = { files: { 'data.txt': 'one' }, head: { 'data.txt': 'two' } };
const reads = (how: string): TracedFunction => ({
  code: `${FS}export default { run: () => ${how} };`,
  ...CHANGED_DATA_FILE,
});

/** Cases of files that differ, each with the path that is reported. */
export const DIFFERENT_FILE_CASES: Readonly<Record<string, readonly [TracedFunction, string]>> = {
  'a file': [reads("fs.readFileSync('data.txt')"), 'data.txt'],
  'a file by a promise': [reads("fs.promises.readFile('data.txt')"), 'data.txt'],
  'a file by a callback': [
    reads("new Promise((done) => fs.readFile('data.txt', () => done()))"),
    'data.txt',
  ],
  'a file as a stream': [
    reads("new Promise((done) => fs.createReadStream('data.txt').on('close', done).resume())"),
    'data.txt',
  ],
  'a file by its descriptor': [
    reads(
      "{ const file = fs.openSync('data.txt'); fs.readSync(file, Buffer.alloc(3)); fs.closeSync(file); }".replace(
        /^\{(.*)\}$/u,
        '(() => {$1})()',
      ),
    ),
    'data.txt',
  ],
  'a file by a handle': [
    reads("fs.promises.open('data.txt').then((file) => file.close())"),
    'data.txt',
  ],
  'a file by bytes that are its path': [
    reads("fs.readFileSync(Buffer.from('data.txt'))"),
    'data.txt',
  ],
  'a file by its address': [
    reads("fs.readFileSync(new URL('./data.txt', import.meta.url))"),
    'data.txt',
  ],
  'a file of variables': [reads("process.loadEnvFile('data.txt')"), 'data.txt'],
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
  'a module of WebAssembly': [
    {
      code: `${FS}export default { run: () => WebAssembly.validate(fs.readFileSync('one.wasm')) };`,
      files: { 'one.wasm': 'one' },
      head: { 'one.wasm': 'two' },
    },
    'one.wasm',
  ],
  'a file that setup reads': [
    {
      code: `${FS}export default { setup: () => fs.readFileSync('data.txt'), run: () => 1 };`,
      ...CHANGED_DATA_FILE,
    },
    'data.txt',
  ],
  'that a file exists': [
    {
      code: `${FS}export default { run: () => fs.existsSync('data.txt') };`,
      head: { 'data.txt': 'two' },
    },
    'data.txt',
  ],
  'that a file may be read': [
    {
      code: `${FS}export default { run: () => { try { fs.accessSync('data.txt'); } catch {} } };`,
      head: { 'data.txt': 'two' },
    },
    'data.txt',
  ],
  'that a file may be run': [
    {
      code: `${FS}export default { run: () => { try { fs.accessSync('run.sh', fs.constants.X_OK); } catch {} } };`,
      files: { 'run.sh': ' #!' },
      head: { 'run.sh': '#!' },
    },
    'run.sh',
  ],
  'which files there are': [
    { code: `${FS}export default { run: () => fs.readdirSync('.') };`, head: { 'new.txt': '' } },
    '.',
  ],
  'which files fit a pattern': [
    {
      code: `${FS}export default { run: () => fs.globSync('sub/*') };`,
      files: { 'sub/a': '' },
      head: { 'sub/b': '' },
    },
    'sub',
  ],
  'where a link leads': [
    {
      code: `${FS}export default { run: () => fs.readFileSync('link') };`,
      files: { one: 'same', two: 'same', link: '->one' },
      head: { link: '->two' },
    },
    'link',
  ],
  'what stands behind a link': [
    {
      code: `${FS}export default { run: () => fs.readFileSync('link') };`,
      files: { one: 'one', link: '->one' },
      head: { one: 'two' },
    },
    'link',
  ],
  'where a link leads, and nothing else': [
    {
      code: `${FS}export default { run: () => fs.realpathSync('link') };`,
      files: { one: '', two: '', link: '->one' },
      head: { link: '->two' },
    },
    'link',
  ],
  'a file that stands before .. and behind a link': [
    {
      code: `${FS}export default { run: () => fs.readFileSync('link/../data.txt') };`,
      files: { 'deep/er/x': '', link: '->deep/er', 'deep/data.txt': 'one' },
      head: { 'deep/data.txt': 'two' },
    },
    'link/../data.txt',
  ],
};
