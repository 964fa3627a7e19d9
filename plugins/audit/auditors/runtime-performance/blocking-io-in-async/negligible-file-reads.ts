import type { SgNode } from '@ast-grep/napi';
import { findSizeOfReadFile } from '../../../analysis/find-byte-size-of-file-read-by-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import type { BlockingKind } from './blocking-io-kind.ts';

/** Below it a file takes no time that counts (R653-09). */
const SMALL_BYTES = 1024;

/** Returns why reading a file takes negligible time, or null if it may not. */
export function explainSmallFile(
  audited: AuditedCode,
  { kind, name, file, site }: CallCandidate & { readonly kind: BlockingKind },
  node: SgNode | null,
): string | null {
  const isWritten = /write|append|copy|['"][wax]b?\+?['"]/iu.test(name + site.raw.argumentText);
  if (kind !== 'file' || node === null || isWritten) return null;
  const size = findSizeOfReadFile(audited, file, node);
  return size !== null && size < SMALL_BYTES
    ? `the file has ${size} bytes and is not read for each request`
    : null;
}
