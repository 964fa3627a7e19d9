/**
 * Imported first in every child that loads user code: resolves `perf-harness` to the running
 * installation and loads TypeScript as written.
 */
import './register-self-reference.ts';
import { registerHooks } from 'node:module';
import { loadSource } from './node-load-hook-for-typescript-jsx-json.ts';
import { resolveSourceImport } from './resolve-source-import.ts';
import { trackLoaderActivity } from './track-loader-own-activity.ts';

registerHooks({
  resolve: trackLoaderActivity(resolveSourceImport),
  load: trackLoaderActivity(loadSource),
});
