import { formatThreadCall } from '../../../analysis/minimum-python-version-and-thread-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isContextManagerChain } from '../event-loop-blocking/call-paths-from-async-to-blocking-code.ts';
import { formatShortArguments } from '../format-abbreviated-call-arguments.ts';
import type { BlockingKind } from './blocking-io-kind.ts';
import type { BlockingCall, BlockingPlace } from './find-blocking-io.ts';

/** Returns advice for not blocking the event loop, with the names used in code (R653-10). */
export function formatBlockingAdvice(
  audited: AuditedCode,
  { blocking, chain, ...place }: BlockingPlace,
): string {
  const { file, site } = place;
  const args = formatShortArguments(site);
  const inPython = file.endsWith('.py');
  if (chain !== null && !inPython) {
    return `Make every function in the call chain async, and ${formatBlockingAdvice(audited, { ...blocking, type: 'call', blocking, chain: null })}`;
  }
  if (chain !== null && isContextManagerChain(audited, chain)) {
    const inside = formatThreadCall(
      audited,
      blocking.site.call.callee,
      formatShortArguments(blocking.site),
    );
    return `Make ${site.call.callee} an async context manager (contextlib.asynccontextmanager) that uses ${inside}, and enter it with async with`;
  }
  if (!inPython) return nodeAdvice(place.name, site.call.callee, args, blocking.kind);
  const thread = formatThreadCall(audited, site.call.callee, args);
  return chain === null ? pythonAdvice(audited, blocking, args, thread) : thread;
}

/** Returns the advice to read data that never changes only once. */
export function formatCachingAdvice(
  { file, chain, site }: BlockingPlace,
  otherwise: string,
): string {
  const kept = file.endsWith('.py') ? 'with functools.cache' : 'in a module-level constant';
  const what = chain === null ? 'the file' : `what ${site.call.callee} reads`;
  return `Cache ${what} ${kept}, as it ships with the source and never changes; or ${otherwise}`;
}

function pythonAdvice(
  audited: AuditedCode,
  { kind, name, site: { call } }: BlockingCall,
  args: string,
  thread: string,
): string {
  if (kind === 'network' && OF_HTTP.test(name)) {
    const method = /\.(\w+)$/u.exec(name)?.[1] ?? 'get';
    const verb = method.startsWith('url') ? 'get' : method;
    return `async with httpx.AsyncClient() as client: await client.${verb}${args}, or ${thread}`;
  }
  if (kind === 'network') return `the asyncio client of the same library, or ${thread}`;
  if (kind === 'database')
    return `an asyncio session or driver, a handler that is not async, or ${thread}`;
  if (kind === 'subprocess' && /^(?:subprocess|os)\./u.test(name)) {
    return `await asyncio.create_subprocess_exec(…) instead of ${call.callee}, or ${thread}`;
  }
  if (ONLY_IN_THREAD.has(kind)) return thread;
  if (/(?:^|\.)open$/u.test(name)) {
    const given = /^(?:io\.)?open$/u.test(name) ? args : `(${call.callee.replace(/\.open$/u, '')})`;
    return `async with aiofiles.open${given}, or move all work on the file to a function and run it with ${formatThreadCall(audited, 'function', '')}`;
  }
  return `${thread}, or the aiofiles equivalent`;
}

const ONLY_IN_THREAD: ReadonlySet<BlockingKind> = new Set<BlockingKind>([
  ...(['subprocess', 'thread', 'walk', 'metadata'] as const),
]);
const OF_HTTP = /^(?:requests|httpx|urllib3?)\./u;

function nodeAdvice(name: string, callee: string, args: string, kind: BlockingKind): string {
  if (kind === 'network') return `await fetch${args}`;
  const method = name.slice(name.lastIndexOf('.') + 1).replace(/Sync$/u, '');
  if (kind === 'subprocess') {
    return name.startsWith('node:')
      ? `await promisify(${method === 'spawn' ? 'execFile' : method})${args} from node:child_process and node:util`
      : `await the async variant of ${callee}`;
  }
  return name.startsWith('node:fs')
    ? `await ${method}${args} from node:fs/promises`
    : `await ${callee.replace(/Sync$/u, '')}${args}`;
}
