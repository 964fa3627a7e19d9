import { inThread } from '../../../look/python-version.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import type { BlockingKind } from './blocking-calls.ts';

/** How to do the same without holding the event loop, in the names that stand there (R653-10). */
export function adviceFor(
  audited: AuditedCode,
  kind: BlockingKind,
  { file, name, site: { call, raw } }: CallCandidate,
): string {
  const args = raw.argumentText.replace(/\s+/gu, ' ').slice(0, 80);
  if (!file.endsWith('.py')) return nodeAdvice(name, call.callee, args, kind);
  const thread = inThread(audited, call.callee, args);
  if (kind === 'network') {
    const method = /\.(\w+)$/u.exec(name)?.[1] ?? 'get';
    const verb = method.startsWith('url') ? 'get' : method;
    return `async with httpx.AsyncClient() as client: await client.${verb}${args}, or ${thread}`;
  }
  if (kind === 'subprocess') {
    return `await asyncio.create_subprocess_exec(…) in place of ${call.callee}, or ${thread}`;
  }
  if (/^(?:open|io\.open|pathlib\.Path\.open)$/u.test(name)) {
    const given = name === 'pathlib.Path.open' ? `(${call.callee.replace(/\.open$/u, '')})` : args;
    return `async with aiofiles.open${given}, or move all that is done with the file to a function and run it by ${inThread(audited, 'function', '')}`;
  }
  return `${thread}, or the same by aiofiles`;
}

function nodeAdvice(name: string, callee: string, args: string, kind: BlockingKind): string {
  if (kind === 'network') return `await fetch${args}`;
  const method = name.slice(name.lastIndexOf('.') + 1).replace(/Sync$/u, '');
  if (kind === 'subprocess') {
    return name.startsWith('node:')
      ? `await promisify(${method === 'spawn' ? 'execFile' : method})${args} from node:child_process and node:util`
      : `await the async form of ${callee}`;
  }
  return name.startsWith('node:fs')
    ? `await ${method}${args} from node:fs/promises`
    : `await ${callee.replace(/Sync$/u, '')}${args}`;
}
