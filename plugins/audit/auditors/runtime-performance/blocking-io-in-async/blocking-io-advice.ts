import { formatThreadCall } from '../../../analysis/minimum-python-version-and-thread-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { formatShortArguments } from '../format-abbreviated-call-arguments.ts';
import type { BlockingKind } from './blocking-call-patterns.ts';

export interface BlockingCall extends CallCandidate {
  readonly kind: BlockingKind;
}

/** Returns advice for not blocking the event loop, with the names used in code (R653-10). */
export function formatBlockingAdvice(
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
