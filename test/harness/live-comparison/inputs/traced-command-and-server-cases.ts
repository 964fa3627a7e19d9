/**
 * Commands and servers whose sides differ or do not, and the outcomes reported for them: what
 * differs from functions, whose cases show everything that a trace notices.
 */
import { expect } from 'vitest';
import type { InputsComparison } from '../../../../harness/live-comparison/inputs/compare-traced-external-inputs.ts';
import {
  createPrefixPattern,
  type TracedCommand,
  type TracedServer,
} from './trace-scenario-inputs-of-base-and-head.ts';

type Case<T> = readonly [T, InputsComparison];
type Cases<T> = Readonly<Record<string, Case<T>>>;

const same = (files: number): InputsComparison => ({ outcome: 'same', files });
const differs = (what: string): InputsComparison => ({ outcome: 'different', what });
const no = (reason: string): InputsComparison => ({ outcome: 'ineligible', reason });

/** Returns the matcher of an expected outcome: a reason may continue after the given text. */
export function toOutcomeMatcher(outcome: InputsComparison): unknown {
  if (outcome.outcome !== 'ineligible') return outcome;
  return { ...outcome, reason: expect.stringMatching(createPrefixPattern(outcome.reason)) };
}

const DATA = { files: { 'data.txt': '1' }, head: { 'data.txt': '2' } };
const OTHER = { files: { 'other.js': '// 1' }, head: { 'other.js': '// 2' } };
const READ = "import { existsSync, readFileSync } from 'node:fs';\n";

/** Returns the case of a command with this program. */
function runs(
  main: string,
  outcome: InputsComparison,
  more: Partial<TracedCommand> = {},
): Case<TracedCommand> {
  return [{ main, ...more }, outcome];
}

/** Returns the case of an empty program that is started by this command line. */
function startedBy(argv: readonly [string, ...string[]], reason: string): Case<TracedCommand> {
  const command = { type: 'argv', argv } as const;
  return runs('', no(reason), { files: { 'other.js': '' }, changes: { command } });
}

export const TRACED_COMMAND_CASES: Cases<TracedCommand> = {
  'a comment in a file that it does not read': runs("console.log('done');", same(1), OTHER),
  'nothing that it reads at its exit': runs(
    `${READ}process.on('exit', () => existsSync('data.txt'));\nprocess.exit();`,
    same(2),
    { files: DATA.files },
  ),
  'nothing, where modules of the network and for threads are only loaded': runs(
    "import 'node:http'; import 'node:net'; import 'node:child_process'; import 'node:worker_threads';",
    same(1),
  ),
  'nothing, where it loads its process by name': runs(
    "import process, { argv } from 'node:process';\nconsole.log(argv.length, process.title);",
    same(1),
  ),
  'nothing of CommonJS, whose package is loaded': runs("require('pack');", same(3), {
    files: {
      'package.json': '{}',
      'node_modules/pack/index.js': 'module.exports = 1;',
      'node_modules/pack/package.json': '{"name":"pack","version":"1.0.0"}',
    },
  }),
  'nothing, where it asks for what it is given to read': runs(
    "let text = '';\nfor await (const chunk of process.stdin) text += chunk;\nconsole.log(text);",
    same(1),
  ),
  'a module of a computed name': runs(
    "await import(['.', 'other.js'].join('/'));",
    differs('other.js'),
    OTHER,
  ),
  'a file that it reads at its exit': runs(
    `${READ}process.on('exit', () => readFileSync('data.txt'));`,
    differs('data.txt'),
    DATA,
  ),
  'a file that it reads when nothing is left to do': runs(
    `${READ}process.once('beforeExit', () => readFileSync('data.txt'));`,
    differs('data.txt'),
    DATA,
  ),
  'a file that it reads at the end of process.exit': runs(
    `${READ}process.once('exit', () => process.once('exit', () => 1) && readFileSync('data.txt'));\nsetImmediate(() => process.exit(0));`,
    differs('data.txt'),
    DATA,
  ),
  'a text of JSON that is none of its own': runs(
    "JSON.stringify = () => '{}';\nconsole.log('done');",
    differs('main.js'),
    { head: { 'main.js': '' } },
  ),
  'the clock': runs('Date.now();', no('it reads the clock (Date.now)')),
  'a process': runs(
    "import { spawn } from 'node:child_process';\nspawn('true');",
    no('it starts a process'),
  ),
  'a process that it waits for': runs(
    "import { execSync } from 'node:child_process';\nexecSync('true');",
    no('it starts a process'),
  ),
  'a process with a channel': runs(
    "import { fork } from 'node:child_process';\nfork('other.js');",
    no('it starts a process'),
    OTHER,
  ),
  'a thread': runs(
    "import { Worker } from 'node:worker_threads';\nnew Worker('./other.js');",
    no('it starts a thread'),
    OTHER,
  ),
  'its number': runs(
    "import { pid } from 'node:process';\nconsole.log(pid);",
    no('it accesses process.pid'),
  ),
  'its number, by an export of another module': runs(
    "import { pid } from './other.js';\nconsole.log(pid);",
    no('it accesses process.pid'),
    { files: { 'other.js': "export * from 'node:process';" } },
  ),
  'how full its heap is': runs(
    "import v8 from 'node:v8';\nv8.getHeapStatistics();",
    no('it reads a value that varies (v8.getHeapStatistics)'),
  ),
  'a connection': runs(
    "import { connect } from 'node:net';\nconnect(1).on('error', () => 1);",
    no('it uses the network'),
  ),
  'a name of a host': runs(
    "import { lookup } from 'node:dns';\nlookup('localhost', () => 1);",
    no('it uses the network: localhost'),
  ),
  'taking connections': runs(
    "import { createServer } from 'node:net';\ncreateServer().listen(0, function () { this.close(); });",
    no('it uses the network'),
  ),
  'a module before its own': startedBy(
    [process.execPath, '-r', './other.js', 'main.js'],
    'the program is started with -r',
  ),
  'another program': startedBy(['true'], 'the command is not `node` itself'),
  'no script': startedBy([process.execPath, '--version'], 'the command has no script'),
  'a text for a shell': runs('', no('the command is not `node` itself'), {
    changes: { command: { type: 'shell', text: 'node main.js' } },
  }),
  hooks: runs('', no('the scenario has hooks'), { changes: { hooks: ['setup'] } }),
  'an end with another code': runs('process.exit(3);', no('it failed: ')),
  'an end that nobody can see': runs(
    'process.reallyExit(0);',
    no('the program ended before it could report what it reads'),
  ),
};

/** Returns the case of a server with this body of its request handler. */
function answers(
  answer: string,
  outcome: InputsComparison,
  more: TracedServer = {},
): Case<TracedServer> {
  return [{ answer, ...more }, outcome];
}

export const TRACED_SERVER_CASES: Cases<TracedServer> = {
  'a comment in a file that it does not read': [OTHER, same(1)],
  'nothing, where all that it reads is the same': answers(
    "response.end(readFileSync('data.txt'));",
    same(2),
    { imports: READ, files: DATA.files },
  ),
  'nothing, where headers, bodies and errors are made': answers(
    "if (request.url !== '/') response.statusCode = 404; response.setHeader('x-of', 'it'); let text = ''; for await (const chunk of request) text += chunk; response.end(JSON.stringify({ text }));",
    same(1),
  ),
  'a module that it loads at the first request': answers(
    "await import('./other.js'); response.end('1');",
    differs('other.js'),
    OTHER,
  ),
  'a file that it reads for each request': answers(
    "response.end(readFileSync('data.txt'));",
    differs('data.txt'),
    { imports: READ, ...DATA },
  ),
  'a file that only a later request reads': answers(
    "count += 1; response.end(count > 2 ? readFileSync('data.txt') : '1');",
    no('a later call reads '),
    { imports: `${READ}let count = 0;`, ...DATA },
  ),
  'a file that is read where several are answered at once': answers(
    "open += 1; await new Promise(setImmediate); if (open > 1) readFileSync('data.txt'); open -= 1; response.end('1');",
    no('a later call reads '),
    {
      imports: `${READ}let open = 0;`,
      ...DATA,
      changes: { load: { type: 'closed', connections: 4 } },
    },
  ),
  'a timer': answers(
    "setTimeout(() => response.end('1'), 1);",
    no('it waits for a timer (setTimeout)'),
  ),
  'another server': answers(
    "ask('http://127.0.0.1:1').on('error', () => response.end('1')).end();",
    no('it uses the network'),
    { imports: "import { request as ask } from 'node:http';" },
  ),
  'a database behind a socket': answers(
    "connect('/tmp/none.sock').on('error', () => response.end('1'));",
    no('it uses the network: /tmp/none.sock'),
    { imports: "import { connect } from 'node:net';" },
  ),
  'a socket in a folder, which it takes connections on': [
    {
      imports:
        "import { createServer as another } from 'node:net';\nanother().listen('made.sock');",
    },
    no('it uses the network: made.sock'),
  ],
  'a datagram': [{ imports: "import 'node:dgram';" }, no('it loads node:dgram')],
  'processes of a cluster': [{ imports: "import 'node:cluster';" }, no('it loads node:cluster')],
  'an answer that is an error': answers(
    "response.statusCode = 500; response.end('1');",
    no('it failed: the server responds with status 500'),
  ),
  'no answer': answers('request.socket.destroy();', no('it failed: the server does not respond: ')),
  'an end while it is asked': answers('process.exit(1);', no('it failed: ')),
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
