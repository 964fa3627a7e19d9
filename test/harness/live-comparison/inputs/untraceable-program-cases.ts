/** Programs whose actions a trace cannot see, or that may behave differently the next time. */

import { CHANGED_DATA_FILE } from './differing-input-file-cases.ts';
import type { TracedFunction } from './trace-scenario-inputs-of-base-and-head.ts';

const FS = "import * as fs from 'node:fs';\n";
const does = (run: string, imports = '', files = {}): TracedFunction => ({
  code: `${imports}\nexport default { run: () => { ${run} } };`,
  files,
});

/** Each with the beginning of the reason. */
export const UNTRACEABLE_CASES: Readonly<Record<string, readonly [TracedFunction, string]>> = {
  'a process': [does("process.getBuiltinModule('child_process')"), 'it loads node:child_process'],
  'a thread': [
    does('new Worker("1", { eval: true })', "import { Worker } from 'worker_threads';"),
    'it loads node:worker_threads',
  ],
  'a cluster': [does('', "import 'node:cluster';"), 'it loads node:cluster'],
  'a native add-on': [
    does(
      "try { createRequire(import.meta.url)('./one.node') } catch {}",
      "import { createRequire } from 'module';",
      { 'one.node': '' },
    ),
    'it performs an operation that cannot be traced (process.dlopen)',
  ],
  'process.dlopen': [
    does("try { process.dlopen({}, 'x') } catch {}"),
    'it performs an operation that cannot be traced',
  ],
  'process.binding': [
    does("try { process.binding('fs') } catch {}"),
    'it performs an operation that cannot be traced',
  ],
  'the network': [
    does('fetch("http://127.0.0.1:1").catch(() => 1)'),
    'it uses the network (fetch)',
  ],
  'a socket': [does("process.mainModule; import('node:net')"), 'it loads node:net'],
  'a database': [does('', "import 'node:sqlite';"), 'it loads node:sqlite'],
  'another context': [does('', "import 'node:vm';"), 'it loads node:vm'],
  'an inspector': [does('', "import 'node:inspector';"), 'it loads node:inspector'],
  WASI: [does('', "import 'node:wasi';"), 'it loads node:wasi'],
  'a module of Node.js that createRequire gives': [
    does("module.createRequire(import.meta.url)('dgram')", "import module from 'node:module';"),
    'it loads node:dgram',
  ],
  'a module of Node.js that the loader gives': [
    does("module._load('dns')", "import module from 'node:module';"),
    'it loads node:dns',
  ],
  'hooks of its own': [
    does('module.registerHooks({})', "import module from 'node:module';"),
    'it customizes module loading',
  ],
  'a loader in a thread': [
    does("module.register('data:text/javascript,')", "import module from 'node:module';"),
    'it customizes module loading',
  ],
  'a file that is generated': [
    does("fs.writeFileSync('made.txt', '1'); fs.readFileSync('made.txt')", FS),
    'it writes made.txt',
  ],
  'a folder for temporary files': [
    does("fs.mkdtempSync('/tmp/made-')", FS),
    'it writes /tmp/made-',
  ],
  'a cache of compiled code': [
    does("module.enableCompileCache('made')", "import module from 'node:module';"),
    'it writes ',
  ],
  'when a file was changed': [
    does("fs.statSync('bench.js').mtimeMs", FS),
    'it reads file timestamps',
  ],
  'when a file was changed, by a promise': [
    does("return stat('bench.js')", "import { stat } from 'node:fs/promises';"),
    'it reads file timestamps',
  ],
  'when a file was changed, by a handle': [
    does(
      "return open('bench.js').then((file) => file.stat())",
      "import { open } from 'node:fs/promises';",
    ),
    'it reads file timestamps',
  ],
  'changes of a file': [does("fs.watch('bench.js')", FS), 'it watches files'],
  'what is made up as it is read': [
    does("fs.readFileSync('/proc/self/stat')", FS),
    'it reads /proc/self/stat',
  ],
  'the clock': [does('Date.now()'), 'it reads the clock (Date.now)'],
  'the clock as a date': [does('new Date()'), 'it reads the clock (new Date)'],
  'the clock by the class of a date': [
    does('new (Object.getPrototypeOf(new Date(0)).constructor)()'),
    'it reads the clock (new Date)',
  ],
  'the clock of a format': [
    does('new Intl.DateTimeFormat().format()'),
    'it reads the clock (Intl.DateTimeFormat)',
  ],
  'the clock of Temporal': [does('Temporal.Now.instant()'), 'it reads the clock (Temporal'],
  'the clock of the process': [does('process.hrtime.bigint()'), 'it reads a value that varies'],
  'the clock of performance': [does('performance.now()'), 'it reads the clock (performance)'],
  'the clock of a mark': [
    does("new PerformanceMark('one').startTime"),
    'it reads the clock (PerformanceMark)',
  ],
  'the clock of an event': [
    does("new Event('one').timeStamp"),
    'it reads the clock (Event.timeStamp)',
  ],
  'the clock of a file that is made': [
    does("new File([], 'one').lastModified"),
    'it reads the clock (File.lastModified)',
  ],
  chance: [does('Math.random()'), 'it generates random numbers (Math.random)'],
  'chance of crypto': [
    does('randomBytes(4)', "import { randomBytes } from 'node:crypto';"),
    'it generates random numbers',
  ],
  'chance of the web': [
    does('crypto.getRandomValues(new Uint8Array(4))'),
    'it generates random numbers',
  ],
  'its number': [does('process.pid % 2'), 'it accesses process.pid'],
  'a timer': [does('return new Promise((done) => setTimeout(done, 1))'), 'it waits for a timer'],
  'a timer by promisify': [
    does('return promisify(setTimeout)(1)', "import { promisify } from 'node:util';"),
    'it waits for a timer',
  ],
  'the collection of memory': [
    does('new FinalizationRegistry(() => 1)'),
    'it depends on the timing of garbage collection',
  ],
  'a store of the web': [does('globalThis.localStorage'), 'it accesses localStorage'],
  'a file that a later call reads': [
    {
      code: `${FS}let calls = 0;\nexport default { run: () => { calls += 1; if (calls === 3) fs.readFileSync('data.txt'); } };`,
      ...CHANGED_DATA_FILE,
    },
    'a later call reads',
  ],
  'a package.json': [
    does(
      "try { findPackageJSON('pack', import.meta.url); } catch {}",
      "import { findPackageJSON } from 'node:module';",
    ),
    'it looks for a package.json',
  ],
  'an import of its package that is required': [
    {
      code: "import { createRequire } from 'node:module';\nlet one;\ntry { one = createRequire(import.meta.url)('#one'); } catch {}\nexport default { run: () => one };",
      files: {
        'package.json': '{"type":"module","imports":{"#one":"./one.cjs"}}',
        'one.cjs': 'module.exports = 1;',
      },
      head: { 'one.cjs': 'module.exports = 2;' },
    },
    'it requires #one',
  ],
  'its own package that is required': [
    {
      code: "import { createRequire } from 'node:module';\nlet one;\ntry { one = createRequire(import.meta.url)('own'); } catch {}\nexport default { run: () => one };",
      files: {
        'package.json': '{"name":"own","type":"module","exports":"./one.cjs"}',
        'one.cjs': 'module.exports = 1;',
      },
      head: { 'one.cjs': 'module.exports = 2;' },
    },
    'it requires own',
  ],
  'a module by its package.json that is required': [
    {
      code: "import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('./one.js');\nexport default { run: () => 1 };",
      files: {
        'one.js':
          "if (this === undefined) process.getBuiltinModule('fs').readFileSync('data.txt');",
        ...CHANGED_DATA_FILE.files,
      },
      head: CHANGED_DATA_FILE.head,
    },
    'it requires ./one.js',
  ],
  'a file that is read once work in a thread has ended': [
    {
      code: `${FS}import { gzip } from 'node:zlib';\nlet isReady = false;\nlet calls = 0;\nexport default { run: () => { if (isReady) fs.readFileSync('data.txt'); calls += 1; if (calls === 2) gzip(Buffer.alloc(1e7), () => { isReady = true; }); } };`,
      ...CHANGED_DATA_FILE,
    },
    'a later call reads',
  ],
  'a file of variables that Node.js reads at the start': [
    { ...does(''), changes: { nodeArgs: ['--env-file=data.txt'] }, ...CHANGED_DATA_FILE },
    'the program is started with --env-file',
  ],
  'a module that Node.js loads at the start': [
    { ...does(''), changes: { env: { NODE_OPTIONS: '--require ./one.cjs' } } },
    'the program is started with --require',
  ],
  'a library that the system loads at the start': [
    { ...does(''), changes: { env: { LD_PRELOAD: '/nowhere/lib.so' } } },
    'the environment variable LD_PRELOAD refers to files',
  ],
  'an end of its own': [does('process.exit()'), 'it failed'],
};
