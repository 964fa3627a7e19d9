/**
 * Preload that holds the compiler for a file as long as the process lives. Threads come and go, and each may
 * load swc, whose native part ends the process where it is loaded again after nobody had it any more.
 */
import { isMainThread } from 'node:worker_threads';
import { findTransformer } from './transformer/find-transformer.ts';

const file = new URL(import.meta.url).searchParams.get('file');
if (isMainThread && file !== null && /\.(?:[cm]?ts|[jt]sx)$/u.test(file)) hold(file);

function hold(source: string): void {
  try {
    findTransformer(source).transform('empty.ts', { source: '', format: 'module', options: {} });
  } catch {
    // A thread that needs it says so itself.
  }
}
