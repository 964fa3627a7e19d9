import { inThread } from '../../../look/python-version.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';

/** How to leave the event loop free, in the names that stand there (R653-18). */
export function adviceFor(audited: AuditedCode, { file, name, site }: CallCandidate): string {
  const { callee } = site.call;
  const args = site.raw.argumentText.replace(/\s+/gu, ' ').slice(0, 80);
  if (file.endsWith('.py')) return inThread(audited, callee, args);
  if (name === 'JSON.parse') {
    return `Limit the size of what ${callee}${args} is given, or parse it in a worker of node:worker_threads`;
  }
  const method = name.slice(name.lastIndexOf('.') + 1).replace(/Sync$/u, '');
  return name.startsWith('node:')
    ? `await promisify(${method})${args}, which runs in the thread pool of Node.js`
    : `await ${callee.replace(/Sync$/u, '')}${args}`;
}

export function loopAdvice(audited: AuditedCode, isPython: boolean): string {
  return isPython
    ? `Move the loops to a function and ${inThread(audited, 'function', '')}, or await asyncio.sleep(0) in the outer one`
    : 'Run the loops in a worker of node:worker_threads, or await setImmediate() of node:timers/promises in the outer one';
}
