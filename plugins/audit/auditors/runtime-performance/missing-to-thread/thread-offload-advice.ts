import { formatThreadCall } from '../../../analysis/minimum-python-version-and-thread-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { formatShortArguments } from '../format-abbreviated-call-arguments.ts';

/** Returns advice for keeping the event loop free, with the names used in the code (R653-18). */
export function formatOffloadAdvice(
  audited: AuditedCode,
  { file, name, site }: CallCandidate,
): string {
  const { callee } = site.call;
  const args = formatShortArguments(site);
  if (file.endsWith('.py')) return formatThreadCall(audited, callee, args);
  const method = name.slice(name.lastIndexOf('.') + 1).replace(/Sync$/u, '');
  if (name.startsWith('bcryptjs.')) {
    return `await ${method}${args} from bcrypt or @node-rs/bcrypt, which use threads, because bcryptjs blocks the event loop even in its async variant`;
  }
  return name.startsWith('node:')
    ? `await promisify(${method})${args}, which runs in the Node.js thread pool`
    : `await ${callee.replace(/Sync$/u, '')}${args}`;
}

/** Returns advice for work down a call chain: in Node.js, each function between must await it. */
export function formatChainAdvice(
  audited: AuditedCode,
  start: CallCandidate,
  found: CallCandidate,
): string {
  return start.file.endsWith('.py')
    ? formatOffloadAdvice(audited, start)
    : `Make every function in the call chain async, and ${formatOffloadAdvice(audited, found)}`;
}

export function formatLoopAdvice(audited: AuditedCode, isPython: boolean): string {
  return isPython
    ? `Move the loops to a function and ${formatThreadCall(audited, 'function', '')}, or await asyncio.sleep(0) in the outer loop`
    : 'Run the loops in a node:worker_threads worker, or await setImmediate() from node:timers/promises in the outer loop';
}
