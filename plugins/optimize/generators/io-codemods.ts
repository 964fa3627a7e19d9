import type { SgNode } from '@ast-grep/napi';
import { hasComment, nodesOf, propertyOf } from '../../analysis/index.ts';
import { type Codemod, type CodemodMatch, type CodemodSource, defineCodemod } from './codemod.ts';
import { agentKeepAlive } from './codemods/agent-keep-alive.ts';
import { awaitInLiteral } from './codemods/await-in-literal.ts';
import { connectionClose } from './codemods/connection-close.ts';
import { constantResponse } from './codemods/constant-response.ts';
import { execSyncInAsync } from './codemods/exec-sync-in-async.ts';
import { COLLECTING_LOOP, findCollectingLoops } from './codemods/find-sequential-await-loops.ts';
import { insertInLoop } from './codemods/insert-in-loop.ts';
import { parallelAwaits } from './codemods/parallel-awaits.ts';
import { queryInLoop } from './codemods/query-in-loop.ts';
import { findRowLengthReads, isZeroTest } from './codemods/query-result-row-count-uses.ts';
import { removeObjectProperty } from './codemods/remove-object-property.ts';
import { rowsCounted } from './codemods/rows-counted.ts';
import { selectStarColumns } from './codemods/select-star-columns.ts';
import { findConstantFileReads } from './io/constant-file-reads.ts';
import { findRequestOptions } from './io/http-agents.ts';
import { findPerCallConnections } from './io/per-call-connections.ts';
import { canDropColumns, findQueryRows, replaceSql } from './io/sql-queries.ts';
import { createMatch } from './syntax/codemod-edits.ts';

const rowsExistence = defineCodemod({
  id: 'rows-existence',
  title: 'Stop a query at the first row when only existence matters',
  classes: ['I/O-DB'],
  preconditions:
    'A constant SELECT on a pg pool, without function calls, division or locking. The code uses only `rows.length` of the result, always in a comparison with zero.',
  seenIn: [
    'MyPath-ai/backend: db/func/auth/check_email.js',
    'PARAS-KALURA/ToDo-FS-Express: server/app.js',
  ],
  conflictsWith: ['rows-counted'],
  find: (source) =>
    nodesOf(source.root, 'lexical_declaration').flatMap((statement) => toMatch(source, statement)),
});

function toMatch(source: CodemodSource, statement: SgNode): readonly CodemodMatch[] {
  const kept = findQueryRows(source, statement);
  const lengths = kept === null ? null : findRowLengthReads(kept);
  if (kept === null || lengths === null || !canDropColumns(kept.query.sql)) return [];
  // The second condition matches the output of this codemod.
  if (!lengths.every(isZeroTest) || /\blimit\s+1\s*$/iu.test(kept.query.sql)) return [];
  const sql = `SELECT 1 FROM (${kept.query.sql.trim()}) AS found LIMIT 1`;
  return [createMatch(statement, [replaceSql(kept.query, sql)])];
}

/** TLS and socket options; the global agent separates connections by some, but not all. */
const OF_CONNECTION =
  /createConnection|checkServerIdentity|socketPath|localAddress|lookup|secureContext|ALPNProtocols|\.\.\./u;

const agentFalse = defineCodemod({
  id: 'agent-false',
  title: "Reuse the global agent's connections for a request",
  classes: ['I/O-Network', 'External'],
  fixLevel: 1,
  preconditions:
    'The inline options of a `get` or `request` call from `node:http` or `node:https` contain `agent: false`. The options contain no spread, no option that requires a separate connection, and no comment, because a comment may explain the setting. The file does not mention `globalAgent`.',
  seenIn: ['UPB-FILS/sde: devoir/devoir5/verify/2-get/0-get-simple.js'],
  find: (source) =>
    findRequestOptions(source).flatMap((options) => {
      const value = propertyOf(options, 'agent');
      const pair = value?.parent();
      if (value?.text() !== 'false' || !pair || OF_CONNECTION.test(options.text())) return [];
      if (hasComment(options) || source.text.includes('globalAgent')) return [];
      return [createMatch(pair, [removeObjectProperty(source, pair)])];
    }),
});

const clientPerCall = defineCodemod({
  id: 'client-per-call',
  title: 'Use a pooled connection instead of opening a connection for each call',
  classes: ['I/O-DB', 'I/O-Network'],
  fixLevel: 3,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    'An async function makes a `Client` of pg from options of literals, constants and the environment, waits for each query and for `connect` and `end` by statements of their own, in one `try` or in none, and asks nothing but constant SELECT, INSERT, UPDATE and DELETE: no transaction, no setting, no lock or table of the session.',
  seenIn: [
    'tylerlong/lambda-database-demo: handler.js',
    'chok-di/found-next-amplify: amplify/backend/function/foundtrips/src/index.js',
  ],
  find: (source) => findPerCallConnections(source, 'Client'),
});

const boundedFileReads = defineCodemod({
  id: 'bounded-file-reads',
  title: 'Read files in a loop eight at a time',
  classes: ['I/O-File'],
  complexity: 'Medium',
  preconditions: `${COLLECTING_LOOP} The reads are calls to fs/promises.`,
  seenIn: [
    'andresmunozit/node-js-application-development-lfw211: 08_ASYNCHRONOUS_CONTROL_FLOW/examples/async-await/async-await-4.js',
  ],
  find: (source) => findCollectingLoops(source, 'file'),
});

const poolPerCall = defineCodemod({
  id: 'pool-per-call',
  title: 'Create a pool once instead of for each call',
  classes: ['I/O-DB', 'I/O-Network'],
  fixLevel: 3,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    'An async function makes a `Pool` of pg from options of literals, constants and the environment, uses it for nothing but constant SELECT, INSERT, UPDATE and DELETE, which leave nothing behind in a session, and ends it by a statement of its own or not at all. The shared pool is made at the first call, does not keep the process from ending, and replaces connections that break.',
  seenIn: ['yepstein1/user_preferences: functions/getData.js'],
  find: (source) => findPerCallConnections(source, 'Pool'),
});

const constantFileCache = defineCodemod({
  id: 'constant-file-cache',
  title: 'Cache a file that every call reads, until the file changes',
  classes: ['Cache', 'I/O-File'],
  complexity: 'Medium',
  preconditions:
    'A text read by `readFile` of `fs/promises`, in a function of a JavaScript file, from a path that is a literal or relative to the module. The cached text is valid only while the file keeps its device, inode, size and both timestamps, and only if these had been unchanged for a second when the file was read.',
  seenIn: ['qyhever/koa-basic: demos/middleware/03.js'],
  find: (source) => findConstantFileReads(source, false),
});

const constantFileCacheSync = defineCodemod({
  id: 'constant-file-cache-sync',
  title: 'Cache a file that every call reads synchronously, until the file changes',
  classes: ['Cache', 'I/O-File'],
  complexity: 'Medium',
  preconditions:
    'A text read by `readFileSync`, in a function of a JavaScript file, from a path that is a literal or relative to the module. The cached text is valid only while the file keeps its device, inode, size and both timestamps, and only if these had been unchanged for a second when the file was read.',
  seenIn: ['michelgokan/NFV-Inspector: NFV-MON/Server/index.js'],
  find: (source) => findConstantFileReads(source, true),
});

const boundedRequests = defineCodemod({
  id: 'bounded-requests',
  title: 'Send the requests of a loop eight at a time',
  classes: ['I/O-Network', 'External'],
  complexity: 'Medium',
  risk: 'Medium',
  preconditions: `${COLLECTING_LOOP} The requests are GETs with fetch or axios.`,
  seenIn: ['jeanbaptisteassouad/lixotech: challenge2/src/b-makeitwork.ts'],
  find: (source) => findCollectingLoops(source, 'request'),
});

const boundedAwaits = defineCodemod({
  id: 'bounded-awaits',
  title: 'Run a sequential await loop eight iterations at a time',
  classes: ['Architecture', 'External'],
  complexity: 'Medium',
  risk: 'Medium',
  preconditions: `${COLLECTING_LOOP} The name of the callee denotes a read, and the callee is imported, a method, or an async function of the file that changes nothing outside itself.`,
  seenIn: ['moriyalb/rades-rache: lib/commands/string/mget.js'],
  conflictsWith: ['query-in-loop'],
  find: (source) => findCollectingLoops(source, 'named'),
});

/** Codemods against waiting: databases, requests, files, caches, and how work is laid out. */
export const IO_CODEMODS: readonly Codemod[] = [
  parallelAwaits,
  boundedAwaits,
  boundedFileReads,
  boundedRequests,
  insertInLoop,
  queryInLoop,
  rowsCounted,
  rowsExistence,
  selectStarColumns,
  poolPerCall,
  clientPerCall,
  agentKeepAlive,
  agentFalse,
  connectionClose,
  awaitInLiteral,
  execSyncInAsync,
  constantFileCache,
  constantFileCacheSync,
  constantResponse,
];
