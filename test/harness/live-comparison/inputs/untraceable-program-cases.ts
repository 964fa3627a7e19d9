/** Programs whose actions a trace cannot see, or that may behave differently the next time. */

import { CHANGED_DATA_FILE } from './differing-input-file-cases.ts';
import type { TracedFunction } from './trace-scenario-inputs-of-base-and-head.ts';

const FS = "import * as fs from 'node:fs';\n";
const MODULE = "import module from 'node:module';";
/** A function, and the beginning of the reason why it cannot be traced. */
type UntraceableCase = readonly [TracedFunction, string];

/** Returns the case of statements that a call runs, after imports. */
function does(run: string, reason: string, imports = '', files = {}): UntraceableCase {
  return [{ code: `${imports}\nexport default { run: () => { ${run} } };`, files }, reason];
}

/** Returns the case of a program that is started in this way. */
function started(changes: TracedFunction['changes'], reason: string): UntraceableCase {
  return [{ ...does('', '')[0], ...CHANGED_DATA_FILE, changes }, reason];
}

export const UNTRACEABLE_CASES: Readonly<Record<string, UntraceableCase>> = {
  'a process': does("process.getBuiltinModule('child_process')", 'it loads node:child_process'),
  'a thread': does(
    'new Worker("1", { eval: true })',
    'it loads node:worker_threads',
    "import { Worker } from 'worker_threads';",
  ),
  'a cluster': does('', 'it loads node:cluster', "import 'node:cluster';"),
  'a native add-on': does(
    "try { createRequire(import.meta.url)('./one.node') } catch {}",
    'it performs an operation that cannot be traced (process.dlopen)',
    "import { createRequire } from 'module';",
    { 'one.node': '' },
  ),
  'process.dlopen': does(
    "try { process.dlopen({}, 'x') } catch {}",
    'it performs an operation that cannot be traced',
  ),
  'process.binding': does(
    "try { process.binding('fs') } catch {}",
    'it performs an operation that cannot be traced',
  ),
  'the network': does('fetch("http://127.0.0.1:1").catch(() => 1)', 'it uses the network (fetch)'),
  'a socket': does("process.mainModule; import('node:net')", 'it loads node:net'),
  'a database': does('', 'it loads node:sqlite', "import 'node:sqlite';"),
  'another context': does('', 'it loads node:vm', "import 'node:vm';"),
  'an inspector': does('', 'it loads node:inspector', "import 'node:inspector';"),
  WASI: does('', 'it loads node:wasi', "import 'node:wasi';"),
  'a module of Node.js that createRequire gives': does(
    "module.createRequire(import.meta.url)('dgram')",
    'it loads node:dgram',
    MODULE,
  ),
  'a module of Node.js that the loader gives': does(
    "module._load('dns')",
    'it loads node:dns',
    MODULE,
  ),
  'hooks of its own': does('module.registerHooks({})', 'it customizes module loading', MODULE),
  'a loader in a thread': does(
    "module.register('data:text/javascript,')",
    'it customizes module loading',
    MODULE,
  ),
  'a file that is generated': does(
    "fs.writeFileSync('made.txt', '1'); fs.readFileSync('made.txt')",
    'it writes made.txt',
    FS,
  ),
  'a folder for temporary files': does("fs.mkdtempSync('/tmp/made-')", 'it writes /tmp/made-', FS),
  'a cache of compiled code': does("module.enableCompileCache('made')", 'it writes ', MODULE),
  'when a file was changed': does(
    "fs.statSync('bench.js').mtimeMs",
    'it reads file timestamps',
    FS,
  ),
  'when a file was changed, by a promise': does(
    "return stat('bench.js')",
    'it reads file timestamps',
    "import { stat } from 'node:fs/promises';",
  ),
  'when a file was changed, by a handle': does(
    "return open('bench.js').then((file) => file.stat())",
    'it reads file timestamps',
    "import { open } from 'node:fs/promises';",
  ),
  'changes of a file': does("fs.watch('bench.js')", 'it watches files', FS),
  'what is made up as it is read': does(
    "fs.readFileSync('/proc/self/stat')",
    'it reads /proc/self/stat',
    FS,
  ),
  'the clock': does('Date.now()', 'it reads the clock (Date.now)'),
  'the clock as a date': does('new Date()', 'it reads the clock (new Date)'),
  'the clock by the class of a date': does(
    'new (Object.getPrototypeOf(new Date(0)).constructor)()',
    'it reads the clock (new Date)',
  ),
  'the clock of a format': does(
    'new Intl.DateTimeFormat().format()',
    'it reads the clock (Intl.DateTimeFormat)',
  ),
  'the clock of Temporal': does('Temporal.Now.instant()', 'it reads the clock (Temporal'),
  'the clock of the process': does('process.hrtime.bigint()', 'it reads a value that varies'),
  'the clock of performance': does('performance.now()', 'it reads the clock (performance)'),
  'the clock of a mark': does(
    "new PerformanceMark('one').startTime",
    'it reads the clock (PerformanceMark)',
  ),
  'the clock of an event': does(
    "new Event('one').timeStamp",
    'it reads the clock (Event.timeStamp)',
  ),
  'the clock of a file that is made': does(
    "new File([], 'one').lastModified",
    'it reads the clock (File.lastModified)',
  ),
  chance: does('Math.random()', 'it generates random numbers (Math.random)'),
  'chance of crypto': does(
    'randomBytes(4)',
    'it generates random numbers',
    "import { randomBytes } from 'node:crypto';",
  ),
  'chance of the web': does(
    'crypto.getRandomValues(new Uint8Array(4))',
    'it generates random numbers',
  ),
  'its number': does('process.pid % 2', 'it accesses process.pid'),
  'a timer': does('return new Promise((done) => setTimeout(done, 1))', 'it waits for a timer'),
  'a timer by promisify': does(
    'return promisify(setTimeout)(1)',
    'it waits for a timer',
    "import { promisify } from 'node:util';",
  ),
  'the collection of memory': does(
    'new FinalizationRegistry(() => 1)',
    'it depends on the timing of garbage collection',
  ),
  'a store of the web': does('globalThis.localStorage', 'it accesses localStorage'),
  'a file that a later call reads': [
    {
      code: `${FS}let calls = 0;\nexport default { run: () => { calls += 1; if (calls === 3) fs.readFileSync('data.txt'); } };`,
      ...CHANGED_DATA_FILE,
    },
    'a later call reads',
  ],
  'a package.json': does(
    "try { findPackageJSON('pack', import.meta.url); } catch {}",
    'it looks for a package.json',
    "import { findPackageJSON } from 'node:module';",
  ),
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
  'a file of variables that Node.js reads at the start': started(
    { nodeArgs: ['--env-file=data.txt'] },
    'the program is started with --env-file',
  ),
  'a module that Node.js loads at the start': started(
    { env: { NODE_OPTIONS: '--require ./one.cjs' } },
    'the program is started with --require',
  ),
  'a library that the system loads at the start': started(
    { env: { LD_PRELOAD: '/nowhere/lib.so' } },
    'the environment variable LD_PRELOAD refers to files',
  ),
  'an end of its own': does('process.exit()', 'it failed'),
};
