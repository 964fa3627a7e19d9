/** Commands and servers whose sides differ or do not, and the outcomes reported for them. */
import { expect } from 'vitest';
import type { InputsComparison } from '../../../../harness/live-comparison/inputs/compare-traced-external-inputs.ts';
import {
  createPrefixPattern,
  type TracedCommand,
  type TracedServer,
} from './trace-scenario-inputs-of-base-and-head.ts';

type Cases<T> = Readonly<Record<string, readonly [T, InputsComparison]>>;

const same = (files: number): InputsComparison => ({ outcome: 'same', files });
const differs = (what: string): InputsComparison => ({ outcome: 'different', what });

/** Returns the matcher of an expected outcome: a reason may continue after the given text. */
export function toOutcomeMatcher(outcome: InputsComparison): unknown {
  if (outcome.outcome !== 'ineligible') return outcome;
  return { ...outcome, reason: expect.stringMatching(createPrefixPattern(outcome.reason)) };
}

const no = (reason: string): InputsComparison => ({ outcome: 'ineligible', reason });

const DATA = { files: { 'data.txt': '1' }, head: { 'data.txt': '2' } };
const OTHER = { files: { 'other.js': '// 1' }, head: { 'other.js': '// 2' } };

export const TRACED_COMMAND_CASES: Cases<TracedCommand> = {
  'a comment in a file that it does not read': [
    { main: "console.log('done');", ...OTHER },
    same(1),
  ],
  'nothing that it reads at its exit': [
    {
      main: "import { existsSync } from 'node:fs';\nprocess.on('exit', () => existsSync('data.txt'));\nprocess.exit();",
      files: DATA.files,
    },
    same(2),
  ],
  'nothing, where modules of the network and for threads are only loaded': [
    {
      main: "import 'node:http'; import 'node:net'; import 'node:child_process'; import 'node:worker_threads';",
    },
    same(1),
  ],
  'nothing, where it loads its process by name': [
    {
      main: "import process, { argv } from 'node:process';\nconsole.log(argv.length, process.title);",
    },
    same(1),
  ],
  'nothing of CommonJS, whose package is loaded': [
    {
      main: "require('pack');",
      files: {
        'package.json': '{}',
        'node_modules/pack/index.js': 'module.exports = 1;',
        'node_modules/pack/package.json': '{"name":"pack","version":"1.0.0"}',
      },
    },
    same(3),
  ],
  'its own file': [
    { main: "console.log('done');", head: { 'main.js': "console.log('done'); // it is" } },
    differs('main.js'),
  ],
  'a module of a computed name': [
    { main: "await import(['.', 'other.js'].join('/'));", ...OTHER },
    differs('other.js'),
  ],
  'a file that it reads': [
    { main: "import { readFileSync } from 'node:fs';\nreadFileSync('data.txt');", ...DATA },
    differs('data.txt'),
  ],
  'a file that it reads at its exit': [
    {
      main: "import { readFileSync } from 'node:fs';\nprocess.on('exit', () => readFileSync('data.txt'));",
      ...DATA,
    },
    differs('data.txt'),
  ],
  'a file that it reads when nothing is left to do': [
    {
      main: "import { readFileSync } from 'node:fs';\nprocess.once('beforeExit', () => readFileSync('data.txt'));",
      ...DATA,
    },
    differs('data.txt'),
  ],
  'a file that it reads at the end of process.exit': [
    {
      main: "import { readFileSync } from 'node:fs';\nprocess.once('exit', () => process.once('exit', () => 1) && readFileSync('data.txt'));\nsetImmediate(() => process.exit(0));",
      ...DATA,
    },
    differs('data.txt'),
  ],
  'nothing, where it asks for what it is given to read': [
    {
      main: "let text = '';\nfor await (const chunk of process.stdin) text += chunk;\nconsole.log(text);",
    },
    same(1),
  ],
  'a version of a package': [
    {
      main: "import 'pack';",
      files: {
        'node_modules/pack/index.js': '',
        'node_modules/pack/package.json': '{"name":"pack","version":"1.0.0"}',
      },
      head: { 'node_modules/pack/package.json': '{"name":"pack","version":"1.0.1"}' },
    },
    differs('node_modules/pack/package.json'),
  ],
  'the clock': [{ main: 'Date.now();' }, no('it reads the clock (Date.now)')],
  'a random number': [{ main: 'Math.random();' }, no('it generates random numbers')],
  'a timer': [{ main: 'setTimeout(() => 1, 1);' }, no('it waits for a timer')],
  'a process': [
    { main: "import { spawn } from 'node:child_process';\nspawn('true');" },
    no('it starts a process'),
  ],
  'a process that it waits for': [
    { main: "import { execSync } from 'node:child_process';\nexecSync('true');" },
    no('it starts a process'),
  ],
  'a process with a channel': [
    { main: "import { fork } from 'node:child_process';\nfork('other.js');", ...OTHER },
    no('it starts a process'),
  ],
  'a thread': [
    { main: "import { Worker } from 'node:worker_threads';\nnew Worker('./other.js');", ...OTHER },
    no('it starts a thread'),
  ],
  'its number': [
    { main: "import { pid } from 'node:process';\nconsole.log(pid);" },
    no('it accesses process.pid'),
  ],
  'its number, by an export of another module': [
    {
      main: "import { pid } from './other.js';\nconsole.log(pid);",
      files: { 'other.js': "export * from 'node:process';" },
    },
    no('it accesses process.pid'),
  ],
  'how full its heap is': [
    { main: "import v8 from 'node:v8';\nv8.getHeapStatistics();" },
    no('it reads a value that varies (v8.getHeapStatistics)'),
  ],
  'a context of its own': [{ main: "import 'node:vm';" }, no('it loads node:vm')],
  'a connection': [
    { main: "import { connect } from 'node:net';\nconnect(1).on('error', () => 1);" },
    no('it uses the network'),
  ],
  'a name of a host': [
    { main: "import { lookup } from 'node:dns';\nlookup('localhost', () => 1);" },
    no('it uses the network: localhost'),
  ],
  'taking connections': [
    {
      main: "import { createServer } from 'node:net';\ncreateServer().listen(0, function () { this.close(); });",
    },
    no('it uses the network'),
  ],
  'a file that it writes': [
    { main: "import { writeFileSync } from 'node:fs';\nwriteFileSync('made.txt', '1');" },
    no('it writes made.txt'),
  ],
  'a module before its own': [
    {
      main: '',
      files: { 'other.js': '' },
      changes: {
        command: { type: 'argv', argv: [process.execPath, '-r', './other.js', 'main.js'] },
      },
    },
    no('the program is started with -r'),
  ],
  'a text for a shell': [
    { main: '', changes: { command: { type: 'shell', text: 'node main.js' } } },
    no('the command is not `node` itself'),
  ],
  'another program': [
    { main: '', changes: { command: { type: 'argv', argv: ['true'] } } },
    no('the command is not `node` itself'),
  ],
  'no script': [
    { main: '', changes: { command: { type: 'argv', argv: [process.execPath, '--version'] } } },
    no('the command has no script'),
  ],
  hooks: [{ main: '', changes: { hooks: ['setup'] } }, no('the scenario has hooks')],
  'an end with another code': [{ main: 'process.exit(3);' }, no('it failed: ')],
  'an end that nobody can see': [
    { main: 'process.reallyExit(0);' },
    no('the program ended before it could report what it reads'),
  ],
  'a text of JSON that is none of its own': [
    { main: "JSON.stringify = () => '{}';\nconsole.log('done');", head: { 'main.js': '' } },
    differs('main.js'),
  ],
};

const READ = "import { readFileSync } from 'node:fs';";

export const TRACED_SERVER_CASES: Cases<TracedServer> = {
  'a comment in a file that it does not read': [{ ...OTHER }, same(1)],
  'nothing, where all that it reads is the same': [
    { imports: READ, answer: "response.end(readFileSync('data.txt'));", files: DATA.files },
    same(2),
  ],
  'nothing, where headers, bodies and errors are made': [
    {
      answer:
        "if (request.url !== '/') response.statusCode = 404; response.setHeader('x-of', 'it'); let text = ''; for await (const chunk of request) text += chunk; response.end(JSON.stringify({ text }));",
    },
    same(1),
  ],
  'a module that it loads at the first request': [
    { answer: "await import('./other.js'); response.end('1');", ...OTHER },
    differs('other.js'),
  ],
  'a file that it reads for each request': [
    { imports: READ, answer: "response.end(readFileSync('data.txt'));", ...DATA },
    differs('data.txt'),
  ],
  'a file that only a later request reads': [
    {
      imports: `${READ}\nlet count = 0;`,
      answer: "count += 1; response.end(count > 2 ? readFileSync('data.txt') : '1');",
      ...DATA,
    },
    no('a later call reads '),
  ],
  'a file that is read where several are answered at once': [
    {
      imports: `${READ}\nlet open = 0;`,
      answer:
        "open += 1; await new Promise(setImmediate); if (open > 1) readFileSync('data.txt'); open -= 1; response.end('1');",
      ...DATA,
      changes: { load: { type: 'closed', connections: 4 } },
    },
    no('a later call reads '),
  ],
  'the clock': [
    { answer: 'response.end(String(Date.now()));' },
    no('it reads the clock (Date.now)'),
  ],
  'a timer': [
    { answer: "setTimeout(() => response.end('1'), 1);" },
    no('it waits for a timer (setTimeout)'),
  ],
  'another server': [
    {
      imports: "import { request as ask } from 'node:http';",
      answer: "ask('http://127.0.0.1:1').on('error', () => response.end('1')).end();",
    },
    no('it uses the network'),
  ],
  'a database behind a socket': [
    {
      imports: "import { connect } from 'node:net';",
      answer: "connect('/tmp/none.sock').on('error', () => response.end('1'));",
    },
    no('it uses the network: /tmp/none.sock'),
  ],
  'a socket in a folder, which it takes connections on': [
    {
      imports:
        "import { createServer as another } from 'node:net';\nanother().listen('made.sock');",
    },
    no('it uses the network: made.sock'),
  ],
  'a datagram': [{ imports: "import 'node:dgram';" }, no('it loads node:dgram')],
  'a thread': [
    {
      imports: "import { Worker } from 'node:worker_threads';",
      answer: "new Worker('1', { eval: true }); response.end('1');",
    },
    no('it starts a thread'),
  ],
  'processes of a cluster': [{ imports: "import 'node:cluster';" }, no('it loads node:cluster')],
  'a log that it writes': [
    {
      imports: "import { appendFileSync } from 'node:fs';",
      answer: "appendFileSync('access.log', '1'); response.end('1');",
    },
    no('it writes access.log'),
  ],
  'an answer that is an error': [
    { answer: "response.statusCode = 500; response.end('1');" },
    no('it failed: the server responds with status 500'),
  ],
  'no answer': [
    { answer: 'request.socket.destroy();' },
    no('it failed: the server does not respond: '),
  ],
  'an end while it is asked': [{ answer: 'process.exit(1);' }, no('it failed: ')],
  'an end before it accepts requests': [
    { main: 'process.exit(1);' },
    no('it failed: the server ended'),
  ],
  'faults before it': [
    { settings: { faults: { latencyMs: 1, errorShare: 0, dropShare: 0, upstream: null } } },
    no('a fault-injection proxy sits in front of the server'),
  ],
  'what is built first': [
    { changes: { prepare: { type: 'shell', text: 'true' } } },
    no('the program is built beforehand'),
  ],
  'a server that is up': [
    { changes: { server: null } },
    no('the server of the scenario is not started by perf-harness'),
  ],
};
