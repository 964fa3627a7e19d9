/**
 * Imported first in every child that loads user code: `perf-harness` is the running one, TypeScript
 * loads as written.
 */
import './register-self.ts';
import { registerHooks } from 'node:module';
import { loadSource } from './load-source.ts';
import { asOwnWork } from './own-work.ts';
import { resolveSource } from './resolve-source.ts';

registerHooks({ resolve: asOwnWork(resolveSource), load: asOwnWork(loadSource) });
