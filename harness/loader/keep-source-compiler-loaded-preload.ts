/**
 * Preload that keeps the compiler for a file loaded for the lifetime of the process. Threads come
 * and go, and each may load swc, whose native part crashes the process if it is loaded again after
 * its last user ended.
 */
import { isMainThread } from 'node:worker_threads';
import { findTransformer } from './transformer/find-transformer.ts';

const file = new URL(import.meta.url).searchParams.get('file');
if (isMainThread && file !== null && /\.(?:[cm]?ts|[jt]sx)$/u.test(file)) hold(file);

function hold(source: string): void {
  try {
    findTransformer(source).transform('empty.ts', { source: '', format: 'module', options: {} });
  } catch {
    // A thread that needs it reports the error itself.
  }
}
