import { posix } from 'node:path';
import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../analysis/index.ts';
import {
  findCallNode,
  findCallsByPattern,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import { type AuditedCode, type CallCandidate, defineRule } from '../../rule.ts';
import { skipWithoutAsync } from './async-frameworks.ts';
import {
  type BlockingKind,
  NODE_BLOCKING_CALLS,
  OPEN_METHOD_CALLS,
  PYTHON_BLOCKING_CALLS,
} from './blocking-call-patterns.ts';
import {
  type BlockingWork,
  collectChainEvidence,
  findBlockingWork,
  formatChainCallees,
} from './blocking-work.ts';
import { assessLoopBlocking, describeBlockingFunction } from './event-loop-blocking-impact.ts';
import { formatShortArguments, formatThreadCall } from './thread-call-advice.ts';

const WAITS_FOR: Readonly<Record<BlockingKind, string>> = {
  file: 'the disk',
  network: 'the network',
  database: 'the database',
  subprocess: 'another process',
};

/** R653-02 to R653-10: calls that wait while they block the event loop. */
export const BLOCKING_IO_IN_ASYNC = defineRule({
  id: 'blocking-io-in-async',
  principle: 'Runtime Performance / Blocking I/O in async code',
  sources: {
    'Python: Developing with asyncio, running blocking code':
      'https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code',
    "Node.js: Don't block the event loop (or the worker pool)":
      'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
  },
  skip: skipWithoutAsync,
  match: findWaits,
  verify: (found, audited) => {
    const { blocking, chain, site, node, file } = found;
    const impact = assessLoopBlocking(audited, site.function, file, node, chain !== null);
    if (typeof impact === 'string') return impact;
    const small = impact.severity === 'HIGH' ? null : explainSmallFile(audited, blocking, node);
    if (small !== null) return small;
    const subject = describeBlockingFunction(audited, site.function, node);
    const waits = `calls ${blocking.site.call.callee}, which waits for ${WAITS_FOR[blocking.kind]}`;
    const does =
      chain === null ? waits : `calls ${formatChainCallees(audited, chain)}, which ${waits}`;
    return {
      severity: severityOf(found, impact.severity),
      issue: `${subject} ${does}: ${impact.who}`,
      recommendation: formatBlockingAdvice(audited, found, blocking),
      effort: 'S',
      evidence: chain === null ? [] : collectChainEvidence(audited, chain),
    };
  },
});

/** Lowers the severity of deep calls, which are not always reached. */
function severityOf({ chain }: BlockingWork<BlockingCall>, severity: AuditSeverity): AuditSeverity {
  return chain !== null && chain.steps.length > 1 && severity === 'HIGH' ? 'MEDIUM' : severity;
}

/** R653-02 to R653-06: yields waits that block the event loop. */
function* findWaits(audited: AuditedCode): Generator<BlockingWork<BlockingCall>> {
  const queried = new Set<number>();
  const calls = listBlockingCalls(audited);
  for (const found of findBlockingWork(
    audited,
    calls,
    (call, node) => explainSmallFile(audited, call, node) === null,
  )) {
    // The queries of a function are reported once, since all of them are fixed together.
    const isQuery = found.chain === null && found.blocking.kind === 'database';
    if (!isQuery || !queried.has(found.site.function)) yield found;
    if (isQuery) queried.add(found.site.function);
  }
}

function* listBlockingCalls(audited: AuditedCode): Generator<BlockingCall> {
  const inPython = (index: number) => isPythonFunction(audited, index);
  for (const { kind, ...names } of PYTHON_BLOCKING_CALLS) {
    for (const found of findCallsByPattern(audited, names, inPython)) {
      // Awaited calls do not block: a path of anyio, an async client.
      if (!found.site.call.isAwaited) yield { ...found, kind };
    }
  }
  for (const found of findCallsByPattern(audited, OPEN_METHOD_CALLS, inPython)) {
    const { function: index, call } = found.site;
    if (call.isAwaited || audited.code.qualifiedNameOf(index, call.callee) !== null) continue;
    const node = findCallNode(audited, found.site);
    if (node !== null && isPathOpenCall(node)) yield { ...found, kind: 'file' };
  }
  for (const { kind, ...names } of NODE_BLOCKING_CALLS) {
    for (const found of findCallsByPattern(audited, names, (index) => !inPython(index))) {
      yield { ...found, kind };
    }
  }
}

const MODE = /^(?:mode\s*=\s*)?['"](?:r|w|[rwax](?:b\+?|t\+?|\+b?))['"]$/u;

/** True if `x.open('r')` opens a path; the context of `async with` is awaited. */
function isPathOpenCall(call: SgNode): boolean {
  const block = call.ancestors().find((ancestor) => ancestor.kind() === 'with_statement');
  return (
    MODE.test(argumentsOf(call)[0]?.text() ?? '') && block?.text().startsWith('async') !== true
  );
}

interface BlockingCall extends CallCandidate {
  readonly kind: BlockingKind;
}

/** Returns advice for not blocking the event loop, with the names used in code (R653-10). */
function formatBlockingAdvice(
  audited: AuditedCode,
  { file, site }: CallCandidate,
  blocking: BlockingCall,
): string {
  const isChain = site !== blocking.site;
  if (!file.endsWith('.py')) {
    const advice = nodeAdvice(blocking);
    return isChain ? `Make every function in the call chain async, and ${advice}` : advice;
  }
  const args = formatShortArguments(site);
  const thread = formatThreadCall(audited, site.call.callee, args);
  return isChain ? thread : pythonAdvice(audited, blocking, args, thread);
}

function pythonAdvice(
  audited: AuditedCode,
  { kind, name, site: { call } }: BlockingCall,
  args: string,
  thread: string,
): string {
  switch (kind) {
    case 'network':
      return /^(?:requests|httpx)\./u.test(name)
        ? `async with httpx.AsyncClient() as client: await client.${name.slice(name.lastIndexOf('.') + 1)}${args}, or ${thread}`
        : `the asyncio client of the same library, or ${thread}`;
    case 'database':
      return `an asyncio session or driver, a handler that is not async, or ${thread}`;
    case 'subprocess':
      return `await asyncio.create_subprocess_exec(…) instead of ${call.callee}, or ${thread}`;
    default:
      return name === 'open'
        ? `async with aiofiles.open${args}, or move all work on the file to a function and run it with ${formatThreadCall(audited, 'function', '')}`
        : thread;
  }
}

function nodeAdvice({ name, site }: BlockingCall): string {
  const args = formatShortArguments(site);
  const method = name.slice(name.lastIndexOf('.') + 1).replace(/Sync$/u, '');
  if (name.startsWith('node:child_process')) {
    return `await promisify(${method === 'spawn' ? 'execFile' : method})${args} from node:child_process and node:util`;
  }
  return name.startsWith('node:fs')
    ? `await ${method}${args} from node:fs/promises`
    : `await the async variant of ${site.call.callee}`;
}

/** Below it a file takes no time that counts (R653-09). */
const SMALL_BYTES = 1024;
const WRITES = /write|append|copy|['"][wax]b?\+?['"]/iu;

/** Returns why reading a file takes negligible time, or null if it may not. */
function explainSmallFile(
  { code }: AuditedCode,
  { kind, name, file, site }: BlockingCall,
  node: SgNode,
): string | null {
  if (kind !== 'file' || WRITES.test(name + site.raw.argumentText)) return null;
  const path = /^['"]([^'"]+)['"]$/u.exec(argumentsOf(node)[0]?.text() ?? '')?.[1];
  if (path === undefined) return null;
  const text = code.textOf(path) ?? code.textOf(posix.join(posix.dirname(file), path));
  const size = text === null ? SMALL_BYTES : Buffer.byteLength(text);
  return size < SMALL_BYTES ? `the file has ${size} bytes and is not read for each request` : null;
}
