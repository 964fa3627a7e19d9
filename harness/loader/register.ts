/**
 * Imported first in every child that loads user code: `perf-harness` is the running one, TypeScript
 * loads as written.
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
