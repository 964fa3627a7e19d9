import { posix } from 'node:path';
import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { BlockingCall } from './blocking-io-advice.ts';

/** Below it a file takes no time that counts (R653-09). */
const SMALL_BYTES = 1024;
const WRITES = /write|append|copy|['"][wax]b?\+?['"]/iu;

/** Returns why reading a file takes negligible time, or null if it may not. */
export function explainSmallFile(
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
