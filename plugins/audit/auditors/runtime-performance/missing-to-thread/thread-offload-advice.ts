import { formatThreadCall } from '../../../analysis/minimum-python-version-and-thread-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { formatShortArguments } from '../format-abbreviated-call-arguments.ts';

/** Libraries without an async form, or whose async form also computes on the event loop. */
const ONLY_SYNC = /^(?:xlsx|pako|adm-zip|jsdom|cheerio)\b/u;

/** Returns advice for keeping the event loop free, with the names used in the code (R653-18). */
export function formatOffloadAdvice(
  audited: AuditedCode,
  { file, name, site }: CallCandidate,
): string {
  const { callee } = site.call;
  const args = formatShortArguments(site);
  if (file.endsWith('.py')) return formatThreadCall(audited, callee, args);
  if (name === 'JSON.parse') {
    return `Limit the input size of ${callee}${args}, or parse it in a node:worker_threads worker`;
  }
  if (ONLY_SYNC.test(name)) {
    return `Run ${callee}${args} in a node:worker_threads worker, because the library has no async variant`;
  }
  if (name.startsWith('@resvg/'))
    return `await renderAsync of ${name.split('.')[0]}, which runs in a thread`;
  const method = name.slice(name.lastIndexOf('.') + 1).replace(/Sync$/u, '');
  if (/^(?:bcryptjs|bcrypt-ts)\b/u.test(name)) {
    return `await ${method}${args} from bcrypt or @node-rs/bcrypt, which use threads, because ${name.split('.')[0]} blocks the event loop even in its async variant`;
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
  if (start.file.endsWith('.py')) return formatOffloadAdvice(audited, start);
  return `Make every function in the call chain async, and ${lowered(formatOffloadAdvice(audited, found))}`;
}

function lowered(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

export function formatLoopAdvice(audited: AuditedCode, isPython: boolean): string {
  return isPython
    ? `Move the loops to a function and ${formatThreadCall(audited, 'function', '')}, or await asyncio.sleep(0) in the outer loop`
    : 'Run the loops in a node:worker_threads worker, or await setImmediate() from node:timers/promises in the outer loop';
}
