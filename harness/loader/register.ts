/**
 * Imported first in every child that loads user code: resolves `perf-harness` to the running
 * installation and loads TypeScript as written.
 */
import './register-self-reference.ts';
import { registerHooks } from 'node:module';
import { loadSource } from './load-source.ts';
import { trackLoaderActivity } from './loader-activity.ts';
import { resolveSource } from './resolve-source.ts';

registerHooks({
  resolve: trackLoaderActivity(resolveSource),
  load: trackLoaderActivity(loadSource),
});
