/**
 * Imported first in every child that loads user code: resolves `perf-harness` to the running
 * installation and loads TypeScript as written.
 */
import './register-self-reference.ts';
import { registerHooks } from 'node:module';
import { loadSource } from './load-source.ts';
import { trackLoaderActivity } from './loader-activity.ts';
import { resolveSourceImport } from './resolve-source-import.ts';

registerHooks({
  resolve: trackLoaderActivity(resolveSourceImport),
  load: trackLoaderActivity(loadSource),
});
