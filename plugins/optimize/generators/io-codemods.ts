import type { Codemod } from './codemod.ts';
import { agentFalse } from './codemods/agent-false.ts';
import { agentKeepAlive } from './codemods/agent-keep-alive.ts';
import { awaitInLiteral } from './codemods/await-in-literal.ts';
import { boundedAwaits } from './codemods/bounded-awaits.ts';
import { boundedFileReads } from './codemods/bounded-file-reads.ts';
import { boundedRequests } from './codemods/bounded-requests.ts';
import { clientPerCall } from './codemods/client-per-call.ts';
import { connectionClose } from './codemods/connection-close.ts';
import { constantFileCache } from './codemods/constant-file-cache.ts';
import { constantFileCacheSync } from './codemods/constant-file-cache-sync.ts';
import { constantResponse } from './codemods/constant-response.ts';
import { execSyncInAsync } from './codemods/exec-sync-in-async.ts';
import { insertInLoop } from './codemods/insert-in-loop.ts';
import { parallelAwaits } from './codemods/parallel-awaits.ts';
import { poolPerCall } from './codemods/pool-per-call.ts';
import { queryInLoop } from './codemods/query-in-loop.ts';
import { rowsCounted } from './codemods/rows-counted.ts';
import { rowsExistence } from './codemods/rows-existence.ts';
import { selectStarColumns } from './codemods/select-star-columns.ts';
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
